/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_TRAILER_H
#define IMAGES_TRAILER_H

#include <stddef.h>
#include <stdint.h>

struct image_info;

/*
 * The end of an image file: [squashfs][text][footer].  ARCHITECTURE.md
 * describes the format.  The functions are pure, do not log, and take bytes
 * that may be hostile.
 */

#define TRAILER_FOOTER_BYTES 128

struct trailer_footer {
	uint64_t fs;    /* length of the squashfs in bytes */
	uint32_t text;  /* length of the text in bytes */
	uint32_t cksum; /* trailer_cksum() of the text */
};

struct trailer_error {
	unsigned line;   /* line of the text, from 1 */
	const char *why; /* a constant text */
};

/*
 * Parses the last bytes of a file.  0, -ENOENT: there is no footer, as in a
 * plain squashfs, -EPROTONOSUPPORT: the footer is of another version,
 * -EBADMSG: the footer is malformed.
 */
int trailer_footer_parse(
	const char buf[TRAILER_FOOTER_BYTES], struct trailer_footer *footer);

/* The checksum that cksum(1) prints. */
uint32_t trailer_cksum(const char *data, size_t len);

/*
 * Parses the text into *info, whose strings and lists it allocates (freed by
 * image_info_done()) and whose fs_bytes it sets to 0.  0, -ENOMEM, or -EBADMSG
 * with *error written.  *info is written on success only.
 */
int trailer_parse(const char *text, size_t len, struct image_info *info,
	struct trailer_error *error);

#endif
