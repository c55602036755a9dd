/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_POINTS_H
#define SUPERVISOR_SPEC_POINTS_H

struct spec_mounts; /* supervisor/spec/spec_mounts.h */

/*
 * Prepares the mount points in a container's root before anything runs there,
 * so that crun finds paths without links: destinations become such paths, and
 * what is missing of them is made.  /proc, /dev and /sys must be folders.  A
 * link of the image where a folder is mounted is followed inside the root; a
 * link where a file is mounted is replaced by an empty file, so that its target
 * stays unchanged.  For tasks.  0 or -errno after a log line.
 */
int points_settle(const char *root, struct spec_mounts *m);

#endif
