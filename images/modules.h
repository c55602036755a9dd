/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_MODULES_H
#define IMAGES_MODULES_H

#include <stdbool.h>

/*
 * Loads the kernel modules whose files are the lines of the file list, in this
 * order.  A module that is loaded already, or that this processor cannot run
 * (a faster variant of another), counts as loaded.  forget: removes the files
 * and the list afterwards, which frees memory if they are in an initramfs.
 * Returns 0; after all lines -errno if a module was not loaded, with a log line
 * for each; or -ENOENT without one: there is no such list.
 */
int modules_load(const char *list, bool forget);

#endif
