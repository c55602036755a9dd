/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_LOOP_H
#define IMAGES_LOOP_H

#include <stdint.h>

#define LOOP_PATH_MAX 32

/*
 * A read-only loop device over the first bytes of the open file: one that is
 * there already for the same file and size, or a new one.  It lives as long as
 * it is open or mounted (LO_FLAGS_AUTOCLEAR).  Returns its descriptor and its
 * path ("/dev/loop3"); -errno after a log line.  The caller holds a lock
 * against others that do the same.
 */
int loop_up(int fd, uint64_t bytes, char path[LOOP_PATH_MAX]);

#endif
