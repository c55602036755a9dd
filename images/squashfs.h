/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SQUASHFS_H
#define IMAGES_SQUASHFS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The superblock of a squashfs 4.0, the first bytes of an image.  Pure, on
 * hostile bytes.  The kernel checks it again; this refuses early what the
 * kernel's driver need never see, and says why in words.
 */
#define SQUASHFS_SUPER_BYTES 96

struct squashfs_super {
	uint64_t bytes_used;    /* of the file system, without padding */
	const char *compressor; /* its name */
};

/*
 * Checks the superblock of a file system that has at most limit bytes.  Returns
 * NULL, or what is wrong in words; super is written only when all is well.
 */
const char *squashfs_check(const unsigned char buf[SQUASHFS_SUPER_BYTES],
	uint64_t limit, struct squashfs_super *super);

#endif
