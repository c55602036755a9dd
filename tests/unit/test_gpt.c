/* SPDX-License-Identifier: MIT */
/*
 * Partition tables, good and hostile; and what a power cut leaves of a change:
 * of the sectors that are written between two fsync(2), any may be on the disk.
 * Links: images/root/gpt.c
 */
#include "images/root/gpt.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECTOR      512U

#define CUT_SECTORS 4200U /* of the disk whose power is cut */
#define CUTS        100   /* for each fsync(2) */

static struct gpt g;

/* The disk as it was at each fsync(2), if that is wanted. */
static struct {
	bool wanted;
	int n;
	unsigned char disk[4][CUT_SECTORS * SECTOR];
} kept;

/* In place of the C library's. */
int fsync(int fd)
{
	if (kept.wanted && kept.n < 4 &&
		pread(fd, kept.disk[kept.n++], sizeof(kept.disk[0]), 0) < 0)
		abort();
	return 0;
}

struct shape {
	uint64_t sectors; /* of the disk for which the table was made */
	uint32_t count, size;
	struct {
		uint64_t start, end;
	} part[3];
};

static const struct shape usual = {.sectors = 32768,
	.count = 128,
	.size = 128,
	.part = {{2048, 4095}, {4096, 8191}, {8192, 30719}}};

static void put(unsigned char *p, int bytes, uint64_t n)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char)(n >> 8 * i);
}

/* Bit by bit as the specification has it, and not as gpt.c does it. */
static uint32_t crc(const unsigned char *p, size_t len)
{
	uint32_t r = 0xFFFFFFFFU;

	for (size_t i = 0; i < 8 * len; i++) {
		uint32_t bit = (p[i / 8] >> i % 8 & 1U) ^ (r & 1U);

		r = r >> 1 ^ (bit ? 0xEDB88320U : 0);
	}
	return r ^ 0xFFFFFFFFU;
}

static void write_at(int fd, uint64_t sector, const void *data, size_t len)
{
	if (pwrite(fd, data, len, (off_t)(sector * SECTOR)) != (ssize_t)len)
		abort();
}

/* A header whose fields the caller may spoil before it gets its checksum. */
static void header(unsigned char *h, const struct shape *s, uint64_t own,
	uint64_t other, uint64_t table)
{
	size_t bytes = (size_t)s->count * s->size, least = 16384;
	uint64_t room = (bytes > least ? bytes : least) / SECTOR;

	memset(h, 0, SECTOR);
	memcpy(h, "EFI PART\0\0\1\0", 12);
	put(h + 12, 4, 92);
	put(h + 24, 8, own);
	put(h + 32, 8, other);
	put(h + 40, 8, 2048);
	put(h + 48, 8, s->sectors - 2 - room);
	put(h + 56, 8, 0x1234567812345678);
	put(h + 72, 8, table);
	put(h + 80, 4, s->count);
	put(h + 84, 4, s->size);
}

static void seal(unsigned char *h, const unsigned char *entries, size_t bytes)
{
	put(h + 88, 4, crc(entries, bytes));
	put(h + 16, 4, 0);
	put(h + 16, 4, crc(h, 92));
}

/* A file as a disk of that many sectors, with the table of the shape. */
static int disk(const struct shape *s, uint64_t sectors)
{
	size_t bytes = (size_t)s->count * s->size;
	uint64_t last = s->sectors - 1, table = last - bytes / SECTOR;
	unsigned char *entries = calloc(1, bytes), h[SECTOR], mbr[SECTOR] = {0};
	int fd = memfd_create("disk", MFD_CLOEXEC);

	if (!entries || fd < 0 || ftruncate(fd, (off_t)(sectors * SECTOR)) < 0)
		abort();
	for (int i = 0; i < 3 && s->part[i].start; i++) {
		unsigned char *e = entries + (size_t)i * s->size;

		memset(e, 0xAA + i, 32);
		put(e + 32, 8, s->part[i].start);
		put(e + 40, 8, s->part[i].end);
		memset(e + 56, 'x', 72);
	}
	mbr[446 + 4] = 0xEE;
	put(mbr + 446 + 8, 4, 1);
	put(mbr + 446 + 12, 4, last);
	write_at(fd, 0, mbr, SECTOR);
	header(h, s, 1, last, 2);
	seal(h, entries, bytes);
	write_at(fd, 1, h, SECTOR);
	write_at(fd, 2, entries, bytes);
	if (last < sectors) {
		header(h, s, last, 1, table);
		seal(h, entries, bytes);
		write_at(fd, last, h, SECTOR);
		write_at(fd, table, entries, bytes);
	}
	free(entries);
	return fd;
}

static int read_disk(int fd)
{
	return gpt_read(
		fd, (uint64_t)lseek(fd, 0, SEEK_END) / SECTOR, SECTOR, &g);
}

static void spoil(int fd, uint64_t sector)
{
	write_at(fd, sector, "spoilt", 6);
}

/* Reads a disk of the shape; one of its sectors is spoilt unless that is 0. */
static int shape_is(const struct shape *s, uint64_t sector)
{
	int fd = disk(s, s->sectors), rc;

	if (sector)
		spoil(fd, sector);
	rc = read_disk(fd);
	close(fd);
	return rc;
}

static void test_read(void)
{
	struct shape s = usual;
	struct gpt_partition p;

	is_int(shape_is(&s, 0), 0, "a usual table");
	ok(g.whole && !g.damaged, "both copies of which are valid");
	p = gpt_partition(&g, 3);
	is_int((long long)p.start, 8192, "a partition starts where it does");
	is_int((long long)p.length, 22528, "and is as long as it is");
	is_int((long long)gpt_partition(&g, 4).length, 0, "an unused entry");
	is_int((long long)gpt_partition(&g, 0).length, 0, "there is no 0th");
	is_int((long long)gpt_partition(&g, 129).length, 0, "nor a 129th");
	s.count = 512;
	is_int(shape_is(&s, 0), 0, "512 entries");
	s.count = 1024;
	is_int(shape_is(&s, 0), 0, "1024 entries");
	s.count = 1028;
	is_int(shape_is(&s, 0), -EBADMSG, "more are too many");
	s = usual;
	s.size = 256;
	is_int(shape_is(&s, 0), 0, "entries of 256 bytes");
	is_int((long long)gpt_partition(&g, 2).start, 4096,
		"the second of them");
	s.count = 4;
	s.size = 4096;
	is_int(shape_is(&s, 0), 0, "entries of 4096 bytes");
	s = usual;
	s.count = 4;
	is_int(shape_is(&s, 0), 0, "4 entries");
}

static void test_damage(void)
{
	is_int(shape_is(&usual, 1), 0,
		"a damaged header is made good by the backup");
	ok(g.damaged && !g.whole, "and is known as damaged");
	is_int(shape_is(&usual, 2), 0, "damaged entries as well");
	ok(g.damaged, "and are known");
	is_int(shape_is(&usual, 32767), 0, "a damaged header of the backup");
	ok(!g.damaged && !g.whole, "is known, too");
	is_int(shape_is(&usual, 32740), 0, "damaged entries of the backup");
	ok(!g.damaged && !g.whole, "too");

	int fd = disk(&usual, usual.sectors);
	spoil(fd, 1);
	spoil(fd, 32740);
	is_int(read_disk(fd), -EBADMSG, "both copies damaged: no table");
	close(fd);
	fd = disk(&usual, usual.sectors - 1);
	is_int(read_disk(fd), -ENOSPC, "a disk that is one sector too small");
	close(fd);
	fd = disk(&usual, 8192);
	is_int(read_disk(fd), -ENOSPC, "a disk that is a quarter of it");
	close(fd);
	fd = memfd_create("disk", MFD_CLOEXEC);
	is_int(gpt_read(fd, 0, SECTOR, &g), -EINVAL, "a disk of no sector");
	is_int(gpt_read(fd, 100, SECTOR, &g), -EBADMSG,
		"one that cannot be read");
	is_int(gpt_read(fd, 100, 8192, &g), -EINVAL, "a sector of 8 KiB");
	is_int(gpt_read(fd, UINT64_MAX, 512, &g), -EINVAL,
		"more than 2^63 bytes");
	close(fd);
}

/* The table without its backup, with one field of the header changed. */
static int field_is(int at, int bytes, uint64_t value)
{
	int fd = disk(&usual, usual.sectors), rc;
	unsigned char h[SECTOR], entries[16384];

	spoil(fd, usual.sectors - 1);
	if (pread(fd, entries, sizeof(entries), 2 * SECTOR) < 0)
		abort();
	header(h, &usual, 1, usual.sectors - 1, 2);
	put(h + at, bytes, value);
	seal(h, entries, sizeof(entries));
	write_at(fd, 1, h, SECTOR);
	rc = read_disk(fd);
	close(fd);
	return rc;
}

static void test_fields(void)
{
	static const struct {
		int at, bytes;
		uint64_t value;
		int rc;
		const char *what;
	} cases[] = {
		{24, 8, 1, 0, "the fields as they are"},
		{12, 4, 91, -EBADMSG, "a header of 91 bytes"},
		{12, 4, 513, -EBADMSG, "a header larger than a sector"},
		{12, 4, UINT32_MAX, -EBADMSG, "a header of 4 GiB"},
		{24, 8, 2, -EBADMSG, "a header of another sector"},
		{32, 8, 32768, -ENOSPC, "a backup behind the disk"},
		{32, 8, UINT64_MAX, -ENOSPC, "a backup very far away"},
		{32, 8, 4096, -EBADMSG, "a backup among partitions"},
		{32, 8, 32766, -EBADMSG, "no room for the backup's entries"},
		{48, 8, 32735, -EBADMSG, "none, by one sector"},
		{40, 8, 33, -EBADMSG, "partitions above the entries"},
		{40, 8, 32000, -EBADMSG, "a partition before the first sector"},
		{40, 8, UINT64_MAX, -EBADMSG, "no sector for partitions"},
		{48, 8, 30718, -EBADMSG, "a partition beyond the last sector"},
		{48, 8, 32768, -ENOSPC, "partitions behind the disk"},
		{48, 8, UINT64_MAX, -ENOSPC, "partitions without end"},
		{72, 8, 1, -EBADMSG, "entries in the header"},
		{72, 8, 2017, -EBADMSG, "entries among partitions"},
		{72, 8, UINT64_MAX, -EBADMSG, "entries very far away"},
		{80, 4, 0, -EBADMSG, "no entries"},
		{80, 4, 127, -EBADMSG, "a checksum of more entries"},
		{80, 4, UINT32_MAX, -EBADMSG, "too many entries"},
		{84, 4, 64, -EBADMSG, "entries of 64 bytes"},
		{84, 4, 192, -EBADMSG, "entries of 192 bytes"},
		{84, 4, 0, -EBADMSG, "entries of 0 bytes"},
		{84, 4, 0x80000000, -EBADMSG, "entries of 2 GiB"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(field_is(cases[i].at, cases[i].bytes, cases[i].value),
			cases[i].rc, cases[i].what);
}

static void test_partitions(void)
{
	struct shape s = usual;

	s.part[1].start = 4095;
	is_int(shape_is(&s, 0), -EBADMSG, "two partitions share a sector");
	s.part[1].start = 2048;
	s.part[1].end = 30719;
	is_int(shape_is(&s, 0), -EBADMSG, "one lies over all others");
	s = usual;
	s.part[0].start = 2047;
	is_int(shape_is(&s, 0), -EBADMSG, "one starts among the entries");
	s = usual;
	s.part[2].end = 32734;
	is_int(shape_is(&s, 0), 0, "one ends with the last sector");
	s.part[2].end = 32735;
	is_int(shape_is(&s, 0), -EBADMSG, "one ends behind it");
	s.part[2].end = UINT64_MAX;
	is_int(shape_is(&s, 0), -EBADMSG, "one has no end");
	s = usual;
	s.part[1].start = 8192;
	s.part[1].end = 8191;
	is_int(shape_is(&s, 0), -EBADMSG, "one ends before it starts");
}

static void grows(const struct shape *s, uint64_t sectors, uint32_t n,
	uint64_t end, const char *what)
{
	int fd = disk(s, sectors);
	struct gpt_partition p;

	if (read_disk(fd) == 0) {
		gpt_set_attributes(&g, n, GPT_GROW);
		gpt_grow(&g, n);
	}
	is_int(gpt_write(&g), 0, what);
	is_int(read_disk(fd), 0, "... and it can be read again");
	p = gpt_partition(&g, n);
	is_int((long long)(p.start + p.length - 1), (long long)end,
		"... its end");
	ok(p.attributes == GPT_GROW, "... its attributes");
	ok(g.whole && g.backup == sectors - 1, "... the backup is at the end");
	gpt_grow(&g, n);
	ok(g.whole, "... a second time nothing changes");
	close(fd);
}

static void test_grow(void)
{
	struct shape s = usual;

	grows(&s, 32768, 3, 30719, "a disk of the same size");
	grows(&s, 32769, 3, 30719, "a disk with one more sector");
	grows(&s, 32768 + 2047, 3, 32767, "a disk with 2047 more");
	grows(&s, 1U << 20, 3, (1U << 20) - 2049, "a much larger disk");
	grows(&s, 1U << 20, 1, 4095, "a partition with a neighbour");
	s.part[1].start = 6144;
	grows(&s, 1U << 20, 1, 6143, "up to a neighbour");
	s = usual;
	s.count = 1024;
	grows(&s, 65536, 3, 63487, "1024 entries");
	s.count = 4;
	s.part[2].end = 32734;
	grows(&s, 32768, 3, 32734, "an end that is no MiB stays");
	grows(&s, 65536, 3, 63487, "a small table");

	int fd = disk(&usual, 65536);
	unsigned char mbr[SECTOR];

	(void)read_disk(fd);
	gpt_grow(&g, 3);
	(void)gpt_write(&g);
	if (pread(fd, mbr, sizeof(mbr), 0) != sizeof(mbr))
		abort();
	is_int(mbr[446 + 13], 0xFF, "the MBR has the new size");
	mbr[446 + 13] = 0x7F;
	mbr[462 + 4] = 0x0C;
	write_at(fd, 0, mbr, SECTOR);
	gpt_set_attributes(&g, 3, GPT_GROW);
	(void)gpt_write(&g);
	if (pread(fd, mbr, sizeof(mbr), 0) != sizeof(mbr))
		abort();
	is_int(mbr[446 + 13], 0x7F, "an MBR with more entries stays");
	close(fd);
}

static void test_repair(void)
{
	static const uint64_t spoilt[] = {1, 2, 32767, 32740};
	struct shape s = usual;

	for (size_t i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		int fd = disk(&s, s.sectors);

		spoil(fd, spoilt[i]);
		(void)read_disk(fd);
		is_int(gpt_write(&g), 0, "a damaged copy is written");
		is_int(read_disk(fd), 0, "... and read");
		ok(g.whole && !g.damaged, "... and valid");
		close(fd);
	}
}

/* Whether a disk has one valid table or more, and the next boot ends the
 * change. */
static bool survives(
	const unsigned char *image, uint64_t before, uint64_t after)
{
	int fd = memfd_create("disk", MFD_CLOEXEC);
	uint64_t length;
	bool good;

	write_at(fd, 0, image, sizeof(kept.disk[0]));
	good = read_disk(fd) == 0;
	length = gpt_partition(&g, 3).length;
	good = good && (length == before || length == after);
	gpt_grow(&g, 3);
	good = good && gpt_write(&g) == 0 && read_disk(fd) == 0 && g.whole &&
	       gpt_partition(&g, 3).length == after;
	close(fd);
	return good;
}

/* sectors: of the disk before; damaged: a sector of it, or 0. */
static void cut(uint64_t sectors, uint64_t damaged, const char *what)
{
	static unsigned char image[CUT_SECTORS * SECTOR];
	const struct shape s = {
		sectors, 128, 128, {{2048, 2055}, {2056, 2063}, {2064, 2071}}};
	int fd = disk(&s, CUT_SECTORS), bad = 0;

	if (damaged)
		spoil(fd, damaged);
	if (pread(fd, kept.disk[0], sizeof(image), 0) < 0)
		abort();
	kept.n = 1;
	kept.wanted = true;
	(void)read_disk(fd);
	gpt_grow(&g, 3);
	gpt_set_attributes(&g, 1, GPT_MAKE);
	(void)gpt_write(&g);
	kept.wanted = false;
	close(fd);
	is_int(kept.n, 3, what);
	for (int i = 0; i < CUTS * (kept.n - 1); i++) {
		memcpy(image, kept.disk[i / CUTS], sizeof(image));
		for (size_t at = 0; at < sizeof(image); at += SECTOR)
			if (rand() & 1)
				memcpy(image + at, kept.disk[i / CUTS + 1] + at,
					SECTOR);
		bad += !survives(image, 8, 4096 - 2064);
	}
	is_int(bad, 0, "... each power cut leaves a table");
}

static void test_cut(void)
{
	cut(3000, 0, "a larger disk is written twice");
	cut(CUT_SECTORS - 1, 0, "one with one more sector");
	cut(CUT_SECTORS, 0, "one of the same size");
	cut(CUT_SECTORS, 1, "one whose primary header is damaged");
	cut(CUT_SECTORS, 5, "one whose primary entries are damaged");
	cut(CUT_SECTORS, CUT_SECTORS - 1, "one whose backup is damaged");
}

int main(void)
{
	test_read();
	test_damage();
	test_fields();
	test_partitions();
	test_grow();
	test_repair();
	test_cut();
	return done_testing();
}
