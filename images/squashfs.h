/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SQUASHFS_H
#define IMAGES_SQUASHFS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The superblock of a squashfs 4.0, the first bytes of an image.  Pure; the
 * bytes may be hostile.  The kernel checks the superblock too, but says only
 * EINVAL; this check keeps most damaged files away from the kernel's driver.
 */
#define SQUASHFS_SUPER_BYTES 96

struct squashfs_super {
	uint64_t bytes_used;    /* of the file system, without padding */
	const char *compressor; /* its name, such as "zstd" */
};

/*
 * Checks the superblock of a file system of at most limit bytes.  Returns NULL,
 * or a constant text that says what is wrong; *super is written on success
 * only.
 */
const char *squashfs_check(const unsigned char buf[SQUASHFS_SUPER_BYTES],
	uint64_t limit, struct squashfs_super *super);

#endif
