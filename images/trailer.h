/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_TRAILER_H
#define IMAGES_TRAILER_H

#include <stddef.h>

struct image_info;

/*
 * The text in the trailer of an image file, between its file system and its
 * footer.  ARCHITECTURE.md describes the format.  The functions are pure, do
 * not log, and take bytes that may be hostile.
 */

struct trailer_error {
	unsigned line;   /* line of the text, from 1 */
	const char *why; /* a constant text */
};

/*
 * Parses the text into *info, whose strings and lists it allocates (freed by
 * image_info_done()), whose fs_bytes it sets to FsBytes= (0: none) and whose
 * tree_bytes to 0.  0, -ENOMEM, or -EBADMSG with *error written.  *info is
 * written on success only.
 */
int trailer_parse(const char *text, size_t len, struct image_info *info,
	struct trailer_error *error);

#endif
