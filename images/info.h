/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_INFO_H
#define IMAGES_INFO_H

#include "images/image.h"
#include "images/keys.h"

#include <limits.h>

#define INFO_WHY_MAX IMAGE_WHY_MAX

/*
 * Reads and checks an open image of any architecture, as image_info_read()
 * does; but if trust is NULL its signature is not looked at.  Returns 0, or
 * -errno with the reason as a text in why; does not log, but for bad keys.
 */
int info_load(int fd, const struct image_trust *trust, struct image_info *info,
	char why[INFO_WHY_MAX]);

/* Whether the image is for this architecture, or names none. */
bool info_is_native(const struct image_info *info);

/* Writes the path of fd's file to path, for messages; "?" if unknown. */
void info_path(int fd, char path[PATH_MAX]);

#endif
