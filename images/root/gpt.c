/* SPDX-License-Identifier: MIT */
#include "images/root/gpt.h"

#include "init/bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PRIMARY      1     /* sector of the primary's header */
#define HEADER_BYTES 92    /* the least; up to a sector */
#define TABLE_BYTES  16384 /* the least that is kept free for entries */
#define ALIGN_BYTES  (1 << 20)

/* Offsets in a header. */
enum {
	AT_HEADER_SIZE = 12,
	AT_HEADER_CRC = 16,
	AT_OWN = 24,   /* sector of this header */
	AT_OTHER = 32, /* sector of the other copy's */
	AT_FIRST = 40, /* first and last sector for partitions */
	AT_LAST = 48,
	AT_DISK_ID = 56,
	AT_TABLE = 72, /* sector of the first entry */
	AT_COUNT = 80,
	AT_SIZE = 84,
	AT_TABLE_CRC = 88,
};

/* Offsets in an entry. */
enum {
	AT_TYPE = 0,
	AT_ID = 16,
	AT_START = 32,
	AT_END = 40,
	AT_FLAGS = 48
};

/* In the protective MBR: its first entry, which is for the whole disk. */
enum {
	MBR_ENTRY = 446,
	MBR_ENTRY_BYTES = 16,
	MBR_TYPE = 4,
	MBR_START = 8,
	MBR_SECTORS = 12
};

static void put(unsigned char *p, int bytes, uint64_t n)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char)(n >> 8 * i);
}

static uint32_t header_crc(const unsigned char *header)
{
	unsigned char copy[GPT_SECTOR_MAX];
	size_t len = bytes_little(header + AT_HEADER_SIZE, 4);

	memcpy(copy, header, len);
	put(copy + AT_HEADER_CRC, 4, 0);
	return bytes_crc32(copy, len);
}

static size_t table_bytes(const struct gpt *g)
{
	return (size_t)g->count * g->size;
}

static uint64_t table_sectors(const struct gpt *g)
{
	return (table_bytes(g) + g->sector - 1) / g->sector;
}

static int transfer(ssize_t done, size_t len)
{
	if (done < 0)
		return -errno;
	return (size_t)done == len ? 0 : -EIO;
}

static int read_at(const struct gpt *g, uint64_t sector, void *data, size_t len)
{
	return transfer(
		pread(g->fd, data, len, (off_t)(sector * g->sector)), len);
}

static int write_at(
	const struct gpt *g, uint64_t sector, const void *data, size_t len)
{
	return transfer(
		pwrite(g->fd, data, len, (off_t)(sector * g->sector)), len);
}

/* Whether the header at that sector is valid; sets count and size by it. */
static int check_header(struct gpt *g, uint64_t at, const unsigned char *header)
{
	uint64_t len = bytes_little(header + AT_HEADER_SIZE, 4), sectors;
	uint64_t first = bytes_little(header + AT_FIRST, 8);
	uint64_t last = bytes_little(header + AT_LAST, 8);
	uint64_t other = bytes_little(header + AT_OTHER, 8);
	uint64_t table = bytes_little(header + AT_TABLE, 8);
	uint64_t low = at == PRIMARY ? PRIMARY : last;
	uint64_t high = at == PRIMARY ? first : at;

	if (memcmp(header, "EFI PART", 8) != 0 || len < HEADER_BYTES ||
		len > g->sector ||
		header_crc(header) != bytes_little(header + AT_HEADER_CRC, 4) ||
		bytes_little(header + AT_OWN, 8) != at || first > last)
		return -EBADMSG;
	g->count = (uint32_t)bytes_little(header + AT_COUNT, 4);
	g->size = (uint32_t)bytes_little(header + AT_SIZE, 4);
	if (g->size < 128 || (g->size & (g->size - 1)) != 0 || g->count == 0 ||
		g->count > GPT_TABLE_MAX / g->size)
		return -EBADMSG;
	if (at == PRIMARY && (other >= g->sectors || last >= g->sectors))
		return -ENOSPC;
	/* The entries lie between the header and the partitions, and those of
	 * the backup have room there as well: it may have to be written. */
	sectors = table_sectors(g);
	if (table <= low || table >= high || sectors > high - table ||
		first <= PRIMARY + sectors ||
		(at == PRIMARY ? other <= last || other - last <= sectors
			       : other != PRIMARY))
		return -EBADMSG;
	if (at == PRIMARY)
		g->table = table; /* even if the entries are damaged */
	return 0;
}

static bool used(const unsigned char *entry)
{
	static const unsigned char none[AT_ID];

	return memcmp(entry + AT_TYPE, none, sizeof(none)) != 0;
}

/* Whether each partition is where partitions may be, and no two overlap. */
static int check_entries(const struct gpt *g, const struct gpt_copy *c)
{
	const unsigned char *stop = c->entries + table_bytes(g);

	for (const unsigned char *a = c->entries; a < stop; a += g->size) {
		uint64_t start = bytes_little(a + AT_START, 8),
			 end = bytes_little(a + AT_END, 8);

		if (!used(a))
			continue;
		if (start > end ||
			start < bytes_little(c->header + AT_FIRST, 8) ||
			end > bytes_little(c->header + AT_LAST, 8))
			return -EBADMSG;
		for (const unsigned char *b = c->entries; b < a; b += g->size)
			if (used(b) && start <= bytes_little(b + AT_END, 8) &&
				bytes_little(b + AT_START, 8) <= end)
				return -EBADMSG;
	}
	return 0;
}

static int load(struct gpt *g, uint64_t at, struct gpt_copy *c)
{
	int rc = read_at(g, at, c->header, g->sector);

	if (rc == 0)
		rc = check_header(g, at, c->header);
	if (rc == 0)
		rc = read_at(g, bytes_little(c->header + AT_TABLE, 8),
			c->entries, table_bytes(g));
	if (rc < 0)
		return rc;
	if (bytes_crc32(c->entries, table_bytes(g)) !=
		bytes_little(c->header + AT_TABLE_CRC, 4))
		return -EBADMSG;
	return check_entries(g, c);
}

/* What both headers must have alike: all from AT_FIRST on but AT_TABLE. */
static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a + AT_FIRST, b + AT_FIRST, AT_TABLE - AT_FIRST) == 0 &&
	       memcmp(a + AT_COUNT, b + AT_COUNT, HEADER_BYTES - AT_COUNT) == 0;
}

int gpt_read(int fd, uint64_t sectors, uint32_t sector, struct gpt *g)
{
	static struct gpt_copy other;
	uint32_t count, size;
	int rc;

	g->fd = fd;
	g->sectors = sectors;
	g->sector = sector;
	g->table = PRIMARY + 1;
	g->damaged = g->whole = false;
	if (sector < 512 || sector > GPT_SECTOR_MAX || sectors < 3 ||
		sectors > INT64_MAX / sector)
		return -EINVAL;
	rc = load(g, PRIMARY, &g->copy);
	if (rc == -ENOSPC)
		return rc;
	g->damaged = rc < 0;
	g->backup = sectors - 1;
	if (rc < 0)
		return load(g, g->backup, &g->copy) < 0 ? -EBADMSG : 0;
	g->backup = bytes_little(g->copy.header + AT_OTHER, 8);
	count = g->count;
	size = g->size;
	g->whole = load(g, g->backup, &other) == 0 &&
		   same(g->copy.header, other.header);
	g->count = count;
	g->size = size;
	return 0;
}

static unsigned char *entry(struct gpt *g, uint32_t n)
{
	unsigned char *e = g->copy.entries + (size_t)(n - 1) * g->size;

	return n > 0 && n <= g->count && used(e) ? e : NULL;
}

struct gpt_partition gpt_partition(struct gpt *g, uint32_t n)
{
	unsigned char *e = entry(g, n);
	struct gpt_partition p = {0};

	if (e) {
		p.start = bytes_little(e + AT_START, 8);
		p.length = bytes_little(e + AT_END, 8) - p.start + 1;
		p.attributes = bytes_little(e + AT_FLAGS, 8);
	}
	return p;
}

void gpt_set_attributes(struct gpt *g, uint32_t n, uint64_t attributes)
{
	unsigned char *e = entry(g, n);

	if (e && bytes_little(e + AT_FLAGS, 8) != attributes) {
		put(e + AT_FLAGS, 8, attributes);
		g->whole = false;
	}
}

void gpt_grow(struct gpt *g, uint32_t n)
{
	unsigned char *e = entry(g, n), *header = g->copy.header;
	uint64_t unit = ALIGN_BYTES / g->sector;
	uint64_t end =
		bytes_little(header + AT_LAST, 8) + 1; /* of all partitions */
	uint64_t need = table_sectors(g), least = TABLE_BYTES / g->sector;

	if (!e)
		return;
	/* The backup's header is in the last sector, its entries before it. */
	need = 1 + (need > least ? need : least);
	if (g->sectors > need && end < g->sectors - need)
		end = g->sectors - need;
	if (g->backup != g->sectors - 1 ||
		end != bytes_little(header + AT_LAST, 8) + 1) {
		g->backup = g->sectors - 1;
		put(header + AT_LAST, 8, end - 1);
		g->whole = false;
	}
	for (uint32_t i = 1; i <= g->count; i++) {
		uint64_t start = gpt_partition(g, i).start;

		if (start > bytes_little(e + AT_START, 8) && start < end)
			end = start;
	}
	end = end / unit * unit;
	if (end > bytes_little(e + AT_END, 8) + 1) {
		put(e + AT_END, 8, end - 1);
		g->whole = false;
	}
}

/* Writes one copy, and waits until the disk has it. */
static int write_copy(struct gpt *g, bool primary)
{
	unsigned char *header = g->copy.header;
	uint64_t at = primary ? PRIMARY : g->backup;
	uint64_t table = primary ? g->table : at - table_sectors(g);
	int rc;

	put(header + AT_OWN, 8, at);
	put(header + AT_OTHER, 8, primary ? g->backup : PRIMARY);
	put(header + AT_TABLE, 8, table);
	put(header + AT_TABLE_CRC, 4,
		bytes_crc32(g->copy.entries, table_bytes(g)));
	put(header + AT_HEADER_CRC, 4, header_crc(header));
	rc = write_at(g, table, g->copy.entries, table_bytes(g));
	if (rc == 0)
		rc = write_at(g, at, header, g->sector);
	if (rc == 0 && fsync(g->fd) < 0)
		rc = -errno;
	return rc;
}

/*
 * Tools complain if the MBR's entry for the whole disk is of another size.  An
 * MBR with more entries is of somebody who has a purpose with it.  A disk
 * writes one sector as a whole, or not at all.
 */
static int write_mbr(const struct gpt *g)
{
	static const unsigned char none[3 * MBR_ENTRY_BYTES];
	unsigned char mbr[GPT_SECTOR_MAX], *e = mbr + MBR_ENTRY;
	uint64_t size = g->backup < UINT32_MAX ? g->backup : UINT32_MAX;
	int rc = read_at(g, 0, mbr, g->sector);

	if (rc < 0 || e[MBR_TYPE] != 0xEE ||
		bytes_little(e + MBR_START, 4) != 1 ||
		memcmp(e + MBR_ENTRY_BYTES, none, sizeof(none)) != 0 ||
		bytes_little(e + MBR_SECTORS, 4) == size)
		return rc;
	put(e + MBR_SECTORS, 4, size);
	return write_at(g, 0, mbr, g->sector);
}

int gpt_write(struct gpt *g)
{
	int rc;

	if (g->whole)
		return 0;
	rc = write_mbr(g);
	if (rc == 0)
		rc = write_copy(g, g->damaged);
	if (rc == 0)
		rc = write_copy(g, !g->damaged);
	g->whole = rc == 0;
	g->damaged = g->damaged && rc < 0;
	return rc;
}
