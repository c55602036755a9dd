/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_TARHEAD_H
#define SUPERVISOR_VOLUMES_TARHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Headers of tar archives: ustar and pax of POSIX.1-2001, pax(1). */

#define TAR_BLOCK 512
/* How an extended header names an extended attribute (star, GNU tar). */
#define TAR_XATTR "SCHILY.xattr."

enum tar_type {
	TAR_FILE = '0',
	TAR_HARDLINK = '1',
	TAR_SYMLINK = '2',
	TAR_DIRECTORY = '5',
	TAR_FIFO = '6',
	TAR_EXTENDED = 'x',    /* records for the next file */
	TAR_GLOBAL = 'g',      /* records for all files that follow */
	TAR_LONG_NAME = 'L',   /* of GNU tar: the next file's name */
	TAR_LONG_TARGET = 'K', /* of GNU tar: what the next link leads to */
};

struct tar_head {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char sum[8];
	char type;
	char target[100];
	char magic[8];
	char user[32];
	char group[32];
	char major[8];
	char minor[8];
	char prefix[155];
	char rest[12];
};

_Static_assert(sizeof(struct tar_head) == TAR_BLOCK, "no hole in it");

/* Writes a number as octal digits; false if it does not fit. */
bool tarhead_put(char *field, size_t size, int64_t n);

/*
 * Reads a number: octal digits, or, as GNU tar writes what does not fit, bytes
 * after a first byte with bit 7 set.  -1: it is no number, or too large.
 */
int64_t tarhead_get(const char *field, size_t size);

/* Sets magic, version and checksum of a header that is otherwise complete. */
void tarhead_seal(struct tar_head *h);
/* Whether the checksum is right. */
bool tarhead_check(const struct tar_head *h);

#endif
