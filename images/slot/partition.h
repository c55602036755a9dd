/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_PARTITION_H
#define IMAGES_SLOT_PARTITION_H

#include <limits.h>
#include <stdbool.h>

/*
 * Whether the block device of that name, such as "sda2", is the partition of
 * that label (GPT), by what the kernel says of it in /sys.
 */
bool partition_is(const char *name, const char *label);

/*
 * Puts the folder in /sys of the disk that has the partition of that name into
 * path; "" if it is not known.  Returns the name of the disk, a part of path,
 * or NULL.
 */
const char *partition_disk(const char *name, char path[PATH_MAX]);

#endif
