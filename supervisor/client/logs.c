/* SPDX-License-Identifier: MIT */
/*
 * Shows the logs of units.  Ring files are read directly, so tcrd is not asked
 * and need not run.  --follow uses inotify(7) and goes on when the ring
 * or the unit's folder is replaced.
 */
#include "supervisor/client/logs.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/kernellog.h"
#include "supervisor/client/loglines.h"
#include "supervisor/client/out.h"
#include "supervisor/logs/persist.h"
#include "supervisor/logs/ring.h"
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
#define NAMES_MAX    64 /* logs that are read together */

/* A log that is read. */
struct source {
	char name[NAME_MAX + 1]; /* as shown */
	char path[PATH_MAX];
	bool kernel;   /* it is no ring: see kernellog.h */
	int fd;        /* -1: there is none, or not yet */
	uint64_t at;   /* as of ring_read(): all before is read */
	uint64_t lost; /* bytes that were overwritten before they were read */
	size_t len;    /* of text */
	char text[RING_BYTES + 1];
};

/* The logs that the command line names. */
struct sources {
	struct source *v;
	size_t n;
};

/* What the command line asks for. */
static struct loglines which;

static int open_log(struct source *s)
{
	s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	s->at = 0;
	return s->fd < 0 ? -errno : 0;
}

/* Reads the records after s->at, as many as there is room; 0 or -errno. */
static int read_news(struct source *s)
{
	uint64_t before = s->at;
	ssize_t n = s->fd < 0   ? 0
		    : s->kernel ? kernellog_read(s->fd, s->text, RING_BYTES)
				: ring_read(s->fd, &s->at, s->text, RING_BYTES);

	s->len = n > 0 ? (size_t)n : 0;
	s->lost = 0;
	if (before > 0 && s->at - s->len > before)
		s->lost = s->at - s->len - before;
	return n < 0 ? (int)n : 0;
}

/* Prints what has been read of all logs; 0 or an exit code. */
static int print_all(const struct sources *all, int64_t last)
{
	struct loglines_text texts[NAMES_MAX];

	for (size_t i = 0; i < all->n; i++) {
		const struct source *s = &all->v[i];

		if (s->lost)
			out_print(
				which.jsonl
					? "{\"u\":\"%s\",\"lost\":%llu}\n"
					: "-- %s: %llu bytes were overwritten "
					  "unread --\n",
				s->name, (unsigned long long)s->lost);
		texts[i] = (struct loglines_text){s->name, s->text, s->len};
	}
	if (loglines_print(&which, texts, all->n, last) < 0)
		return out_fail(EXITCODE_FAILED, "logs: out of memory");
	return 0;
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

/*
 * Waits for an event, or for the kernel's log; false: nobody reads standard
 * output any more.
 */
static bool wait_for_news(int notify, int kernel)
{
	char events[4096]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	struct pollfd p[] = {
		{.fd = notify, .events = POLLIN},
		{.fd = STDOUT_FILENO}, /* POLLERR: the pipe has no reader */
		{.fd = kernel, .events = POLLIN},
	};

	(void)poll(p, 3, -1);
	while (read(notify, events, sizeof(events)) > 0)
		; /* the caller looks at everything, whatever the event */
	return !(p[1].revents & (POLLERR | POLLHUP | POLLNVAL));
}

/* Reads what is new in a log, which may be another file by now. */
static int look_again(struct source *s)
{
	int rc = read_news(s);

	if (s->len > 0 || s->kernel || !replaced(s))
		return rc;
	io_close(&s->fd);
	return open_log(s) == 0 ? read_news(s) : 0;
}

static int follow(struct sources *all)
{
	autofd int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	const struct source *last = &all->v[all->n - 1];
	bool more;

	if (notify < 0)
		return out_fail(
			EXITCODE_FAILED, "inotify: %s", strerror(errno));
	do {
		for (size_t i = 0; i < all->n; i++)
			watch(notify, &all->v[i]);
		more = false;
		for (size_t i = 0; i < all->n; i++) {
			struct source *s = &all->v[i];
			int rc = look_again(s);

			if (rc < 0 && rc != -EBADMSG && rc != -EAGAIN)
				return out_fail(EXITCODE_FAILED, "%s: %s",
					s->path, strerror(-rc));
			more |= s->len > 0;
		}
		if (print_all(all, -1) != 0 || !out_flush())
			return EXITCODE_FAILED;
	} while (more || wait_for_news(notify, last->kernel ? last->fd : -1));
	return EXITCODE_OK;
}

/* Says why there is no log: no such unit, or it has not run.  An exit code. */
static int explain_missing(const char *name)
{
	struct doc doc;
	struct doc_unit u;
	/* tcrd has a log, but is no unit. */
	bool is_tcrd = strcmp(name, "tcrd") == 0;
	int rc = is_tcrd ? fetch_document(&doc) : fetch_unit(&doc, name, &u);

	if (rc != 0)
		return rc;
	doc_done(&doc);
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
	char *name = s->name;
	size_t stem = kind_stem(wrote, strlen(wrote));
	bool whole = wrote[stem] && strcmp(wrote + stem, ".container") != 0;
	int rc = -ENOENT;

	if (whole) {
		rc = fmt_print(name, sizeof(s->name), "%s", wrote);
		if (rc < 0 || paths_unit(s->path, name, "log") < 0)
			return -ENAMETOOLONG;
		rc = open_log(s);
	}
	for (unsigned i = 0; rc == -ENOENT && i < UNIT_KINDS; i++) {
		/* A container's log is below its name alone. */
		const char *suffix = i == UNIT_CONTAINER
					     ? ""
					     : kind_suffix((enum unit_kind)i);

		if (fmt_print(name, sizeof(s->name), "%.*s%s", (int)stem, wrote,
			    suffix) < 0 ||
			paths_unit(s->path, name, "log") < 0)
			return -ENAMETOOLONG;
		rc = open_log(s);
		if (rc != -ENOENT)
			return rc;
	}
	(void)fmt_print(name, sizeof(s->name), "%.*s", (int)stem, wrote);
	(void)paths_unit(s->path, name, "log");
	return rc;
}

/*
 * Reads what LogPersist= kept of the boot before: NAME.old if this boot has
 * already written NAME.log (RUN/units/NAME/log-saved tells), else NAME.log.
 */
static int read_kept(struct source *s, const char *wrote)
{
	ssize_t n;

	if (fmt_print(s->name, sizeof(s->name), "%.*s",
		    (int)kind_stem(wrote, strlen(wrote)), wrote) < 0 ||
		!human_is_unit(s->name, strlen(s->name)) ||
		paths_unit(s->path, s->name, PERSIST_SAVED) < 0)
		return out_no_unit(wrote, NULL);
	bool newer = access(s->path, F_OK) == 0;

	if (fmt_print(s->path, sizeof(s->path), "%s/%s.%s", paths_logs(),
		    s->name, newer ? "old" : "log") < 0)
		return out_fail(EXITCODE_USAGE, "%s: too long", wrote);
	n = io_read_file(AT_FDCWD, s->path, s->text, sizeof(s->text));
	if (n == -ENOENT)
		return out_fail(EXITCODE_FAILED,
			"%s: nothing was kept (LogPersist= in %s)", s->name,
			strcmp(s->name, "tcrd") == 0 ? "[Manager] of tcr.conf"
						     : "[X-TCR]");
	if (n < 0)
		return out_fail(
			EXITCODE_FAILED, "%s: %s", s->path, strerror((int)-n));
	s->len = (size_t)n;
	return EXITCODE_OK;
}

/* Opens the kernel's log and reads what it has; 0 or an exit code. */
static int read_kernel(struct source *s)
{
	int rc;

	s->kernel = true;
	(void)fmt_print(s->name, sizeof(s->name), "kernel");
	(void)fmt_print(s->path, sizeof(s->path), "/dev/kmsg");
	rc = open_log(s);
	if (rc == 0)
		rc = read_news(s);
	return rc < 0 ? out_fail(EXITCODE_FAILED, "%s: %s", s->path,
				strerror(-rc))
		      : 0;
}

/* Finds a log and reads what it has now; 0 or an exit code after a message. */
static int read_log(struct source *s, const char *wrote)
{
	int rc = find_log(s, wrote);

	if (rc == -ENAMETOOLONG)
		return out_fail(EXITCODE_USAGE, "%s: too long", wrote);
	if (rc == -ENOENT)
		return explain_missing(wrote);
	if (rc == 0)
		rc = read_news(s);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "%s: %s", s->path,
			rc == -EBADMSG ? "this is no log" : strerror(-rc));
	return 0;
}

/* Takes the options that choose lines; 0 or EXITCODE_USAGE. */
static int take_choice(const struct client_args *args)
{
	which = (struct loglines){.grep = args->grep,
		.stream = args->stream,
		.colours = out_colours(),
		.jsonl = args->jsonl};
	if (args->stream && strcmp(args->stream, "out") != 0 &&
		strcmp(args->stream, "err") != 0 &&
		strcmp(args->stream, "tcr") != 0)
		return out_fail(EXITCODE_USAGE,
			"logs: '%s' is no stream (out, err, tcr)",
			args->stream);
	if (args->since)
		which.since_ms = loglines_time(args->since);
	if (args->until)
		which.until_ms = loglines_time(args->until);
	if (which.since_ms < 0 || which.until_ms < 0)
		return out_fail(EXITCODE_USAGE,
			"logs: '%s' is no time (2026-11-23T14:02:11Z, "
			"2026-11-23, 14:02, or 10min before now)",
			which.since_ms < 0 ? args->since : args->until);
	return 0;
}

int logs_run(const struct client_args *args)
{
	static char tcrd[] = "tcrd", *const own[] = {tcrd};
	char *const *names = args->count ? args->names : own;
	size_t units = args->count || args->kernel ? args->count : 1;
	struct sources all = {.n = units + args->kernel};
	int64_t last = args->lines;
	int rc = take_choice(args);

	if (rc != 0)
		return rc;
	if (geteuid() != 0)
		return out_fail(EXITCODE_FAILED, "logs: you must be root");
	if (all.n > NAMES_MAX)
		return out_fail(
			EXITCODE_USAGE, "logs: more than %d units", NAMES_MAX);
	all.v = calloc(all.n, sizeof(*all.v));
	if (!all.v)
		return out_fail(EXITCODE_FAILED, "logs: out of memory");
	if (args->kernel && args->last_boot)
		rc = out_fail(EXITCODE_FAILED,
			"logs: nobody keeps the log of the kernel of the boot "
			"before");
	if (rc == 0 && args->kernel)
		rc = read_kernel(&all.v[units]);
	for (size_t i = 0; i < units && rc == 0; i++) {
		all.v[i].fd = -1;
		rc = args->last_boot ? read_kept(&all.v[i], names[i])
				     : read_log(&all.v[i], names[i]);
	}
	if (args->follow && last < 0 && !args->since)
		last = FOLLOW_LINES;
	if (rc == 0)
		rc = print_all(&all, last);
	if (rc == 0 && args->follow && !args->last_boot)
		rc = follow(&all);
	free(all.v);
	return rc;
}

void logs_tail(const char *log, size_t count)
{
	static struct source s;
	struct loglines_text text = {.text = s.text};

	if (!human_is_unit(log, strlen(log)) ||
		paths_unit(s.path, log, "log") < 0)
		return;
	if (open_log(&s) == -EACCES)
		out_print("Log: only root may read it\n");
	if (s.fd < 0)
		return;
	(void)read_news(&s);
	io_close(&s.fd);
	text.len = s.len;
	if (text.len == 0)
		return;
	out_print("Log ('tcrctl logs %s' has more):\n", log);
	which = (struct loglines){0};
	(void)loglines_print(&which, &text, 1, (int64_t)count);
}
