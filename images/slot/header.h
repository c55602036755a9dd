/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_HEADER_H
#define IMAGES_SLOT_HEADER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What a root partition of a disk with two slots holds: the root's squashfs,
 * then at a multiple of 1 MiB a header of text, then the kernel image (UKI)
 * that boots this root.  The bytes may be hostile.
 */
#define SLOT_HEADER_BYTES 4096
#define SLOT_HASH_TEXT    65 /* of 64 hex digits and a NUL */
#define SLOT_TEXT_MAX     64 /* of another value, with its NUL */

struct slot_header {
	char id[SLOT_HASH_TEXT]; /* of root and kernel image: host/uki */
	char root_sha256[SLOT_HASH_TEXT]; /* of the root's file */
	char uki_sha256[SLOT_HASH_TEXT];
	char version[SLOT_TEXT_MAX];
	char arch[SLOT_TEXT_MAX]; /* as Debian names it */
	char hardware[SLOT_TEXT_MAX];
	uint64_t time;       /* of the build, in seconds since 1970 */
	uint64_t root_bytes; /* of the root's file, with its hash tree */
	uint64_t uki_bytes;
	off_t at; /* where the header is, if slot_header_find() has found it */
};

/*
 * Reads the text of a header.  Pure.  Returns 0, or -EBADMSG: a line is missing
 * or wrong.  *h is written on success only.
 */
int slot_header_parse(
	const char text[SLOT_HEADER_BYTES], struct slot_header *h);

/*
 * Finds the header in the partition, a device or file, and checks that all it
 * tells of is inside.  Returns 0; -ENODATA: there is none; -EBADMSG: a damaged
 * one; -errno.  Does not log.
 */
int slot_header_find(int fd, struct slot_header *h);

#endif
