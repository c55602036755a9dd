/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as names of kernel images, as a slot's header, and as a partition:
 * what is read is inside, and is written again as it was. Links:
 * images/slot/header.c images/slot/names.c images/squashfs.c init/fmt.c
 * init/text.c
 */
#include "images/slot/header.h"
#include "images/slot/names.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PARTITION (2 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const char *text)
{
	char again[SLOT_NAME_MAX];
	struct slot_name n, m;

	if (!slot_name_parse(text, &n))
		return;
	assert(n.slot == 0 || n.slot == 1);
	assert(n.serial <= SLOT_SERIAL_MAX);
	slot_name_write(&n, again);
	assert(slot_name_parse(again, &m));
	assert(slot_name_compare(&n, &m) == 0);
}

static void check_header(const struct slot_header *h)
{
	assert(strlen(h->id) == 64 && strlen(h->root_sha256) == 64);
	assert(strlen(h->uki_sha256) == 64);
	assert(*h->version && *h->arch && *h->hardware);
	assert(h->root_bytes > 0 && h->uki_bytes > 0);
}

static void check_partition(const uint8_t *data, size_t size)
{
	int fd = memfd_create("partition", MFD_CLOEXEC);
	struct slot_header h;

	/* The first bytes are the superblock, the others a header at 1 MiB. */
	assert(fd >= 0 && ftruncate(fd, PARTITION) == 0);
	(void)!pwrite(fd, data, size < 96 ? size : 96, 0);
	if (size > 96)
		(void)!pwrite(fd, data + 96, size - 96, 1 << 20);
	if (ftruncate(fd, PARTITION) == 0 && slot_header_find(fd, &h) == 0) {
		check_header(&h);
		assert(h.root_bytes <= (uint64_t)h.at);
		assert((uint64_t)h.at + SLOT_HEADER_BYTES + h.uki_bytes <=
			PARTITION);
	}
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, SLOT_HEADER_BYTES);
	char *name = malloc(size + 1);
	struct slot_header h;

	if (!text || !name)
		abort();
	memcpy(name, data, size);
	name[size] = 0;
	check_name(name);
	memcpy(text, data, size < SLOT_HEADER_BYTES ? size : SLOT_HEADER_BYTES);
	if (slot_header_parse(text, &h) == 0)
		check_header(&h);
	check_partition(data, size);
	free(name);
	free(text);
	return 0;
}
