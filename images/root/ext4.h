/* SPDX-License-Identifier: MIT */
/*
 * Checks, makes and grows the ext4 of a block device, by the programs of
 * Debian's e2fsprogs in EXT4_TOOLS and by the kernel.  What these do is logged.
 */
#ifndef IMAGES_ROOT_EXT4_H
#define IMAGES_ROOT_EXT4_H

#include <stdint.h>

/* A folder with ld.so, e2fsck, mke2fs, their libraries and e2fsck.conf. */
#define EXT4_TOOLS "/lib/e2fsprogs"

enum ext4_found {
	EXT4_NONE,    /* neither of these: somebody else's */
	EXT4_EMPTY,   /* the first MiB is all zeros */
	EXT4_CLEAN,   /* an ext4 that needs no repair, as far as it knows */
	EXT4_UNCLEAN, /* one that was not unmounted, or has errors */
};

/* What the device has; or -errno. */
int ext4_look(const char *device);

/*
 * Checks an ext4 and repairs it: what is safe by itself, else all that e2fsck
 * proposes, as nobody is there to ask.  Returns 0 if it is whole now, or
 * -errno.
 */
int ext4_check(const char *device, enum ext4_found found);

/* Makes an empty one with that label, whatever is there; 0 or -errno. */
int ext4_make(const char *device, const char *label);

/*
 * Lets the file system have the whole device if that is at least 8 MiB more
 * than it has: less may be too little for the kernel to add.  The kernel does
 * so while it is mounted, by its journal, so a power cut leaves it whole.
 * Returns 0 or -errno.
 */
int ext4_grow(const char *device);

#endif
