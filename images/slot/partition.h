/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_PARTITION_H
#define IMAGES_SLOT_PARTITION_H

#include <stdbool.h>

/*
 * Whether the block device of that name, such as "sda2", is the partition of
 * that label (GPT), by what the kernel says of it in /sys.
 */
bool partition_is(const char *name, const char *label);

#endif
