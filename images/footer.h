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

#define FOOTER_BYTES           128
#define FOOTER_SIGNATURE_BYTES 101 /* a line of base64 */

/* All lengths are in bytes. */
struct footer {
	unsigned
		format; /* 1: without hash tree and signature, 2: with a tree */
	uint64_t fs;    /* length of the squashfs */
	uint64_t tree;  /* length of the hash tree that follows */
	uint32_t text;  /* length of the trailer text that follows */
	uint32_t sig;   /* of its signature: FOOTER_SIGNATURE_BYTES, or 0 */
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

/*
 * The length of the hash tree that veritysetup(8) makes with blocks of 4096
 * bytes and sha256 for a file system of so many bytes: 0 for one block.
 */
uint64_t footer_tree_bytes(uint64_t fs);

#endif
