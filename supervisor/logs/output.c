/* SPDX-License-Identifier: MIT */
/*
 * Reads container output from FIFOs and writes its lines to the ring.  The
 * bytes may be hostile; the ring cleans them.  Never blocks, never allocates
 * after output_open(), and reads at most CHUNK bytes in a turn of the event
 * loop.
 */
#include "supervisor/logs/output.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/utf8.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK       8192
#define LINES_BYTES (2 * OUTPUT_LINE_MAX)

/*
 * Everybody may write: servers open /dev/stderr by its name, often after they
 * have changed their user.  Others cannot reach the FIFO, as its folder is
 * 0700.
 */
#define FIFO_MODE 0622

/* Logs how many lines were dropped since the last report, if any. */
static void report_dropped(struct output *o)
{
	char text[64];
	int len = fmt_print(text, sizeof(text), "%llu lines dropped",
		(unsigned long long)o->dropped);

	if (o->dropped == 0)
		return;
	o->dropped = 0;
	ring_put(&o->ring, RING_DROP, text, strcspn(text, " "));
	copies_put(&o->copies, o->tag, text, (size_t)len);
}

/* Whether one more line is within LogRateLimitBurst=; counts it. */
static bool within_rate(struct output *o)
{
	int64_t now = o->logs->rate_ms ? io_now_ms() : 0;

	if (o->logs->rate_ms == 0)
		return true;
	if (now - o->rate_ms >= o->logs->rate_ms) {
		report_dropped(o);
		o->rate_ms = now;
		o->rate_lines = 0;
	}
	if (o->rate_lines < o->logs->rate_lines) {
		o->rate_lines++;
		return true;
	}
	/* So output_resume() reports it when the window ends. */
	if (o->dropped++ == 0 && o->resume_ms == INT64_MAX)
		o->resume_ms = o->rate_ms + o->logs->rate_ms;
	return false;
}

static void put(struct output_stream *s, const char *line, size_t len)
{
	struct output *o = s->of;

	if (!within_rate(o))
		return;
	ring_put(&o->ring, s->name, line, len);
	copies_put(&o->copies, o->tag, line, len);
}

static void flush_line(struct output_stream *s, size_t len)
{
	put(s, s->line, len);
	s->len -= len;
	memmove(s->line, s->line + len, s->len);
}

/* How many bytes of a full line end with a whole UTF-8 character. */
static size_t whole(const char *line, size_t len)
{
	for (size_t n = 1; n < 4; n++) {
		unsigned char c = (unsigned char)line[len - n];

		if (c >= 0xc0) /* the first byte of a character */
			return utf8_len(line + len - n, n) ? len : len - n;
		if (c < 0x80)
			break;
	}
	return len;
}

/*
 * Splits text into lines, each of them one record; a line that is too long
 * becomes several.  A full line waits for its next byte, which may be its
 * newline.  A line that comes whole is not copied: the memory for lines without
 * their ends is used, and taken, by those alone.
 */
static void take(struct output_stream *s, const char *text, size_t len)
{
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;
		size_t room = OUTPUT_LINE_MAX - s->len;

		if (n > 0 && room == 0) {
			flush_line(s, whole(s->line, s->len));
			continue;
		}
		end = n <= room ? end : NULL;
		n = n < room ? n : room;
		if (end && s->len == 0) {
			put(s, text, n);
		} else {
			memcpy(s->line + s->len, text, n);
			s->len += n;
			if (end)
				flush_line(s, s->len);
		}
		n += end != NULL;
		text += n;
		len -= n;
	}
}

void output_listen(struct output *o, bool on)
{
	for (int i = 0; i < 2; i++)
		loop_change(&o->streams[i].source, on ? EPOLLIN : 0);
}

/* Stops reading for the rest of the window if the unit wrote too much in it. */
static void hold_up(struct output *o, size_t n)
{
	int64_t now = io_now_ms();

	if (now - o->window_ms >= OUTPUT_WINDOW_MS) {
		o->window_ms = now;
		o->window_bytes = 0;
	}
	o->window_bytes += n;
	if (o->window_bytes < OUTPUT_WINDOW_MAX)
		return;
	o->resume_ms = o->window_ms + OUTPUT_WINDOW_MS;
	output_listen(o, false);
}

static void readable(void *arg, uint32_t events)
{
	struct output_stream *s = arg;
	char chunk[CHUNK];
	ssize_t n = read(s->source.fd, chunk, sizeof(chunk));

	(void)events; /* EPOLLIN only: as tcrd is a writer, there is no EOF */
	if (n <= 0)
		return;
	take(s, chunk, (size_t)n);
	hold_up(s->of, (size_t)n);
}

static void drain(struct output_stream *s)
{
	char chunk[CHUNK];

	/* At most what a pipe has room for: a process may go on writing. */
	for (int i = 0; i < OUTPUT_WINDOW_MAX / CHUNK; i++) {
		ssize_t n = read(s->source.fd, chunk, sizeof(chunk));

		if (n <= 0)
			break;
		take(s, chunk, (size_t)n);
	}
	if (s->len > 0)
		flush_line(s, s->len);
}

void output_drain(struct output *o)
{
	for (int i = 0; i < 2; i++)
		drain(&o->streams[i]);
	report_dropped(o);
}

void output_resume(struct output *o, int64_t now_ms)
{
	if (now_ms < o->resume_ms)
		return;
	o->resume_ms = INT64_MAX;
	output_listen(o, true);
	if (o->dropped > 0 && now_ms - o->rate_ms >= o->logs->rate_ms)
		report_dropped(o);
	else if (o->dropped > 0) /* this was the end of the other window */
		o->resume_ms = o->rate_ms + o->logs->rate_ms;
}

static int open_stream(struct output *o, const char *unit, int i)
{
	struct output_stream *s = &o->streams[i];
	char path[PATH_MAX];
	int rc;

	s->name = i == 0 ? "out" : "err";
	s->of = o;
	s->source.fn = readable;
	s->source.arg = s;
	rc = paths_unit(path, unit, s->name);
	if (rc < 0)
		return rc;
	if (mkfifo(path, 0600) < 0 && errno != EEXIST)
		return failed("make %s", path);
	autofd int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fchmod(fd, FIFO_MODE) < 0)
		return failed("open %s", path);
	s->source.fd = take_fd(&fd);
	return loop_add(&s->source, EPOLLIN);
}

/*
 * Takes memory for the lines of both streams.  It is not from malloc(3), which
 * writes in the pages of what it returns: so a page counts from the first line
 * without its end on, which few units write.
 */
static int open_lines(struct output *o)
{
	char *lines = mmap(NULL, LINES_BYTES, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (lines == MAP_FAILED)
		return -errno;
	o->streams[0].line = lines;
	o->streams[1].line = lines + OUTPUT_LINE_MAX;
	return 0;
}

int output_open(struct output *o, const struct unit_file *unit)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, unit->name, "log");

	*o = (struct output)OUTPUT_NONE;
	o->logs = &unit->conf.logs;
	o->tag = o->logs->tag ? o->logs->tag : unit->name;
	if (rc == 0)
		rc = ring_open(&o->ring, AT_FDCWD, path);
	if (rc == 0)
		rc = open_lines(o);
	for (int i = 0; rc == 0 && i < 2; i++)
		rc = open_stream(o, unit->name, i);
	if (rc == 0)
		copies_open(&o->copies, o->logs);
	return rc;
}

void output_done(struct output *o)
{
	for (int i = 0; i < 2; i++) {
		struct output_stream *s = &o->streams[i];
		int fd = s->source.fd;

		loop_remove(&s->source);
		if (fd >= 0)
			close(fd);
	}
	if (o->streams[0].line)
		(void)munmap(o->streams[0].line, LINES_BYTES);
	o->streams[0].line = NULL;
	ring_done(&o->ring);
	copies_done(&o->copies);
}
