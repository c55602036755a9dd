/* SPDX-License-Identifier: MIT */
/*
 * Inhibitors.  What makes a process one is that it runs: it cannot forget to
 * say that it is none any more, and it stays one while tcrd is replaced or has
 * been killed.  tcrd sees its end by a pidfd.
 */
#include "supervisor/serve/inhibit.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/loop.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/peer.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LEAF    "inhibitors"
#define MAGIC   "tcr-inhibitors 1\n"
#define WHY_MAX 100

static const char *const actions[] = {"reboot", "poweroff"};

struct inhibitor {
	struct loop_source source; /* a pidfd; -1: there is none here */
	pid_t pid;
	int64_t since_ms;
	char unit[NAME_MAX + 1]; /* whose container it is in, or "-" */
	char why[WHY_MAX];
};

static struct {
	struct inhibitor all[INHIBIT_MAX];
	int64_t max_ms;
	const char *pending; /* of actions[]; NULL: nothing waits */
	char why[BOOTRECORD_WHY_MAX];
} self;

/* Writes the file: a line for each inhibitor, and one for what waits. */
static void save(void)
{
	char path[PATH_MAX], text[4096] = MAGIC;
	size_t len = strlen(MAGIC);
	int rc = paths_unit(path, NULL, LEAF);

	for (size_t i = 0; i < INHIBIT_MAX; i++) {
		const struct inhibitor *in = &self.all[i];

		if (in->source.fd >= 0)
			len += (size_t)fmt_print(text + len, sizeof(text) - len,
				"%d %lld %s %s\n", (int)in->pid,
				(long long)in->since_ms, in->unit, in->why);
	}
	if (self.pending)
		len += (size_t)fmt_print(text + len, sizeof(text) - len,
			"%s %s\n", self.pending, self.why);
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, text, len, 0600);
	if (rc < 0)
		log_warn(LEAF ": %s", strerror(-rc));
}

static void drop(struct inhibitor *in)
{
	int fd = in->source.fd;

	loop_remove(&in->source);
	io_close(&fd);
}

static void ended(void *arg, uint32_t events)
{
	(void)events;
	drop(arg);
	save();
}

/* Takes a pidfd, which it closes if that fails; 0, -ENOSPC or -errno. */
static int take(
	int fd, pid_t pid, int64_t since_ms, const char *unit, const char *why)
{
	struct inhibitor *in = self.all;
	int rc = fd < 0 ? fd : -ENOSPC;

	while (in < self.all + INHIBIT_MAX && in->source.fd >= 0)
		in++;
	if (fd >= 0 && in < self.all + INHIBIT_MAX) {
		in->source = (struct loop_source){fd, ended, in};
		in->pid = pid;
		in->since_ms = since_ms;
		(void)fmt_print(in->unit, sizeof(in->unit), "%s", unit);
		utf8_copy(in->why, sizeof(in->why), why, strlen(why));
		rc = loop_add(&in->source, EPOLLIN);
		if (rc < 0)
			in->source.fd = -1;
	}
	if (rc < 0)
		io_close(&fd);
	return rc;
}

static int open_process(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	return fd < 0 ? -errno : fd;
}

/* Takes a line of the file; one that is not understood is passed over. */
static void load(char *line)
{
	const char *end;
	pid_t pid = (pid_t)text_digits(line, &end, 10);
	int64_t since = (int64_t)text_digits(*end ? end + 1 : end, &end, 10);
	char *unit = line + (end - line), *why;

	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(actions[i]);

		if (strncmp(line, actions[i], len) != 0 || line[len] != ' ')
			continue;
		self.pending = actions[i];
		utf8_copy(self.why, sizeof(self.why), line + len + 1,
			strlen(line + len + 1));
		return;
	}
	why = *unit ? strchr(++unit, ' ') : NULL;
	if (pid <= 0 || !why)
		return;
	*why = 0;
	/* A process that has got this pid meanwhile counts, too: until it ends
	 * or the time is over. */
	(void)take(open_process(pid), pid, since, unit, why + 1);
}

void inhibit_init(int64_t max_ms)
{
	char path[PATH_MAX], text[4096], *rest = text, *line;

	self.max_ms = max_ms > 0 ? max_ms : INT64_MAX / 2;
	for (size_t i = 0; i < INHIBIT_MAX; i++)
		self.all[i].source.fd = -1;
	if (paths_unit(path, NULL, LEAF) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0 ||
		strncmp(text, MAGIC, strlen(MAGIC)) != 0)
		return;
	rest += strlen(MAGIC);
	while ((line = strsep(&rest, "\n")))
		load(line);
}

/* Whether a container has all the places that one may have. */
static bool is_full(const char *unit)
{
	size_t n = 0;

	for (size_t i = 0; i < INHIBIT_MAX; i++)
		n += self.all[i].source.fd >= 0 &&
		     strcmp(self.all[i].unit, unit) == 0;
	return *unit && n >= INHIBIT_UNIT_MAX;
}

int inhibit_add(int connection, const char *why)
{
	char unit[NAME_MAX + 1];
	pid_t pid = peer_find(connection, unit);
	int fd = pid < 0 ? pid : is_full(unit) ? -ENOSPC : open_process(pid);
	int rc;

	/* If it has ended, the pid may have been another's already. */
	if (fd >= 0 && peer_find(connection, unit) != pid) {
		io_close(&fd);
		fd = -ESRCH;
	}
	rc = take(fd, pid, io_now_ms(), *unit ? unit : "-", why);
	if (rc == 0)
		save();
	return rc;
}

static void describe(const struct inhibitor *in, char text[INHIBIT_TEXT_MAX])
{
	char path[32], name[32] = "";
	bool inside = *in->unit != '-';

	(void)fmt_print(path, sizeof(path), "/proc/%d/comm", (int)in->pid);
	(void)io_read_file(AT_FDCWD, path, name, sizeof(name));
	(void)fmt_print(text, INHIBIT_TEXT_MAX, "%s%s%.*s, pid %d: %s",
		inside ? in->unit : "", inside ? ": " : "",
		(int)strcspn(name, "\n"), name, (int)in->pid, in->why);
	text[utf8_clean(text, strlen(text))] = 0;
}

bool inhibit_text(size_t i, char text[INHIBIT_TEXT_MAX])
{
	for (const struct inhibitor *in = self.all; in < self.all + INHIBIT_MAX;
		in++) {
		if (in->source.fd < 0 || i-- > 0)
			continue;
		describe(in, text);
		return true;
	}
	return false;
}

static bool inhibited(void)
{
	char text[INHIBIT_TEXT_MAX];

	return inhibit_text(0, text);
}

void inhibit_end(bool off, bool force, const char *why)
{
	if (inhibited() && !force) {
		self.pending = actions[off];
		utf8_copy(self.why, sizeof(self.why), why, strlen(why));
		save();
		return;
	}
	self.pending = NULL;
	bootrecord_end(
		off ? BOOTRECORD_POWEROFF : BOOTRECORD_REBOOT, "%s", why);
	if (kill(1, off ? SIGUSR1 : SIGTERM) < 0)
		(void)failed("signal PID 1");
}

const char *inhibit_pending(void)
{
	return self.pending;
}

void inhibit_cancel(void)
{
	self.pending = NULL;
	save();
}

void inhibit_turn(int64_t now_ms)
{
	char text[INHIBIT_TEXT_MAX];

	for (struct inhibitor *in = self.all; in < self.all + INHIBIT_MAX;
		in++) {
		if (in->source.fd < 0 || in->since_ms + self.max_ms > now_ms)
			continue;
		describe(in, text);
		log_warn("inhibits no longer, as InhibitMaxSec= is over: %s",
			text);
		ended(in, 0);
	}
	if (self.pending && !inhibited())
		inhibit_end(self.pending == actions[1], true, self.why);
}

int64_t inhibit_deadline(void)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < INHIBIT_MAX; i++)
		if (self.all[i].source.fd >= 0)
			next = int64_min(
				next, self.all[i].since_ms + self.max_ms);
	return next;
}
