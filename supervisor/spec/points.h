/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_POINTS_H
#define SUPERVISOR_SPEC_POINTS_H

struct spec_mounts; /* supervisor/spec/spec_mounts.h */

/*
 * Settles where each mount of the plan goes in the container's root, before
 * anything runs there, so that it does not depend on who mounts: destinations
 * become paths without links, and what lacks of them is made.  /proc, /dev and
 * /sys must be folders.  A link of the image at a folder's place is followed
 * inside the root; one at a file's place is replaced by an empty file, so that
 * what it leads to stays.  In a task.  0 or -errno after a log line.
 */
int points_settle(const char *root, struct spec_mounts *m);

#endif
