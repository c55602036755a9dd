/* SPDX-License-Identifier: MIT */
/*
 * Checks a squashfs superblock: 96 bytes, little endian, see the kernel's
 * fs/squashfs/squashfs_fs.h.  Each table must start inside the file system, and
 * the inode table before the directory table.
 */
#include "images/squashfs.h"

#include "init/bytes.h"

#include <stdbool.h>

#define MAGIC 0x73717368U
#define NO_TABLE                                                               \
	UINT64_MAX   /* the offset of an optional table that is absent         \
		      */
#define BLOCK_MIN 12 /* log2 of 4 KiB */
#define BLOCK_MAX 20 /* log2 of 1 MiB */

/* Offsets of the fields that are read. */
enum {
	AT_MAGIC = 0,
	AT_INODES = 4,
	AT_BLOCK_SIZE = 12,
	AT_COMPRESSOR = 20,
	AT_BLOCK_LOG = 22,
	AT_IDS = 26,
	AT_MAJOR = 28,
	AT_MINOR = 30,
	AT_BYTES_USED = 40,
	AT_ID_TABLE = 48,
	AT_XATTR_TABLE = 56,
	AT_INODE_TABLE = 64,
	AT_DIRECTORY_TABLE = 72,
	AT_FRAGMENT_TABLE = 80,
	AT_EXPORT_TABLE = 88,
};

static const char *compressor(uint64_t id)
{
	static const char *const names[] = {
		"gzip", "lzma", "lzo", "xz", "lz4", "zstd"};

	return id >= 1 && id <= 6 ? names[id - 1] : NULL;
}

static bool inside(uint64_t table, uint64_t used, bool may_lack)
{
	if (table == NO_TABLE)
		return may_lack;
	return table >= SQUASHFS_SUPER_BYTES && table < used;
}

static bool tables_ok(const unsigned char *b, uint64_t used)
{
	uint64_t inodes = bytes_little(b + AT_INODE_TABLE, 8);
	uint64_t directories = bytes_little(b + AT_DIRECTORY_TABLE, 8);

	return inside(inodes, used, false) &&
	       inside(directories, used, false) && inodes < directories &&
	       inside(bytes_little(b + AT_ID_TABLE, 8), used, false) &&
	       inside(bytes_little(b + AT_XATTR_TABLE, 8), used, true) &&
	       inside(bytes_little(b + AT_FRAGMENT_TABLE, 8), used, true) &&
	       inside(bytes_little(b + AT_EXPORT_TABLE, 8), used, true);
}

const char *squashfs_check(const unsigned char buf[SQUASHFS_SUPER_BYTES],
	uint64_t limit, struct squashfs_super *super)
{
	uint64_t log = bytes_little(buf + AT_BLOCK_LOG, 2);
	uint64_t used = bytes_little(buf + AT_BYTES_USED, 8);
	const char *name = compressor(bytes_little(buf + AT_COMPRESSOR, 2));

	if (bytes_little(buf + AT_MAGIC, 4) != MAGIC)
		return "not a squashfs file";
	if (bytes_little(buf + AT_MAJOR, 2) != 4 ||
		bytes_little(buf + AT_MINOR, 2) != 0)
		return "not squashfs version 4.0";
	if (used > limit)
		return "truncated: its file system is longer than the file";
	if (log < BLOCK_MIN || log > BLOCK_MAX ||
		bytes_little(buf + AT_BLOCK_SIZE, 4) != 1ULL << log)
		return "squashfs superblock damaged (block size)";
	if (!name)
		return "squashfs superblock damaged (compressor)";
	if (bytes_little(buf + AT_INODES, 4) == 0 ||
		bytes_little(buf + AT_IDS, 2) == 0)
		return "squashfs superblock damaged (no inodes)";
	if (!tables_ok(buf, used))
		return "squashfs superblock damaged (tables)";
	*super = (struct squashfs_super){used, name};
	return NULL;
}
