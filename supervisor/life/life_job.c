/* SPDX-License-Identifier: MIT */
/*
 * The jobs of a unit: rungs that its automaton orders up or down, and others
 * (enum unit_job).  Each is a task, whose result goes back as an event.
 */
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"
#include "supervisor/rungs/relimit.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/rungs/stamp.h"
#include "supervisor/units/unit_file.h"

#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/exits.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/rungs/rung_network.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define STAMP_LIMIT_MS 10000

static struct rung_context context_of(const struct unit *u)
{
	return (struct rung_context){.unit = u->file, .conf = life_conf()};
}

static int read_number(const struct unit *u, const char *leaf)
{
	char path[PATH_MAX], text[32];
	int rc = paths_unit(path, u->file->name, leaf);
	ssize_t n =
		rc < 0 ? rc : io_read_file(AT_FDCWD, path, text, sizeof(text));

	return n < 0 ? (int)n : (int)text_digits(text, NULL, 10);
}

/* The last rung is up: its process is known. */
static void come_up(struct unit *u, pid_t pid)
{
	bool there;
	int status;

	u->start_ms = io_now_ms();
	life_watch(u, pid);
	there = cgroup_owns(u->file->name, pid);
	/*
	 * A process that is not in the cgroup has ended and was reaped: its
	 * pid is free, or is another process's.
	 */
	if (!there)
		life_ended(u);
	life_feed(u, AUTO_DONE, 0);
	if (u->a.state == AUTO_RUNNING)
		life_signs_begin(u);
	/*
	 * While the process is there, a note with its pid is about an earlier
	 * process.
	 */
	if (!there && exits_take(pid, &status))
		life_exited(u, status);
}

/* A rung could not be put up. */
static void unable(struct unit *u)
{
	u->result = RESULT_RESOURCES;
	life_feed(u, AUTO_FAILED, 0);
}

static void raised(struct unit *u)
{
	int pid;

	if (!u->policy.process || u->a.level + 1 != u->policy.rungs) {
		life_feed(u, AUTO_DONE, 0);
		return;
	}
	pid = read_number(u, "pid");
	u->stop_signal = read_number(u, "stop-signal");
	if (pid > 1) {
		come_up(u, pid);
		return;
	}
	life_cause(u, "run: crun has written no pid");
	unable(u);
}

/* The time that a task gets: the rung's limit, but no more than
 * TimeoutStartSec= leaves. */
static int64_t limit_of(const struct unit *u, const struct rung *r)
{
	int64_t left = u->start_by_ms - io_now_ms();

	if (u->job != JOB_RAISE || left > r->limit_ms)
		return r->limit_ms;
	return left > 1 ? left : 1;
}

/* The rung that JOB_RAISE or JOB_LOWER is about. */
static const struct rung *rung_of(const struct unit *u)
{
	uint8_t level = u->a.level;

	return &u->rungs[u->job == JOB_LOWER ? level - 1 : level];
}

/* A job that does not change the unit's state. */
static bool is_aside(enum unit_job job)
{
	return job == JOB_STAMP || job == JOB_MEND || job == JOB_CLOSE ||
	       job == JOB_LIMIT;
}

const struct rung *life_mendable(const struct unit *u)
{
	uint8_t held = u->a.state == AUTO_LOWERING ? 0 : u->a.level;

	for (uint8_t i = 0; i < held; i++)
		if (u->rungs[i].mend)
			return &u->rungs[i];
	return NULL;
}

/*
 * Starts a job that does not change the unit's state; the unit goes on whether
 * the job succeeds or not.
 */
static void start_aside(struct unit *u)
{
	struct rung_context c = context_of(u);
	const struct rung *r = life_mendable(u);
	int (*work)(const void *arg) = NULL;
	int64_t limit_ms = STAMP_LIMIT_MS;

	if (u->job == JOB_STAMP)
		work = stamp_save;
	else if (u->job == JOB_LIMIT)
		work = relimit_up;
	else if (u->job == JOB_CLOSE)
		work = rung_network_firewall_close;
	else if (r)
		work = r->mend;
	if (u->job == JOB_MEND && r)
		limit_ms = r->limit_ms;
	if (work && task_start(&u->task, work, &c, limit_ms) == 0)
		return;
	u->job = JOB_NONE;
	u->limiting = false;
}

void life_start_job(struct unit *u)
{
	const struct rung *r;
	struct rung_context c = context_of(u);
	pid_t pid;

	u->doing = u->job;
	if (u->job == JOB_CHECK) {
		life_check(u);
		return;
	}
	if (is_aside(u->job)) {
		start_aside(u);
		return;
	}
	r = rung_of(u);
	if (u->job == JOB_RAISE && !r->up && !r->spawn) {
		u->job = JOB_NONE;
		raised(u);
		return;
	}
	if (u->job == JOB_LOWER && !r->down) {
		u->job = JOB_NONE;
		life_event(u, AUTO_DONE);
		return;
	}
	if (u->job == JOB_RAISE && r->spawn) {
		u->job = JOB_NONE;
		pid = r->spawn(&c, u->out.streams[0].source.fd);
		if (pid > 0) {
			come_up(u, pid);
			return;
		}
		life_cause(u, "%s: %s", r->name, strerror(-pid));
		unable(u);
		return;
	}
	/* What a container writes comes after the mark of its start. */
	output_listen(&u->out, u->job != JOB_RAISE);
	if (task_start(&u->task, u->job == JOB_RAISE ? r->up : r->down, &c,
		    limit_of(u, r)) == 0)
		return;
	output_listen(&u->out, true);
	u->job = JOB_NONE;
	life_cause(u, "%s: cannot fork", r->name);
	unable(u);
}

/* What is known of a task that failed and logged no error.  crun exits with 1,
 * which is EPERM, for every reason. */
static const char *no_reason(int rc)
{
	return rc == -EINTR   ? "it was killed"
	       : rc == -EPERM ? "it failed without a message"
			      : strerror(-rc);
}

/*
 * Sets the cause of a rung that failed.  A text like "image X: not found" names
 * the rung already.
 */
static void blame_rung(struct unit *u, const char *text, bool raise, int rc)
{
	const char *rung = rung_of(u)->name;
	size_t len = strlen(rung);

	if (raise && strncmp(text, rung, len) == 0 && text[len] == ' ')
		life_cause(u, "%s", text);
	else
		life_cause(u, "%s%s: %s", raise ? "" : "cannot take down ",
			rung, *text ? text : no_reason(rc));
}

static void task_ended(struct unit *u, int status, struct life_mend *mend)
{
	enum unit_job job = u->doing;
	bool raise = job == JOB_RAISE;
	bool aside = job == JOB_CHECK || is_aside(job);
	char *text = mend->text;
	int rc = task_finish(
		&u->task, status, u->file->name, text, sizeof(mend->text));

	if (u->job == job)
		u->job = JOB_NONE;
	if (job == JOB_CHECK)
		life_checked(u, rc);
	mend->ended = job == JOB_MEND;
	mend->limited = job == JOB_LIMIT && u->limiting;
	u->limiting &= job != JOB_LIMIT;
	mend->rc = rc;
	if (aside)
		return;
	if (rc == 0 && raise) {
		raised(u);
		return;
	}
	if (rc == 0) {
		life_feed(u, AUTO_DONE, 0);
		return;
	}
	blame_rung(u, text, raise, rc);
	life_blame_image(u);
	if (raise && rc == -ETIMEDOUT && u->start_by_ms <= io_now_ms())
		life_late(u);
	if (raise)
		u->result =
			rc == -ETIMEDOUT ? RESULT_TIMEOUT : RESULT_RESOURCES;
	life_feed(u, raise && rc == -ETIMEDOUT ? AUTO_LATE : AUTO_FAILED, 0);
}

void life_task_ended(struct unit *u, int status, struct life_mend *mend)
{
	task_ended(u, status, mend);
	output_listen(&u->out, true);
}
