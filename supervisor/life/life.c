/* SPDX-License-Identifier: MIT */
/*
 * One unit's life between its automaton and the kernel.  life_feed() gives the
 * automaton every event, life_perform() carries out its orders; ends of tasks
 * (life_job.c) and of processes (life_end.c) become events.  Every change of
 * state is logged once (console, the unit's log) and saved, so that the next
 * tcrd can go on from there.
 */
#include "supervisor/life/life.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/utf8.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/action.h"
#include "supervisor/life/exits.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/state_file.h"
#include "supervisor/life/times.h"

#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The pidfd of a process fires first; its exit status follows, in a note of PID
 * 1 or, without tcr-init, when tcrd has inherited the process and reaped it.
 */
#define NOTE_GRACE_MS  1000 /* for the note */
#define REAP_GRACE_MS  100  /* for tcrd to reap */
#define JITTER_FROM_MS 1000 /* shorter delays are exact */

static struct {
	const struct conf *conf;
	bool under_init;
} self;

const struct conf *life_conf(void)
{
	return self.conf;
}

void life_init(const struct conf *conf, bool under_init)
{
	self.conf = conf;
	self.under_init = under_init;
}

void life_keep(const struct unit *u)
{
	state_file_save(u);
}

void life_cause(struct unit *u, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(u->cause, sizeof(u->cause), format, ap);
	va_end(ap);
	/* File names and texts of crun may hold any byte. */
	u->cause[utf8_clean(u->cause, strlen(u->cause))] = 0;
}

/* ±10 %, so that units that ended together do not come back together. */
static int64_t jitter(int64_t delay_ms)
{
	unsigned char r = 128;

	if (delay_ms < JITTER_FROM_MS)
		return delay_ms;
	(void)getrandom(&r, 1, GRND_NONBLOCK); /* 128 is no jitter */
	return delay_ms + delay_ms * (r - 128) / 1280;
}

/* A random part of RestartRandomizedDelaySec=. */
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
 * Links "started" to "unit", the text that the unit was read from.  As long as
 * both are one file the unit runs with its current configuration
 * (saved_write()).
 */
void life_accept(struct unit *u)
{
	char text[PATH_MAX], started[PATH_MAX];

	u->file->changed = CHANGE_NONE;
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

/* u is down for good: SuccessAction= and others may end the device. */
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

/* u runs, and may have become ready. */
static void runs(struct unit *u, bool was_ready)
{
	if (u->a.ready && !was_ready) {
		u->ready_ms = io_now_ms();
		if (u->policy.notifies)
			life_note(u, "ready");
	}
	life_arm(u);
}

/* A unit that was adopted and put up again keeps its earlier time. */
static void keep_times(struct unit *u)
{
	if (u->kept_ms && u->a.state == AUTO_RUNNING)
		u->since_ms = u->kept_ms;
	if (u->a.state != AUTO_WAITING && u->a.state != AUTO_RAISING)
		u->kept_ms = 0;
}

static void changed(struct unit *u, enum automaton_state before)
{
	u->since_ms = io_now_ms();
	u->limiting = false; /* the next start has the limits anyway */
	if (before == AUTO_RUNNING) {
		life_signs_end(u);
		life_pause_end(u);
	}
	switch (u->a.state) {
	case AUTO_RUNNING:
		u->runs += u->kept_ms == 0;
		u->cause[0] = 0;
		u->result = RESULT_NONE;
		break;
	case AUTO_BACKOFF:
		u->restarts++;
		break;
	case AUTO_RAISING:
		if (before == AUTO_WAITING) {
			set_out(u);
			life_accept(u);
		}
		break;
	case AUTO_DOWN:
		u->ended = true;
		/* A start that was refused was a try with these files. */
		if (before == AUTO_WAITING)
			life_accept(u);
		if (u->a.outcome == OUTCOME_NONE) {
			u->cause[0] = 0;
			u->result = RESULT_NONE;
		}
		break;
	case AUTO_WAITING:
		u->checked = false; /* conditions are looked at each time */
		break;
	case AUTO_EXITED:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		break;
	}
	life_say(u);
	keep_times(u);
	if (!u->file->bad)
		state_file_save(u);
	if (u->a.state == AUTO_DOWN)
		act(u);
}

void life_feed(struct unit *u, enum automaton_event event, unsigned facts)
{
	enum automaton_state before = u->a.state;
	bool ready = before == AUTO_RUNNING && u->a.ready;
	bool wanted = u->a.want;
	uint8_t level = u->a.level;

	life_perform(u, automaton_event(&u->a, &u->policy, event, facts));
	times_take(&u->times, &u->a, &u->policy, u->a.level > level);
	if (u->a.state == AUTO_RUNNING &&
		(u->a.state != before || u->a.ready != ready))
		runs(u, ready);
	if (u->a.state != before)
		changed(u, before);
	else if (ready != (before == AUTO_RUNNING && u->a.ready) ||
		 wanted != u->a.want)
		state_file_save(u);
	else if (u->a.level != level && u->a.state == AUTO_RAISING)
		log_debug("%s: rung %d", u->file->name, u->a.level);
}

/* StartLimitBurst=: u was started too often and must not start now. */
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
		state_file_save(u);
}

/* The pidfd says that the process has ended; its status comes separately. */
static void pidfd_ready(void *arg, uint32_t events)
{
	struct unit *u = arg;

	(void)events; /* EPOLLIN: the process has ended */
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

void life_ended(struct unit *u)
{
	unwatch_process(u);
	u->grace_ms = io_now_ms() + NOTE_GRACE_MS;
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
	 * EPOLLONESHOT: from Linux 6.9 on a pidfd reports EPOLLHUP, which
	 * cannot be masked, for as long as it is open after the process was
	 * reaped.
	 */
	if (u->alive.fd < 0 || loop_add(&u->alive, EPOLLIN | EPOLLONESHOT) < 0)
		u->grace_ms = io_now_ms() + NOTE_GRACE_MS;
}

void life_tick(struct unit *u, int64_t now_ms)
{
	static const char *const work[] = {[JOB_NONE] = "nothing",
		[JOB_RAISE] = "start",
		[JOB_LOWER] = "stop",
		[JOB_CHECK] = "checking its conditions",
		[JOB_STAMP] = "saving its time",
		[JOB_MEND] = "mending",
		[JOB_CLOSE] = "closing the firewall",
		[JOB_LIMIT] = "changing its limits"};
	int status;

	output_resume(&u->out, now_ms);
	life_signs_tick(u, now_ms);
	if (task_expire(&u->task, now_ms))
		log_err("%s: %s took too long", u->file->name, work[u->doing]);
	if (u->grace_ms <= now_ms) {
		bool known = exits_take(u->pid, &status);

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
