/* SPDX-License-Identifier: MIT */
/*
 * The file is made while there is room, and from then on written in place: a
 * data partition that is full takes that, too.  Of its two copies the older one
 * is written, each in a block of its own, so a power cut leaves the other one.
 */
#include "supervisor/slot/verdict.h"

#include "init/bytes.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC "tcr-slot-record 1\ncrc="
#define BLOCK 4096 /* from one copy to the next */
#define SUM   8    /* digits of the checksum */

/* The value of a key, which begins a line; NULL: there is none. */
static const char *find(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *at = text; (at = strchr(at, '\n'));)
		if (strncmp(++at, key, len) == 0 && at[len] == '=')
			return at + len + 1;
	return NULL;
}

static uint64_t number_of(const char *text, const char *key)
{
	const char *at = find(text, key);

	return at ? text_digits(at, NULL, 10) : 0;
}

static void text_of(const char *text, const char *key, char *out, size_t size)
{
	const char *at = find(text, key);

	at = at ? at : "";
	utf8_copy(out, size, at, strcspn(at, "\n"));
}

int verdict_parse(const char *text, struct verdict *v, uint64_t *number)
{
	char copy[VERDICT_COPY + 1];
	const char *body = copy + strlen(MAGIC) + SUM;

	memcpy(copy, text, VERDICT_COPY);
	copy[VERDICT_COPY] = 0;
	if (strncmp(copy, MAGIC, strlen(MAGIC)) != 0 ||
		text_digits(copy + strlen(MAGIC), NULL, 16) !=
			bytes_crc32(body, strlen(body)))
		return -EBADMSG;
	*number = number_of(body, "number");
	v->ran = number_of(body, "ran");
	v->seconds = (int64_t)(number_of(body, "time") & INT64_MAX);
	text_of(body, "id", v->id, sizeof(v->id));
	text_of(body, "why", v->why, sizeof(v->why));
	return 0;
}

void verdict_print(char *text, const struct verdict *v, uint64_t number)
{
	char body[VERDICT_COPY];
	int len = fmt_print(body, sizeof(body),
		"\nnumber=%llu\nid=%s\nran=%d\ntime=%lld\nwhy=%s\n",
		(unsigned long long)number, v->id, v->ran,
		(long long)v->seconds, v->why);

	memset(text, 0, VERDICT_COPY);
	/* It fits: a number has 20 digits at most. */
	(void)fmt_print(text, VERDICT_COPY, MAGIC "%08x%s",
		bytes_crc32(body, (size_t)len), body);
}

/* Opens the file: the descriptor, or -errno. */
static int open_file(int flags)
{
	char path[PATH_MAX];
	struct stat st;
	int rc = fmt_print(path, PATH_MAX, "%s/slot-record", paths_data());
	autofd int fd =
		rc < 0 ? -1
		       : open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
				 0600);

	if (fd < 0)
		return rc < 0 ? rc : -errno;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -EBADMSG;
	return take_fd(&fd);
}

/* Reads the newer copy: which one that is (0 or 1), or -EBADMSG. */
static int newest(int fd, struct verdict *v, uint64_t *number)
{
	int which = -EBADMSG;

	for (int i = 0; i < 2; i++) {
		char text[VERDICT_COPY];
		struct verdict one;
		uint64_t n;

		if (pread(fd, text, sizeof(text), (off_t)i * BLOCK) !=
				sizeof(text) ||
			verdict_parse(text, &one, &n) < 0 ||
			(which >= 0 && n <= *number))
			continue;
		which = i;
		*number = n;
		*v = one;
	}
	return which;
}

int verdict_read(struct verdict *v)
{
	uint64_t number;
	autofd int fd = open_file(O_RDONLY);
	int rc;

	*v = (struct verdict){0};
	if (fd < 0)
		return fd;
	rc = newest(fd, v, &number);
	return rc < 0 ? rc : 0;
}

/* Makes the file and its name outlive a power cut. */
static int settle(int fd)
{
	autofd int dir = open(paths_data(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fsync(fd) < 0 || dir < 0 || fsync(dir) < 0 ? -errno : 0;
}

bool verdict_is_of(const struct verdict *v, const char *id)
{
	return *v->id && (!*id || strcmp(v->id, id) == 0);
}

int verdict_write(const struct verdict *v)
{
	char text[BLOCK] = "";
	struct verdict old;
	uint64_t number = 0;
	autofd int fd = open_file(O_RDWR | O_CREAT);
	int which = fd < 0 ? fd : newest(fd, &old, &number);

	if (fd < 0)
		return fd;
	/* Of a new file, or a damaged one: blocks for both. */
	for (int i = 0; which < 0 && i < 2; i++)
		if (pwrite(fd, text, BLOCK, (off_t)i * BLOCK) != BLOCK)
			return -errno;
	verdict_print(text, v, number + 1);
	if (pwrite(fd, text, VERDICT_COPY, which == 0 ? BLOCK : 0) !=
		VERDICT_COPY)
		return -errno;
	return settle(fd);
}
