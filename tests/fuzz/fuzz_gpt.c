/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as the primary partition table of a disk, header and entries with
 * checksums that fit: what is read can be grown, written and read again.
 * Links: images/root/gpt.c
 */
#include "images/root/gpt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECTOR  512U
#define SECTORS 8192U

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t crc(const uint8_t *p, size_t len)
{
	uint32_t r = ~0U;

	for (; len > 0; len--, p++) {
		r ^= *p;
		for (int i = 0; i < 8; i++)
			r = r >> 1 ^ (r & 1 ? 0xEDB88320U : 0);
	}
	return ~r;
}

static uint32_t word(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

/* Sets the checksums where the header says that there is something to sum. */
static void seal(uint8_t *header, const uint8_t *entries, size_t room)
{
	uint64_t bytes = (uint64_t)word(header + 80) * word(header + 84);
	uint32_t len = word(header + 12), sum;

	sum = bytes <= room ? crc(entries, bytes) : 0;
	memcpy(header + 88, &sum, sizeof(sum));
	memset(header + 16, 0, 4);
	sum = len <= SECTOR ? crc(header, len) : 0;
	memcpy(header + 16, &sum, sizeof(sum));
}

static void change(struct gpt *g, uint32_t n)
{
	struct gpt_partition before = gpt_partition(g, n), after;
	uint64_t others = 0;

	for (uint32_t i = 1; i <= g->count; i++)
		others += i != n ? gpt_partition(g, i).length : 0;
	gpt_grow(g, n);
	gpt_set_attributes(g, n, GPT_GROW);
	assert(gpt_write(g) == 0);
	assert(gpt_read(g->fd, SECTORS, SECTOR, g) == 0);
	assert(g->whole && !g->damaged);
	after = gpt_partition(g, n);
	assert(after.start == before.start && after.length >= before.length);
	for (uint32_t i = 1; i <= g->count; i++)
		others -= i != n ? gpt_partition(g, i).length : 0;
	assert(others == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t bytes[SECTOR + GPT_TABLE_MAX];
	static struct gpt g;
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("disk", MFD_CLOEXEC);
	if (size < SECTOR || size > sizeof(bytes))
		return 0;
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, data, size);
	seal(bytes, bytes + SECTOR, sizeof(bytes) - SECTOR);
	if (ftruncate(fd, 0) < 0 || ftruncate(fd, SECTORS * SECTOR) < 0 ||
		pwrite(fd, bytes, sizeof(bytes), SECTOR) != sizeof(bytes))
		abort();
	if (gpt_read(fd, SECTORS, SECTOR, &g) == 0)
		for (uint32_t n = 1; n <= g.count; n++)
			if (gpt_partition(&g, n).length > 0) {
				change(&g, n);
				break;
			}
	return 0;
}
