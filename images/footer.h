/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_FOOTER_H
#define IMAGES_FOOTER_H

#include <stddef.h>
#include <stdint.h>

/*
 * The last bytes of an image file, which say where its parts are.
 * ARCHITECTURE.md describes the format.  The functions are pure, do not log,
 * and take bytes that may be hostile.
 */

#define FOOTER_BYTES 128

struct footer {
	uint64_t fs;    /* length of the squashfs in bytes */
	uint32_t text;  /* length of the trailer text in bytes */
	uint32_t cksum; /* footer_cksum() of the text */
};

/*
 * Parses the last bytes of a file.  0, -ENOENT: there is no footer, as in a
 * plain squashfs, -EPROTONOSUPPORT: the footer is of another version,
 * -EBADMSG: the footer is malformed.
 */
int footer_parse(const char buf[FOOTER_BYTES], struct footer *footer);

/* The checksum that cksum(1) prints. */
uint32_t footer_cksum(const char *data, size_t len);

#endif
