/* SPDX-License-Identifier: MIT */
/*
 * Logs that outlive a boot.  The ring in memory is the log.  A copy replaces
 * the earlier copy as a whole, so that a power cut leaves one of the two.  The
 * position in the ring at the last copy is kept beside the ring: if it has not
 * changed, no copy is made.  The first copy of a boot renames that of the boot
 * before to NAME.old.
 */
#include "supervisor/logs/persist.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/task.h"
#include "supervisor/logs/ring.h"
#include "supervisor/spec/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h> /* renameat() */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK_MAX      24
#define EVERY_MS      300000
#define OWN_MS        30000 /* for tcrd's own log, when it has something new */
#define LIMIT_MS      60000
#define LAST_LIMIT_MS 5000 /* the device is about to go down */

static struct {
	struct task task;
	int64_t next_ms;  /* when the next task starts; 0: not known yet */
	int64_t own_ms;   /* when tcrd's own log is copied; 0: nothing new */
	uint64_t written; /* of its ring, when own_ms was set */
	bool last;        /* the task of persist_finish() was started */
} self;

/* Reads the position of the last copy; "" before the first one. */
static void read_mark(const char *path, char *mark, size_t size)
{
	ssize_t len = io_read_file(AT_FDCWD, path, mark, size);

	mark[len < 0 ? 0 : len] = 0;
}

/* Reads the ring; mark becomes its position.  Its length or -errno. */
static ssize_t read_ring(const char *name, char *text, size_t size, char *mark)
{
	char path[PATH_MAX];
	uint64_t at = 0;
	ssize_t len;
	int rc = paths_unit(path, name, "log");
	autofd int fd =
		rc < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return -ENOENT;
	len = ring_read(fd, &at, text, size);
	(void)fmt_print(mark, MARK_MAX, "%llu", (unsigned long long)at);
	return len;
}

static int write_copy(const struct conf *conf, const char *name,
	const char *text, size_t len, bool first)
{
	char path[NAME_MAX + 1], old[NAME_MAX + 1];
	autofd int dir = source_folder(conf, "logs", paths_logs(), 0700);

	if (dir < 0)
		return dir;
	if (fmt_print(path, sizeof(path), "%s.log", name) < 0 ||
		fmt_print(old, sizeof(old), "%s.old", name) < 0)
		return -ENAMETOOLONG;
	if (first && renameat(dir, path, dir, old) < 0 && errno != ENOENT)
		return -errno;
	return keep_file(dir, path, text, len, 0600);
}

static void save(const struct conf *conf, const char *name)
{
	static char text[RING_BYTES];
	char path[PATH_MAX], before[MARK_MAX], now[MARK_MAX];
	ssize_t len;
	int rc;

	if (paths_unit(path, name, PERSIST_SAVED) < 0)
		return;
	read_mark(path, before, sizeof(before));
	len = read_ring(name, text, sizeof(text), now);
	if (len < 0 || strcmp(before, now) == 0)
		return;
	rc = write_copy(conf, name, text, (size_t)len, !*before);
	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, now, strlen(now), 0600);
	if (rc < 0)
		log_warn("keep the log: %s", strerror(-rc));
}

void persist_save(const struct conf *conf, const struct unit_file *unit)
{
	if (unit->conf.logs.persist)
		save(conf, unit->name);
}

static int save_own(const void *arg)
{
	const struct conf *conf = arg;

	if (conf->log_persist)
		save(conf, "tcrd");
	return 0;
}

static int save_all(const void *arg)
{
	const struct conf *conf = arg;

	for (size_t i = 0; i < conf->count; i++)
		if (!conf->units[i].bad)
			persist_save(conf, &conf->units[i]);
	return save_own(conf);
}

static bool any(const struct conf *conf)
{
	for (size_t i = 0; i < conf->count; i++)
		if (!conf->units[i].bad && conf->units[i].conf.logs.persist)
			return true;
	return conf->log_persist;
}

/* The time between copies; tests set a shorter one. */
static int64_t every_ms(int64_t usual)
{
	const char *text = getenv("TCR_PERSIST_MS");

	int64_t ms = text ? (int64_t)text_digits(text, NULL, 10) : 0;

	return ms > 0 ? ms : usual;
}

/* What a task logs makes tcrd's log new, so the next one is as long away. */
void persist_turn(const struct conf *conf, int64_t now_ms, uint64_t written)
{
	bool all, own;

	(void)task_expire(&self.task, now_ms);
	if (self.next_ms == 0)
		self.next_ms =
			any(conf) ? now_ms + every_ms(EVERY_MS) : INT64_MAX;
	if (conf->log_persist && !self.own_ms && written != self.written)
		self.own_ms = now_ms + every_ms(OWN_MS);
	all = now_ms >= self.next_ms;
	own = self.own_ms && now_ms >= self.own_ms;
	if ((!all && !own) || self.task.pid)
		return;
	if (all)
		self.next_ms = now_ms + every_ms(EVERY_MS);
	self.own_ms = 0;
	self.written = written;
	(void)task_start(&self.task, all ? save_all : save_own, conf, LIMIT_MS);
}

bool persist_finish(const struct conf *conf)
{
	if (self.task.pid)
		return false;
	if (self.last || !any(conf))
		return true;
	self.last = true;
	return task_start(&self.task, save_all, conf, LAST_LIMIT_MS) < 0;
}

int64_t persist_deadline(void)
{
	int64_t next = self.next_ms ? self.next_ms : INT64_MAX;

	if (self.task.pid) /* it ends, or is killed, before the next one */
		return self.task.overdue ? INT64_MAX : self.task.deadline_ms;
	return self.own_ms && self.own_ms < next ? self.own_ms : next;
}

bool persist_reaped(pid_t pid, int status)
{
	char text[TASK_TEXT_MAX];

	if (pid != self.task.pid)
		return false;
	(void)task_finish(&self.task, status, "logs", text, sizeof(text));
	return true;
}
