/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_LOOKUP_H
#define IMAGES_LOOKUP_H

#include <stddef.h>

/*
 * Opens a regular file for reading; -EINVAL for anything else, which is not
 * opened, or -errno.  Does not log.
 */
int lookup_open_regular(const char *path);

/* Writes the folders to list, for messages. */
void lookup_list(const char *const *dirs, char *list, size_t size);

#endif
