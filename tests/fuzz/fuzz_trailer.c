/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as an image file: trailer, footer, superblock, by the same door as
 * real ones.  What comes out must be what the header promises.
 * Links: images/footer.c images/trailer.c images/info.c images/squashfs.c
 * Links: images/keys.c images/ref.c images/signature.c images/ed25519.c
 * Links: init/fmt.c init/io.c init/log.c init/text.c
 */
#include "images/footer.h"
#include "images/image.h"
#include "images/info.h"
#include "images/trailer.h"
#include "init/fmt.h"
#include "init/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SUPER_BYTES 96

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(const char *s)
{
	size_t len = s ? strlen(s) : 0;

	for (size_t i = 0; i < len;) {
		size_t n = utf8_len(s + i, len - i);

		assert(n > 0);
		i += n;
	}
}

static void check_list(char *const *list)
{
	size_t n = 0;

	for (; list[n]; n++)
		check_string(list[n]);
	assert(n <= IMAGE_WORDS_MAX);
}

static void check_info(struct image_info *info)
{
	char *const strings[] = {info->name, info->tag, info->digest,
		info->architecture, info->created, info->working_dir,
		info->stop_signal, info->verity_root, info->verity_salt};
	char **const lists[] = {info->entrypoint, info->cmd, info->env,
		info->groups, info->labels, info->volumes, info->ports,
		info->health_cmd};
	const int64_t numbers[] = {info->health.interval_ms,
		info->health.timeout_ms, info->health.start_ms,
		info->health.early_ms, info->health.retries};

	for (size_t i = 0; i < sizeof(strings) / sizeof(*strings); i++)
		check_string(strings[i]);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (info->has_trailer)
			check_list(lists[i]);
	assert(!info->verity_root || info->verity_salt);
	assert(!info->verity_root ||
		info->tree_bytes == footer_tree_bytes(info->fs_bytes));
	assert(info->verity_root || info->tree_bytes == 0);
	assert(info->uid >= -1 && info->uid < UINT32_MAX);
	assert(info->gid >= -1 && info->gid < UINT32_MAX);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert(numbers[i] >= 0 && numbers[i] < UINT32_MAX);
	image_info_done(info);
}

/* A file that is made once, as that takes longer than to write to it. */
static int file(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("image", MFD_CLOEXEC);
	return fd;
}

static void put(off_t at, const void *data, size_t len)
{
	if (pwrite(file(), data, len, at) != (ssize_t)len)
		abort();
}

static void load(const uint8_t *data, size_t size, const char *footer)
{
	static const struct image_trust trust;
	char why[INFO_WHY_MAX];
	struct image_info info;
	size_t super = footer ? SUPER_BYTES : 0, at = footer ? 4096 : 0;
	size_t end = at + size - super;

	if (ftruncate(file(), (off_t)super) < 0)
		abort();
	put(0, data, super);
	put((off_t)at, data + super, size - super);
	if (footer)
		put((off_t)end, footer, strlen(footer));
	if (info_load(file(), &trust, &info, why) == 0)
		check_info(&info);
	else
		assert(strlen(why) > 0);
}

/*
 * A footer that fits, so that the text is looked at: of format 1, or of format
 * 2 with a file system of one block, whose tree is empty.  The last bytes are
 * then a signature if there are as many.
 */
static void load_with_footer(const uint8_t *data, size_t size, bool second)
{
	char fields[128], footer[FOOTER_BYTES + 1];
	const char *text = (const char *)data + SUPER_BYTES;
	size_t len = size - SUPER_BYTES, sig = 0;

	if (second && len >= FOOTER_SIGNATURE_BYTES)
		sig = FOOTER_SIGNATURE_BYTES;
	len -= sig;
	if (len > IMAGE_TEXT_MAX)
		return;
	if (second)
		(void)fmt_print(fields, sizeof(fields),
			"TCRIMG2 fs=%020u tree=%020u text=%010u sig=%05u "
			"cksum=%010u",
			4096, 0, (unsigned)len, (unsigned)sig,
			footer_cksum(text, len));
	else
		(void)fmt_print(fields, sizeof(fields),
			"TCRIMG1 fs=%020u text=%010u cksum=%010u", 4096,
			(unsigned)len, footer_cksum(text, len));
	(void)snprintf(footer, sizeof(footer), "%-127s\n", fields);
	load(data, size, footer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	load(data, size, NULL);
	if (size >= SUPER_BYTES) {
		load_with_footer(data, size, false);
		load_with_footer(data, size, true);
	}
	return 0;
}
