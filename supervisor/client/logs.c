/* SPDX-License-Identifier: MIT */
/*
 * Shows the log of a unit.  The ring file is read directly, so tcrd is not
 * asked and need not run.  --follow uses inotify(7) and goes on when the ring
 * or the unit's folder is replaced.
 */
#include "supervisor/client/logs.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/logs/persist.h"
#include "supervisor/logs/ring.h"
#include "supervisor/units/text/date.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLLOW_LINES 10

/* The ring that is read. */
struct source {
	const char *name; /* as shown; NULL: indented, without a name */
	char path[PATH_MAX];
	int fd;      /* -1: there is none, or not yet */
	uint64_t at; /* as of ring_read(): all before is read */
	char text[RING_BYTES];
};

/* A record of a log. */
struct record {
	char time[DATE_TEXT];
	const char *millis; /* three digits */
	const char *text;
	size_t len;
	bool by_tcr; /* written by tcr, not by the container */
};

static void print_text(const char *text, size_t len)
{
	out_shown(text, len);
	out_bytes("\n", 1);
}

/* Parses "SECONDS.MILLIS STREAM text"; false if the line is something else. */
static bool parse_record(const char *line, size_t len, struct record *r)
{
	const char *end = line + len;
	const char *dot = memchr(line, '.', len);
	const char *stream = memchr(line, ' ', len);
	const char *text;
	int64_t seconds;

	if (!dot || !stream || stream - dot != 4 ||
		human_number(dot + 1, 3, 999) < 0)
		return false;
	stream++;
	text = memchr(stream, ' ', (size_t)(end - stream));
	seconds = human_number(line, (size_t)(dot - line), INT64_MAX);
	if (!text || seconds < 0)
		return false;
	date_write(r->time, seconds);
	r->millis = dot + 1;
	r->by_tcr = text - stream == 3 && memcmp(stream, "tcr", 3) == 0;
	r->text = text + 1;
	r->len = (size_t)(end - r->text);
	return strlen(r->time) > 1; /* "?": date_write() cannot write it */
}

/* Prints a record; a line that is no record is printed with "?" for its time.
 */
static void print_record(const char *name, const char *line, size_t len)
{
	struct record r;
	bool good = parse_record(line, len, &r);

	if (!name)
		out_print("   ");
	if (good) /* without the Z of r.time, which follows the milliseconds */
		out_print("%.*s.%.3sZ ", (int)strlen(r.time) - 1, r.time,
			r.millis);
	else
		out_print("? ");
	if (name)
		out_print("%s ", name);
	if (good && r.by_tcr && !(name && strcmp(name, "tcrd") == 0))
		out_print("tcr: ");
	print_text(good ? r.text : line, good ? r.len : len);
}

static void print_records(const char *name, const char *text, size_t len)
{
	const char *end = text + len, *newline;

	for (; text < end; text = newline + 1) {
		newline = memchr(text, '\n', (size_t)(end - text));
		if (!newline)
			return;
		print_record(name, text, (size_t)(newline - text));
	}
}

/* The offset of the last `count` lines of text; count -1: of all lines. */
static size_t last_lines(const char *text, size_t len, int64_t count)
{
	size_t at = len;

	for (; at > 0; at--)
		if (text[at - 1] == '\n' && count >= 0 && count-- == 0)
			break;
	return at;
}

static int open_ring(struct source *s)
{
	s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	s->at = 0;
	return s->fd < 0 ? -errno : 0;
}

/* Prints the last `count` records of the ring; 0 or -errno. */
static int print_last(struct source *s, int64_t count)
{
	ssize_t n = ring_read(s->fd, &s->at, s->text, sizeof(s->text));
	size_t start;

	if (n <= 0)
		return (int)n;
	start = last_lines(s->text, (size_t)n, count);
	print_records(s->name, s->text + start, (size_t)n - start);
	return 0;
}

/* Prints the records that were written after s->at; 0 or -errno. */
static int print_news(struct source *s)
{
	for (;;) {
		uint64_t before = s->at, lost;
		ssize_t n = ring_read(s->fd, &s->at, s->text, sizeof(s->text));

		if (n <= 0)
			return (int)n;
		lost = s->at - (uint64_t)n;
		if (before > 0 && lost > before)
			out_print("-- %llu bytes were overwritten unread --\n",
				(unsigned long long)(lost - before));
		print_records(s->name, s->text, (size_t)n);
	}
}

/* Whether the path now has a file, and it is not the ring that is open. */
static bool replaced(const struct source *s)
{
	struct stat opened, now;

	if (stat(s->path, &now) < 0)
		return false;
	return s->fd < 0 || fstat(s->fd, &opened) < 0 ||
	       opened.st_ino != now.st_ino || opened.st_dev != now.st_dev;
}

/*
 * Watches the ring, its folder (RUN/units/NAME) and the folder of that one
 * (RUN/units): the creation of each is an event of the folder above.  A second
 * watch of the same inode has no effect.
 */
static void watch(int notify, const struct source *s)
{
	const uint32_t born = IN_CREATE | IN_MOVED_TO | IN_ONLYDIR;
	char path[PATH_MAX];
	char *slash;

	memcpy(path, s->path, sizeof(path));
	(void)inotify_add_watch(notify, path, IN_MODIFY);
	for (int i = 0; i < 2; i++) {
		slash = strrchr(path, '/');
		if (!slash || slash == path)
			return;
		*slash = 0;
		(void)inotify_add_watch(notify, path, born);
	}
}

/* Waits for an event; false: nobody reads standard output any more. */
static bool wait_for_news(int notify)
{
	char events[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	struct pollfd p[] = {
		{.fd = notify, .events = POLLIN},
		{.fd = STDOUT_FILENO}, /* POLLERR: the pipe has no reader */
	};

	(void)poll(p, 2, -1);
	while (read(notify, events, sizeof(events)) > 0)
		; /* the caller looks at everything, whatever the event */
	return !(p[1].revents & (POLLERR | POLLHUP | POLLNVAL));
}

static int follow(struct source *s)
{
	autofd int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	int rc = 0;

	if (notify < 0)
		return out_fail(
			EXITCODE_FAILED, "inotify: %s", strerror(errno));
	do {
		watch(notify, s);
		if (s->fd >= 0)
			rc = print_news(s);
		if (replaced(s)) {
			io_close(&s->fd);
			if (open_ring(s) == 0)
				rc = print_news(s);
		}
		if (rc < 0 && rc != -EBADMSG && rc != -EAGAIN)
			return out_fail(EXITCODE_FAILED, "%s: %s", s->path,
				strerror(-rc));
		if (!out_flush())
			return EXITCODE_FAILED;
	} while (wait_for_news(notify));
	return EXITCODE_OK;
}

/* Says why there is no log: no such unit, or it has not run.  An exit code. */
static int explain_missing(const char *name)
{
	struct doc doc;
	struct doc_unit u;
	char *text;
	size_t len;
	bool found = strcmp(name, "tcrd") == 0; /* has a log, but is no unit */
	int rc = fetch_document(&doc, &text, &len);

	if (rc != 0)
		return rc;
	while (doc_next(&doc, &u))
		found |= human_means_unit(name, u.unit.at, u.unit.len);
	if (!found)
		rc = fetch_no_unit(&doc, name);
	doc_done(&doc);
	free(text);
	if (!found)
		return rc;
	(void)out_fail(EXITCODE_OK, "%s has not said anything yet", name);
	return EXITCODE_OK;
}

/*
 * Finds and opens the log of the unit that the user named: a container's folder
 * is its name without the suffix, another unit's is the name with the suffix.
 * 0; -ENOENT: there is none, and s->path is where a container's would be.
 */
static int find_log(struct source *s, const char *wrote)
{
	static char name[256];
	size_t stem = kind_stem(wrote, strlen(wrote));
	bool whole = wrote[stem] && strcmp(wrote + stem, ".container") != 0;
	int rc = -ENOENT;

	s->name = name;
	if (whole) {
		rc = fmt_print(name, sizeof(name), "%s", wrote);
		if (rc < 0 || paths_unit(s->path, name, "log") < 0)
			return -ENAMETOOLONG;
		rc = open_ring(s);
	}
	for (unsigned i = 0; rc == -ENOENT && i < UNIT_KINDS; i++) {
		/* A container's log is below its name alone. */
		const char *suffix = i == UNIT_CONTAINER
					     ? ""
					     : kind_suffix((enum unit_kind)i);

		if (fmt_print(name, sizeof(name), "%.*s%s", (int)stem, wrote,
			    suffix) < 0 ||
			paths_unit(s->path, name, "log") < 0)
			return -ENAMETOOLONG;
		rc = open_ring(s);
		if (rc != -ENOENT)
			return rc;
	}
	(void)fmt_print(name, sizeof(name), "%.*s", (int)stem, wrote);
	(void)paths_unit(s->path, name, "log");
	return rc;
}

/*
 * Prints what LogPersist= kept of the boot before: NAME.old if this boot has
 * already written NAME.log (RUN/units/NAME/log-saved tells), else NAME.log.
 */
static int print_kept(const char *wrote, int64_t lines)
{
	static char text[RING_BYTES + 1];
	char path[PATH_MAX], name[256];
	size_t start;
	ssize_t n;

	if (fmt_print(name, sizeof(name), "%.*s",
		    (int)kind_stem(wrote, strlen(wrote)), wrote) < 0 ||
		!human_is_unit(name, strlen(name)) ||
		paths_unit(path, name, PERSIST_SAVED) < 0)
		return out_no_unit(wrote, NULL);
	if (strcmp(name, "tcrd") == 0)
		return out_fail(EXITCODE_FAILED,
			"tcrd: its own log is not kept, only those of units "
			"with LogPersist=");
	bool newer = access(path, F_OK) == 0;

	if (fmt_print(path, sizeof(path), "%s/%s.%s", paths_logs(), name,
		    newer ? "old" : "log") < 0)
		return out_fail(EXITCODE_USAGE, "%s: too long", wrote);
	n = io_read_file(AT_FDCWD, path, text, sizeof(text));
	if (n == -ENOENT)
		return out_fail(EXITCODE_FAILED,
			"%s: nothing was kept (LogPersist= in [X-TCR])", name);
	if (n < 0)
		return out_fail(
			EXITCODE_FAILED, "%s: %s", path, strerror((int)-n));
	start = last_lines(text, (size_t)n, lines);
	print_records(name, text + start, (size_t)n - start);
	return EXITCODE_OK;
}

int logs_run(const struct client_args *args)
{
	static struct source s;
	const char *wrote = args->count ? args->names[0] : "tcrd";
	int64_t lines = args->lines;
	int rc;

	if (geteuid() != 0)
		return out_fail(EXITCODE_FAILED, "logs: you must be root");
	if (args->last_boot)
		return print_kept(wrote, lines);
	if (args->follow && lines < 0)
		lines = FOLLOW_LINES;
	rc = find_log(&s, wrote);
	if (rc == -ENAMETOOLONG)
		return out_fail(EXITCODE_USAGE, "%s: too long", wrote);
	if (rc == -ENOENT) {
		rc = explain_missing(wrote);
		if (rc != 0 || !args->follow)
			return rc;
		return follow(&s);
	}
	if (rc == 0)
		rc = print_last(&s, lines);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s", s.path,
			rc == -EBADMSG ? "this is no log" : strerror(-rc));
	return args->follow ? follow(&s) : EXITCODE_OK;
}

void logs_tail(const char *log, size_t count)
{
	static struct source s;
	ssize_t n;
	size_t start;

	if (!human_is_unit(log, strlen(log)) ||
		paths_unit(s.path, log, "log") < 0)
		return;
	if (open_ring(&s) == -EACCES)
		out_print("Log: only root may read it\n");
	if (s.fd < 0)
		return;
	n = ring_read(s.fd, &s.at, s.text, sizeof(s.text));
	io_close(&s.fd);
	if (n <= 0)
		return;
	start = last_lines(s.text, (size_t)n, (int64_t)count);
	out_print("Log ('tcrctl logs %s' has more):\n", log);
	print_records(NULL, s.text + start, (size_t)n - start);
}
