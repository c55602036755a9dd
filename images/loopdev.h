/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_LOOPDEV_H
#define IMAGES_LOOPDEV_H

#include "images/node.h"

#include <stdint.h>

/*
 * Returns the descriptor of a read-only loop device of the open file's first
 * bytes, and its path ("/dev/loop3"): an existing device of that file and size,
 * or a new one.  The kernel frees the device once nobody has it open or mounted
 * (LO_FLAGS_AUTOCLEAR).  -errno after a log line.  The caller must hold a lock
 * so that only one process at a time calls this.
 */
int loopdev_up(int fd, uint64_t bytes, char path[NODE_PATH_MAX]);

#endif
