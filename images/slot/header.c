/* SPDX-License-Identifier: MIT */
/* Finds and reads the header of what a root partition holds. */
#include "images/slot/header.h"

#include "images/squashfs.h"
#include "init/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "tcr-slot 1\n"
#define STEP  (1 << 20)
/* A hash tree is less than a 64th of what it is of. */
#define TREE_SHARE 64

static bool is_hash(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* Whether the text is short and of printable ASCII alone, for a terminal. */
static bool is_plain(const char *text)
{
	size_t len = 0;

	while (text[len] >= ' ' && text[len] <= '~')
		len++;
	return !text[len] && len > 0 && len < SLOT_TEXT_MAX;
}

static bool get_number(const char *text, uint64_t *out)
{
	const char *end;

	*out = text_digits(text, &end, 10);
	return end != text && !*end && *out <= INT64_MAX;
}

/* Takes the value of a key into *h; false if it is wrong or was there before.
 * *seen gets a bit for each key, *all is all of these that must be there. */
static bool get_line(const char *key, const char *value, struct slot_header *h,
	unsigned *seen, unsigned *all)
{
	const struct {
		const char *key;
		char *hash, *text;
		uint64_t *number;
	} fields[] = {
		{"id", h->root_sha256, NULL, NULL},
		{"version", NULL, h->version, NULL},
		{"time", NULL, NULL, &h->time},
		{"arch", NULL, h->arch, NULL},
		{"hardware", NULL, h->hardware, NULL},
		{"root-bytes", NULL, NULL, &h->root_bytes},
		{"uki-bytes", NULL, NULL, &h->uki_bytes},
		{"uki-sha256", h->uki_sha256, NULL, NULL},
		/* The header of an earlier tcr does not have it. */
		{"slot-id", h->id, NULL, NULL},
	};
	size_t i = 0, count = sizeof(fields) / sizeof(fields[0]);

	*all = (1U << (count - 1)) - 1;
	while (i < count && strcmp(fields[i].key, key) != 0)
		i++;
	if (i == count)
		return true; /* a later tcr's */
	if (*seen & 1U << i)
		return false;
	*seen |= 1U << i;
	if (fields[i].number)
		return get_number(value, fields[i].number);
	if (fields[i].hash ? !is_hash(value) : !is_plain(value))
		return false;
	memcpy(fields[i].hash ? fields[i].hash : fields[i].text, value,
		strlen(value) + 1);
	return true;
}

int slot_header_parse(const char text[SLOT_HEADER_BYTES], struct slot_header *h)
{
	char copy[SLOT_HEADER_BYTES], *rest = copy + strlen(MAGIC), *line;
	unsigned seen = 0, all = 1;
	struct slot_header new = {.at = 0};

	memcpy(copy, text, sizeof(copy));
	if (memcmp(copy, MAGIC, strlen(MAGIC)) != 0 || copy[sizeof(copy) - 1])
		return -EBADMSG;
	while ((line = strsep(&rest, "\n"))) {
		char *value = strchr(line, '=');

		if (!*line)
			continue;
		if (!value)
			return -EBADMSG;
		*value++ = 0;
		if (!get_line(line, value, &new, &seen, &all))
			return -EBADMSG;
	}
	if ((seen & all) != all || new.root_bytes == 0 || new.uki_bytes == 0)
		return -EBADMSG;
	if (!*new.id)
		memcpy(new.id, new.root_sha256, sizeof(new.id));
	*h = new;
	return 0;
}

/* Whether root and kernel image are where the header says, of size bytes. */
static bool is_inside(const struct slot_header *h, off_t size)
{
	uint64_t before = (uint64_t)h->at;
	uint64_t behind = (uint64_t)size - before - SLOT_HEADER_BYTES;

	return h->root_bytes <= before && h->root_bytes + STEP > before &&
	       h->uki_bytes <= behind;
}

int slot_header_find(int fd, struct slot_header *h)
{
	unsigned char super[SQUASHFS_SUPER_BYTES];
	char text[SLOT_HEADER_BYTES];
	off_t size = lseek(fd, 0, SEEK_END), at, last;
	struct squashfs_super s;
	struct slot_header new;
	int rc;

	if (size < 0)
		return -errno;
	if (pread(fd, super, sizeof(super), 0) != (ssize_t)sizeof(super) ||
		squashfs_check(super, (uint64_t)size, &s))
		return -ENODATA;
	at = (off_t)(s.bytes_used + STEP - 1) / STEP * STEP;
	last = at + (off_t)s.bytes_used / TREE_SHARE + STEP;
	for (; at <= last && at <= size - SLOT_HEADER_BYTES; at += STEP) {
		ssize_t n = pread(fd, text, sizeof(text), at);

		if (n != (ssize_t)sizeof(text))
			return n < 0 ? -errno : -EIO;
		if (memcmp(text, MAGIC, strlen(MAGIC)) != 0)
			continue;
		rc = slot_header_parse(text, &new);
		if (rc < 0)
			return rc;
		new.at = at;
		if (!is_inside(&new, size))
			return -EBADMSG;
		*h = new;
		return 0;
	}
	return -ENODATA;
}
