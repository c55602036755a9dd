/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_INFO_H
#define IMAGES_INFO_H

#include "images/image.h"

#include <limits.h>

#define INFO_WHY_MAX 160

/*
 * Reads trailer and superblock of an open image, whatever machine it is for.
 * 0, or -errno with the reason in words in why; does not log.
 */
int info_load(int fd, struct image_info *info, char why[INFO_WHY_MAX]);

/* True if programs of the image run on this machine, as far as it says. */
bool info_is_native(const struct image_info *info);

/* The path by which fd was opened, for messages: "?" if unknown. */
void info_path(int fd, char path[PATH_MAX]);

#endif
