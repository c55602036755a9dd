/* SPDX-License-Identifier: MIT */
/*
 * The GUID partition table of a disk (UEFI specification, section 5.3): reads
 * it, lets a partition take the rest of the disk, and writes it so that a power
 * cut at any moment leaves one valid copy.
 *
 * A disk has the table twice, each time as a header and an array of entries,
 * with checksums of both: the primary from sector 1 on, the backup at the end
 * of the disk.  An image that was copied to a larger disk has its backup where
 * the image ended, until gpt_grow() and gpt_write() have moved it.
 *
 * "Sector" is the disk's logical one.  Nothing here logs.
 */
#ifndef IMAGES_ROOT_GPT_H
#define IMAGES_ROOT_GPT_H

#include <stdbool.h>
#include <stdint.h>

#define GPT_SECTOR_MAX 4096
#define GPT_TABLE_MAX                                                          \
	131072 /* bytes of all entries: 1024 of the usual size                 \
		*/

/* Attributes of a partition.  That to grow is of the Discoverable Partitions
 * Specification; the other one is tcr's own. */
#define GPT_MAKE                                                               \
	(1ULL << 58) /* a file system is to be made, whatever is there */
#define GPT_GROW (1ULL << 59) /* partition and file system take the rest */

struct gpt_copy {
	unsigned char header[GPT_SECTOR_MAX];
	unsigned char entries[GPT_TABLE_MAX];
};

struct gpt {
	int fd;           /* the disk, which this does not own */
	uint64_t sectors; /* of the disk */
	uint32_t sector;  /* bytes of one */
	uint32_t count;   /* entries, used or not */
	uint32_t size;    /* bytes of an entry */
	uint64_t table;   /* the sector where the primary's entries belong */
	uint64_t backup;  /* the sector where the backup's header belongs */
	bool damaged;     /* the primary is, and the backup was read */
	bool whole;       /* both copies are valid and say the same */
	struct gpt_copy copy;
};

/*
 * Reads the table of a disk.  Returns 0; -ENOSPC if the table is that of a
 * larger disk; -EBADMSG if no copy is valid: checksums, places, partitions that
 * overlap or lie outside; or -errno.
 */
int gpt_read(int fd, uint64_t sectors, uint32_t sector, struct gpt *g);

/* First sector, number of sectors and attributes of partition n, which counts
 * from 1; all 0 if there is none. */
struct gpt_partition {
	uint64_t start, length, attributes;
};
struct gpt_partition gpt_partition(struct gpt *g, uint32_t n);

void gpt_set_attributes(struct gpt *g, uint32_t n, uint64_t attributes);

/*
 * Moves the backup to the end of the disk, and the end of partition n to the
 * last multiple of 1 MiB before that, or before the next partition.  No
 * partition becomes smaller.  If all is so already, nothing changes.
 */
void gpt_grow(struct gpt *g, uint32_t n);

/*
 * Writes both copies unless the disk has them already: first the one that was
 * not read, then, once the disk has that for certain, the other one.  Returns 0
 * or -errno.
 */
int gpt_write(struct gpt *g);

#endif
