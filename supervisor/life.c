/* SPDX-License-Identifier: MIT */
/*
 * One unit's life between its automaton and the kernel.  life_event() is the
 * only caller of the automaton, perform() the only one that obeys it; tasks and
 * exits come back as events.  Every change of state is said once (console, the
 * unit's log) and saved, so that a successor can go on from here.
 */
#include "supervisor/life.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/action.h"
#include "supervisor/cgroup.h"
#include "supervisor/life_parts.h"
#include "supervisor/notes.h"
#include "supervisor/paths.h"
#include "supervisor/reason.h"
#include "supervisor/state.h"
#include "supervisor/timers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define STAMP_LIMIT_MS 10000
#define NOTE_GRACE_MS  1000 /* PID 1's note comes after the pidfd's word */
#define REAP_GRACE_MS  100  /* until crun is gone and the orphan is ours */
#define JITTER_FROM_MS 1000

static struct {
	const struct conf *conf;
	bool under_init;
} self;

void life_init(const struct conf *conf, bool under_init)
{
	self.conf = conf;
	self.under_init = under_init;
}

static struct rung_context context_of(const struct unit *u)
{
	return (struct rung_context){.unit = u->file, .conf = self.conf};
}

void life_keep(const struct unit *u)
{
	state_save(u);
}

void life_cause(struct unit *u, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(u->cause, sizeof(u->cause), format, ap);
	va_end(ap);
}

/* ±10 % above a second: what died together shall not come back together. */
static int64_t jitter(int64_t delay_ms)
{
	unsigned char r = 128;

	if (delay_ms < JITTER_FROM_MS)
		return delay_ms;
	(void)getrandom(&r, 1, GRND_NONBLOCK); /* 128 is no jitter */
	return delay_ms + delay_ms * (r - 128) / 1280;
}

/* RestartRandomizedDelaySec=: a part of it, by chance. */
static int64_t chance(int64_t most_ms)
{
	uint16_t r = 0;

	if (most_ms > 0)
		(void)getrandom(&r, sizeof(r), GRND_NONBLOCK);
	return most_ms * r / UINT16_MAX;
}

void life_perform(struct unit *u, unsigned orders)
{
	if (orders & ORDER_FORGET)
		u->timer_ms = INT64_MAX;
	if (orders & ORDER_RAISE)
		u->job = JOB_RAISE;
	if (orders & ORDER_LOWER)
		u->job = JOB_LOWER;
	if (orders & ORDER_SIGNAL)
		life_stop(u);
	if (orders & ORDER_TIMER) {
		u->a.delay_ms = jitter(u->a.delay_ms) +
				chance(u->file->conf.life.random_ms);
		u->timer_ms = io_now_ms() + u->a.delay_ms;
	}
}

/*
 * A link beside the text that the unit was read from: as long as both are one
 * file its configuration is what it was started with (saved_write).
 */
static void mark_started(struct unit *u)
{
	char text[PATH_MAX], started[PATH_MAX];

	u->file->changed = false;
	if (paths_unit(text, u->file->name, "unit") < 0 ||
		paths_unit(started, u->file->name, "started") < 0)
		return;
	(void)unlink(started);
	(void)link(text, started); /* a built-in unit has no text */
}

/* A climb begins. */
static void set_out(struct unit *u)
{
	int64_t limit = u->file->conf.life.start_ms;

	life_signs_forget(u);
	u->climb_ms = u->since_ms;
	u->start_by_ms = limit > 0 ? u->since_ms + limit : INT64_MAX;
}

void life_act(const struct unit *u, enum unit_action action, const char *key)
{
	action_take(action, u->file->name, key,
		u->file->conf.life.reboot_argument, self.under_init);
}

/* It is down for good: that may be the device's end. */
static void act(struct unit *u)
{
	const struct unit_life *l = &u->file->conf.life;

	if (u->a.outcome == OUTCOME_EXITED)
		life_act(u, l->success_action, "SuccessAction");
	if (u->a.outcome != OUTCOME_FAILED)
		return;
	if (u->result == RESULT_START_LIMIT)
		life_act(u, l->limit_action, "StartLimitAction");
	life_act(u, l->failure_action, "FailureAction");
}

void life_arm(struct unit *u)
{
	int64_t most = u->file->conf.life.runtime_ms;
	int64_t period = u->file->conf.life.watchdog_ms;

	if (!u->policy.process)
		return;
	if (u->a.ready && period > 0)
		u->watchdog_ms = io_now_ms() + period;
	if (!u->a.ready)
		u->timer_ms = u->start_by_ms;
	else
		u->timer_ms = most > 0 ? u->ready_ms + most : INT64_MAX;
}

/* It runs, and may be ready now. */
static void runs(struct unit *u, bool was_ready)
{
	if (u->a.ready && !was_ready) {
		u->ready_ms = io_now_ms();
		if (u->policy.notifies)
			life_note(u, "ready");
	}
	life_arm(u);
}

static void changed(struct unit *u, enum automaton_state before)
{
	u->since_ms = io_now_ms();
	if (before == AUTO_RUNNING)
		life_signs_end(u);
	switch (u->a.state) {
	case AUTO_RUNNING:
		u->runs++;
		u->cause[0] = 0;
		u->result = RESULT_NONE;
		break;
	case AUTO_BACKOFF:
		u->restarts++;
		break;
	case AUTO_RAISING:
		if (before == AUTO_WAITING) {
			set_out(u);
			mark_started(u);
		}
		break;
	case AUTO_DOWN:
		u->ended = true;
		if (u->a.outcome == OUTCOME_NONE) {
			u->cause[0] = 0;
			u->result = RESULT_NONE;
		}
		break;
	case AUTO_WAITING:
	case AUTO_EXITED:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		break;
	}
	life_say(u);
	if (!u->file->bad)
		state_save(u);
	if (u->a.state == AUTO_DOWN)
		act(u);
}

void life_feed(struct unit *u, enum automaton_event event, unsigned facts)
{
	enum automaton_state before = u->a.state;
	bool ready = before == AUTO_RUNNING && u->a.ready;
	uint8_t level = u->a.level;

	life_perform(u, automaton_event(&u->a, &u->policy, event, facts));
	if (u->a.state == AUTO_RUNNING &&
		(u->a.state != before || u->a.ready != ready))
		runs(u, ready);
	if (u->a.state != before)
		changed(u, before);
	else if (ready != (before == AUTO_RUNNING && u->a.ready))
		state_save(u);
	else if (u->a.level != level && u->a.state == AUTO_RAISING)
		log_debug("%s: rung %d", u->file->name, u->a.level);
}

/* It may climb, unless it has done so too often. */
static bool limited(struct unit *u)
{
	const struct unit_life *l = &u->file->conf.life;

	if (delay_start(&u->starts, l->limit_ms, l->limit_burst, io_now_ms()))
		return false;
	u->result = RESULT_START_LIMIT;
	life_cause(u, "started too often: %u times in %lld s%s%s",
		l->limit_burst, (long long)l->limit_ms / 1000,
		*u->last_exit ? ", the last one " : "", u->last_exit);
	return true;
}

void life_event(struct unit *u, enum automaton_event event)
{
	if (event == AUTO_CLEAR && u->a.state == AUTO_WAITING && limited(u))
		event = AUTO_LIMIT;
	if (event == AUTO_DEP_FAILED)
		u->result = RESULT_DEPENDENCY;
	if (event == AUTO_RESET) {
		u->starts = (struct delay_starts){0};
		if (u->a.state == AUTO_DOWN)
			u->result = RESULT_NONE;
	}
	life_feed(u, event, 0);
	if (event == AUTO_RESET && !u->file->bad)
		state_save(u);
}

/* The pidfd says that the process has ended; who says how comes separately. */
static void pidfd_ready(void *arg, uint32_t events)
{
	struct unit *u = arg;

	(void)events; /* ended; whether reaped is not our business */
	u->grace_ms =
		io_now_ms() + (self.under_init ? NOTE_GRACE_MS : REAP_GRACE_MS);
}

static void unwatch_process(struct unit *u)
{
	int fd = u->alive.fd;

	loop_remove(&u->alive);
	if (fd >= 0)
		close(fd);
}

void life_drop(struct unit *u)
{
	unwatch_process(u);
	u->pid = 0;
	u->grace_ms = INT64_MAX;
}

void life_watch(struct unit *u, pid_t pid)
{
	u->pid = pid;
	u->grace_ms = INT64_MAX;
	u->alive = (struct loop_source){.fn = pidfd_ready,
		.arg = u,
		.fd = (int)syscall(SYS_pidfd_open, pid, 0)};
	/*
	 * Once: from Linux 6.9 a pidfd also says EPOLLHUP, which cannot be left
	 * out, from when the process is reaped on.
	 */
	if (u->alive.fd < 0 || loop_add(&u->alive, EPOLLIN | EPOLLONESHOT) < 0)
		u->grace_ms = io_now_ms() + NOTE_GRACE_MS;
}

static int read_number(const struct unit *u, const char *leaf)
{
	char path[PATH_MAX], text[32];
	int rc = paths_unit(path, u->file->name, leaf);
	ssize_t n =
		rc < 0 ? rc : io_read_file(AT_FDCWD, path, text, sizeof(text));

	return n < 0 ? (int)n : atoi(text);
}

static void come_up(struct unit *u, pid_t pid)
{
	bool there;
	int status;

	u->start_ms = io_now_ms();
	life_watch(u, pid);
	there = cgroup_owns(u->file->name, pid);
	if (!there) {
		/* Ended and reaped: the pid is nobody's, or another's by now.
		 */
		unwatch_process(u);
		u->grace_ms = u->start_ms + NOTE_GRACE_MS;
	}
	life_feed(u, AUTO_DONE, 0);
	if (u->a.state == AUTO_RUNNING)
		life_signs_begin(u);
	/* Of one that is there a note would be an earlier process'. */
	if (!there && notes_take(pid, &status))
		life_exited(u, status);
}

/* A rung cannot be put up. */
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
	life_cause(u, "run: crun left no pid");
	unable(u);
}

/* A rung's own limit, and what TimeoutStartSec= leaves. */
static int64_t limit_of(const struct unit *u, const struct rung *r)
{
	int64_t left = u->start_by_ms - io_now_ms();

	if (u->job != JOB_RAISE || left > r->limit_ms)
		return r->limit_ms;
	return left > 1 ? left : 1;
}

/* That the job is about: raise or lower. */
static const struct rung *rung_of(const struct unit *u)
{
	uint8_t level = u->a.level;

	return &u->rungs[u->job == JOB_LOWER ? level - 1 : level];
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
	if (u->job == JOB_STAMP) {
		if (task_start(&u->task, timers_save, &c, STAMP_LIMIT_MS) < 0)
			u->job = JOB_NONE;
		return;
	}
	if (u->job == JOB_MEND) {
		r = &u->rungs[0];
		if (task_start(&u->task, r->up, &c, r->limit_ms) < 0)
			u->job = JOB_NONE;
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
		pid = r->spawn(&c, u->out.source.fd);
		if (pid > 0) {
			come_up(u, pid);
			return;
		}
		life_cause(u, "%s: %s", r->name, strerror(-pid));
		unable(u);
		return;
	}
	if (task_start(&u->task, u->job == JOB_RAISE ? r->up : r->down, &c,
		    limit_of(u, r)) == 0)
		return;
	u->job = JOB_NONE;
	life_cause(u, "%s: cannot fork", r->name);
	unable(u);
}

void life_task_ended(struct unit *u, int status)
{
	enum unit_job job = u->doing;
	bool raise = job == JOB_RAISE;
	bool aside = job == JOB_CHECK || job == JOB_STAMP || job == JOB_MEND;
	const char *rung = aside ? "" : rung_of(u)->name;
	char text[UNIT_CAUSE_MAX - 32];
	int rc = task_finish(
		&u->task, status, u->file->name, text, sizeof(text));

	if (u->job == job)
		u->job = JOB_NONE;
	if (job == JOB_CHECK)
		life_checked(u, rc);
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
	life_cause(u, "%s%s: %s", raise ? "" : "cannot take down ", rung,
		*text ? text : strerror(-rc));
	if (raise && rc == -ETIMEDOUT && u->start_by_ms <= io_now_ms())
		life_late(u);
	if (raise)
		u->result =
			rc == -ETIMEDOUT ? RESULT_TIMEOUT : RESULT_RESOURCES;
	life_feed(u, raise && rc == -ETIMEDOUT ? AUTO_LATE : AUTO_FAILED, 0);
}

void life_tick(struct unit *u, int64_t now_ms)
{
	int status;

	output_resume(&u->out, now_ms);
	life_signs_tick(u, now_ms);
	if (task_expire(&u->task, now_ms))
		log_err("%s: %s took too long", u->file->name,
			u->job == JOB_RAISE ? "start" : "stop");
	if (u->grace_ms <= now_ms) {
		bool known = notes_take(u->pid, &status);

		life_exited(u, known ? status : LIFE_STATUS_UNKNOWN);
	}
	if (u->timer_ms <= now_ms)
		life_timer(u);
}

int64_t life_deadline(const struct unit *u)
{
	int64_t next = u->timer_ms < u->grace_ms ? u->timer_ms : u->grace_ms;

	if (life_signs_deadline(u) < next)
		next = life_signs_deadline(u);
	if (u->task.pid && !u->task.overdue && u->task.deadline_ms < next)
		next = u->task.deadline_ms;
	return u->out.resume_ms < next ? u->out.resume_ms : next;
}
