/* SPDX-License-Identifier: MIT */
/*
 * The log ring: the last 64 KiB of a unit's log, in one file that outlives its
 * writer and can be read without asking it.  ARCHITECTURE.md has the format.
 *
 * How it works.  There is one writer, any number of readers, and no lock.  The
 * writer writes a record first and adds its length to `written` afterwards,
 * each by pwrite(2).  (With mmap(2), a truncated file would be a SIGBUS.)  If
 * it is killed in between, the record is not counted, and the next one
 * overwrites it.
 *
 * Behind the text is how many records there ever were, and up to which
 * `written`, so that a reader can tell how many of them it has missed.  Rings
 * that were made before have no such place; it is added when they are opened.
 *
 * So the file does not always have the last `size` bytes before `written`, but
 * up to RING_RECORD_MAX less: a record that is being written may already have
 * overwritten the oldest ones.  A reader reads `written`, the text, and
 * `written` again, and keeps the text that the second number, less that margin,
 * still covers, from the first newline on.
 */
#include "supervisor/logs/ring.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct ring_head {
	char magic[8];
	uint64_t size;
	uint64_t written;
};

struct ring_count {
	uint64_t records;
	uint64_t at;
};

#define MAGIC     "TCRLOG1\n"
#define COUNT_AT  ((off_t)sizeof(struct ring_head) + RING_BYTES)
#define SAFE_SIZE ((uint64_t)RING_BYTES - RING_RECORD_MAX)

_Static_assert(sizeof(struct ring_head) == 24, "a file format");

/* Writes all of data at an offset; 0 or -errno. */
static int write_at(int fd, const void *data, size_t len, off_t offset)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(fd, p, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		p += n;
		len -= (size_t)n;
		offset += n;
	}
	return 0;
}

/* Reads len bytes at an offset; 0, -EBADMSG if the file is shorter, -errno. */
static int read_at(int fd, void *data, size_t len, off_t offset)
{
	char *p = data;

	while (len > 0) {
		ssize_t n = pread(fd, p, len, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EBADMSG;
		p += n;
		len -= (size_t)n;
		offset += n;
	}
	return 0;
}

static bool head_whole(const struct ring_head *h)
{
	return memcmp(h->magic, MAGIC, sizeof(h->magic)) == 0 &&
	       h->size == RING_BYTES && h->written <= INT64_MAX;
}

/*
 * Reads `written`.  The kernel copies it without a lock, so that a read(2)
 * during a write(2) could return bytes of both numbers; therefore the head is
 * read until two reads agree.
 */
static int read_written(int fd, uint64_t *written)
{
	struct ring_head a, b;

	for (int i = 0; i < 100; i++) {
		int rc = read_at(fd, &a, sizeof(a), 0);

		if (rc == 0)
			rc = read_at(fd, &b, sizeof(b), 0);
		if (rc < 0)
			return rc;
		if (memcmp(&a, &b, sizeof(a)) != 0)
			continue;
		if (!head_whole(&a))
			return -EBADMSG;
		*written = a.written;
		return 0;
	}
	return -EAGAIN;
}

/*
 * Makes an empty ring as a new file and renames it to path: a reader never sees
 * an incomplete ring, and one that has the old file open sees that it was
 * replaced.  Returns the descriptor or -errno.
 */
static int make(int dirfd, const char *path)
{
	struct ring_head head = {.size = RING_BYTES};
	char temp[PATH_MAX];
	int rc = fmt_print(temp, sizeof(temp), "%s.new", path);

	if (rc < 0)
		return rc;
	if (unlinkat(dirfd, temp, 0) < 0 && errno != ENOENT)
		return -errno;
	autofd int fd = openat(dirfd, temp,
		O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	memcpy(head.magic, MAGIC, sizeof(head.magic));
	rc = write_at(fd, &head, sizeof(head), 0);
	if (rc == 0 &&
		ftruncate(fd, COUNT_AT + (off_t)sizeof(struct ring_count)) < 0)
		rc = -errno;
	if (rc == 0 && renameat(dirfd, temp, dirfd, path) < 0)
		rc = -errno;
	if (rc < 0) {
		(void)unlinkat(dirfd, temp, 0);
		return rc;
	}
	return take_fd(&fd);
}

int ring_count(int fd, uint64_t *records, uint64_t *at)
{
	struct ring_count a, b;

	*records = *at = 0;
	for (int i = 0; i < 100; i++) {
		int rc = read_at(fd, &a, sizeof(a), COUNT_AT);

		if (rc == 0)
			rc = read_at(fd, &b, sizeof(b), COUNT_AT);
		if (rc < 0)
			return rc == -EBADMSG ? 0 : rc;
		if (memcmp(&a, &b, sizeof(a)) != 0)
			continue;
		*records = a.records;
		*at = a.at;
		return 0;
	}
	return -EAGAIN;
}

/*
 * Reads how many records there were.  A writer that was killed may have counted
 * one that does not belong to the ring.
 */
static uint64_t recount(int fd, uint64_t written)
{
	uint64_t records, at;

	if (ring_count(fd, &records, &at) < 0)
		return 0;
	return at > written && records > 0 ? records - 1 : records;
}

int ring_open(struct ring *r, int dirfd, const char *path)
{
	autofd int fd = openat(
		dirfd, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	uint64_t written = 0;
	struct stat st;

	*r = (struct ring){.fd = -1};
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		(st.st_size == COUNT_AT ||
			st.st_size ==
				COUNT_AT + (off_t)sizeof(struct ring_count)) &&
		read_written(fd, &written) == 0) {
		r->records = recount(fd, written);
		r->fd = take_fd(&fd);
		r->written = written;
		return 0;
	}
	r->fd = make(dirfd, path);
	if (r->fd >= 0)
		return 0;
	int rc = r->fd;

	r->fd = -1;
	return rc;
}

void ring_done(struct ring *r)
{
	io_close(&r->fd);
	*r = (struct ring){.fd = -1};
}

static size_t clean(char *out, const char *text, size_t len)
{
	if (len > 0 && text[len - 1] == '\n')
		len--;
	if (len > RING_TEXT_MAX)
		len = RING_TEXT_MAX;
	memcpy(out, text, len);
	return utf8_clean(out, len);
}

void ring_put(struct ring *r, const char *stream, const char *text, size_t len)
{
	char record[RING_RECORD_MAX];
	struct timespec now = {0};
	uint64_t at = r->written % RING_BYTES, written;
	struct ring_count count;
	size_t first;
	int n;

	if (r->fd < 0)
		return;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail */
	n = fmt_print(record, sizeof(record) - RING_TEXT_MAX, "%lld.%03ld %s ",
		(long long)now.tv_sec, now.tv_nsec / 1000000, stream);
	if (n < 0)
		return;
	len = (size_t)n + clean(record + n, text, len);
	record[len++] = '\n';

	first = RING_BYTES - at < len ? (size_t)(RING_BYTES - at) : len;
	if (write_at(r->fd, record, first,
		    (off_t)(sizeof(struct ring_head) + at)) < 0 ||
		write_at(r->fd, record + first, len - first,
			sizeof(struct ring_head)) < 0)
		return;
	written = r->written + len;
	count = (struct ring_count){r->records + 1, written};
	if (write_at(r->fd, &count, sizeof(count), COUNT_AT) < 0)
		return;
	r->records++;
	if (write_at(r->fd, &written, sizeof(written),
		    offsetof(struct ring_head, written)) == 0)
		r->written = written;
}

/* Reads len bytes from position `from` on; they may wrap once. */
static int read_text(int fd, uint64_t from, char *buf, size_t len)
{
	uint64_t at = from % RING_BYTES;
	size_t first = RING_BYTES - at < len ? (size_t)(RING_BYTES - at) : len;
	int rc =
		read_at(fd, buf, first, (off_t)(sizeof(struct ring_head) + at));

	if (rc < 0)
		return rc;
	return read_at(fd, buf + first, len - first, sizeof(struct ring_head));
}

static uint64_t oldest(uint64_t written)
{
	return written > SAFE_SIZE ? written - SAFE_SIZE : 0;
}

/*
 * Finds the whole lines in len bytes of text, of which the first `lost` are
 * overwritten: from *start to *end.  cut: the text begins within a line.
 */
static void find_lines(const char *text, size_t len, size_t lost, bool cut,
	size_t *start, size_t *end)
{
	const char *p = memchr(text + lost, '\n', len - lost);

	*start = !cut ? lost : p ? (size_t)(p + 1 - text) : len;
	p = memrchr(text + *start, '\n', len - *start);
	*end = p ? (size_t)(p + 1 - text) : *start;
}

ssize_t ring_read(int fd, uint64_t *at, char *buf, size_t size)
{
	if (size < RING_RECORD_MAX)
		return -EINVAL;
	for (;;) { /* each turn moves *at on, unless `written` went back */
		uint64_t before = 0, after = 0, from = *at;
		size_t len, lost = 0, start, end;
		int rc = read_written(fd, &before);

		if (rc < 0)
			return rc;
		if (from > before)
			from = 0; /* it is another ring */
		bool cut = from < oldest(before);
		if (cut)
			from = oldest(before);
		len = before - from < size ? (size_t)(before - from) : size;
		rc = read_text(fd, from, buf, len);
		if (rc == 0)
			rc = read_written(fd, &after);
		if (rc < 0)
			return rc;
		if (after < before)
			continue;
		if (from < oldest(after)) {
			cut = true;
			lost = oldest(after) - from < len
				       ? (size_t)(oldest(after) - from)
				       : len;
		}
		find_lines(buf, len, lost, cut, &start, &end);
		*at = from + (end > start || start > 0 ? end : len);
		if (end > start) {
			memmove(buf, buf + start, end - start);
			return (ssize_t)(end - start);
		}
		if (len == 0)
			return 0;
	}
}
