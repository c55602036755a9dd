/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_MODULES_H
#define IMAGES_MODULES_H

/*
 * Loads the kernel modules whose files are the lines of the file list, in this
 * order.  A module that is loaded already, or that this processor cannot run
 * (a faster variant of another), counts as loaded.  Returns 0, -errno after a
 * log line, or -ENOENT without one: there is no such list.
 */
int modules_load(const char *list);

#endif
