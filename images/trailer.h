/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_TRAILER_H
#define IMAGES_TRAILER_H

#include <stddef.h>
#include <stdint.h>

struct image_info;

/*
 * The end of an image file: [squashfs][text][footer].  ARCHITECTURE.md has the
 * format.  Pure functions on hostile bytes: no descriptors, no logging.
 */

#define TRAILER_FOOTER_BYTES 128

struct trailer_footer {
	uint64_t fs;    /* bytes of the squashfs */
	uint32_t text;  /* bytes of the text */
	uint32_t cksum; /* of the text */
};

struct trailer_error {
	unsigned line;   /* of the text, from 1 */
	const char *why; /* constant text */
};

/*
 * Reads the last bytes of a file.  -ENOENT: no footer, a plain squashfs.
 * -EPROTONOSUPPORT: of another version.  -EBADMSG: malformed.
 */
int trailer_footer_parse(
	const char buf[TRAILER_FOOTER_BYTES], struct trailer_footer *footer);

/* What cksum(1) prints. */
uint32_t trailer_cksum(const char *data, size_t len);

/*
 * Parses the text into info, whose strings and lists it allocates (undone by
 * image_info_done()); fs_bytes stays 0.  -EBADMSG with *error filled, -ENOMEM;
 * info is written only on success.
 */
int trailer_parse(const char *text, size_t len, struct image_info *info,
	struct trailer_error *error);

#endif
