/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_COPY_H
#define IMAGES_SLOT_COPY_H

#include "images/slot/backend.h"

/*
 * Overwrites the file with the kernel image that lies in the slot's partition,
 * and compares what the disk has then with its sum.  Returns 0, -EIO if that is
 * something else, or -errno; does not log.
 */
int copy_image(int to, const struct slot_source *s);

#endif
