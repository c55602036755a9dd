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
#include "supervisor/cgroup.h"
#include "supervisor/notes.h"
#include "supervisor/paths.h"
#include "supervisor/reason.h"
#include "supervisor/state.h"

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

#define NOTE_GRACE_MS   1000 /* PID 1's note comes after the pidfd's word */
#define REAP_GRACE_MS   100  /* until crun is gone and the orphan is ours */
#define HELPER_STOP_MS  3000 /* for tcr-dns and udhcpc */
#define JITTER_FROM_MS  1000
#define RESTARTS_LOGGED 5 /* then only every 2^k-th: flash and consoles */

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
	return (struct rung_context){.unit = u->file,
		.conf = self.conf,
		.limit_pids = cgroup_has("pids"),
		.limit_memory = cgroup_has("memory")};
}

void life_cause(struct unit *u, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(u->cause, sizeof(u->cause), format, ap);
	va_end(ap);
}

/* One line in the unit's own log, beside what it wrote itself. */
static void note(struct unit *u, const char *text)
{
	if (u->out.ring.fd >= 0)
		ring_put(&u->out.ring, "tcr", text, strlen(text));
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

static void send_stop(struct unit *u)
{
	bool container = u->file->kind == UNIT_CONTAINER;
	int sig = container && u->stop_signal > 0 ? u->stop_signal : SIGTERM;
	int64_t limit =
		container ? u->file->conf.stop_timeout_ms : HELPER_STOP_MS;

	u->timer_ms = io_now_ms() + limit;
	if (u->alive.fd >= 0 &&
		syscall(SYS_pidfd_send_signal, u->alive.fd, sig, NULL, 0) < 0 &&
		errno != ESRCH)
		(void)failed("%s: send signal %d", u->file->name, sig);
}

static void perform(struct unit *u, unsigned orders)
{
	if (orders & ORDER_FORGET)
		u->timer_ms = INT64_MAX;
	if (orders & ORDER_RAISE)
		u->job = JOB_RAISE;
	if (orders & ORDER_LOWER)
		u->job = JOB_LOWER;
	if (orders & ORDER_SIGNAL)
		send_stop(u);
	if (orders & ORDER_TIMER) {
		u->a.delay_ms = jitter(u->a.delay_ms);
		u->timer_ms = io_now_ms() + u->a.delay_ms;
	}
}

static bool worth_a_line(uint32_t n)
{
	return n <= RESTARTS_LOGGED || (n & (n - 1)) == 0;
}

static void say_running(struct unit *u)
{
	int64_t took = u->since_ms - u->climb_ms;
	char text[128];

	if (u->pid)
		(void)fmt_print(text, sizeof(text),
			"running, pid %d, after %lld.%03lld s", u->pid,
			(long long)took / 1000, (long long)took % 1000);
	else
		(void)fmt_print(text, sizeof(text), "up after %lld.%03lld s",
			(long long)took / 1000, (long long)took % 1000);
	note(u, text);
	if (worth_a_line(u->restarts + 1))
		log_info("%s: %s", u->file->name, text);
}

static void say_backoff(struct unit *u)
{
	char text[UNIT_CAUSE_MAX + 64];

	(void)fmt_print(text, sizeof(text), "%s; restart in %lld.%lld s",
		u->cause, (long long)u->a.delay_ms / 1000,
		(long long)u->a.delay_ms % 1000 / 100);
	note(u, text);
	if (worth_a_line(u->restarts))
		log_warn("%s: %s", u->file->name, text);
}

/* The console's and the log's one line for a change of state. */
static void say(struct unit *u)
{
	switch (u->a.state) {
	case AUTO_RUNNING:
		say_running(u);
		return;
	case AUTO_BACKOFF:
		say_backoff(u);
		return;
	case AUTO_EXITED:
		log_info("%s: done, %s", u->file->name, u->cause);
		note(u, u->cause);
		return;
	case AUTO_DOWN:
		if (u->a.outcome == OUTCOME_FAILED ||
			u->a.outcome == OUTCOME_DEPENDENCY)
			log_err("%s: failed: %s", u->file->name, u->cause);
		else
			log_info("%s: down%s%s", u->file->name,
				*u->cause ? ", " : "", u->cause);
		note(u, *u->cause ? u->cause : "stopped");
		return;
	case AUTO_WAITING:
	case AUTO_RAISING:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		return;
	}
}

/*
 * A link beside the text that the unit was read from: as long as both are one
 * file its configuration is what it was started with (conf_save).
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

static void changed(struct unit *u, enum automaton_state before)
{
	u->since_ms = io_now_ms();
	switch (u->a.state) {
	case AUTO_RUNNING:
		u->runs++;
		u->cause[0] = 0;
		break;
	case AUTO_BACKOFF:
		u->restarts++;
		break;
	case AUTO_RAISING:
		if (before == AUTO_WAITING) {
			u->climb_ms = u->since_ms;
			mark_started(u);
		}
		break;
	case AUTO_DOWN:
		if (u->a.outcome == OUTCOME_NONE)
			u->cause[0] = 0;
		break;
	case AUTO_WAITING:
	case AUTO_EXITED:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		break;
	}
	say(u);
	if (!u->file->bad)
		state_save(u);
}

static void feed(struct unit *u, enum automaton_event event, bool stable)
{
	enum automaton_state before = u->a.state;
	uint8_t level = u->a.level;

	perform(u, automaton_event(&u->a, &u->policy, event, stable));
	if (u->a.state != before)
		changed(u, before);
	else if (u->a.level != level && u->a.state == AUTO_RAISING)
		log_debug("%s: rung %d", u->file->name, u->a.level);
}

void life_event(struct unit *u, enum automaton_event event)
{
	feed(u, event, false);
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

static void drop_process(struct unit *u)
{
	unwatch_process(u);
	u->pid = 0;
	u->grace_ms = INT64_MAX;
}

/* Takes the process as the unit's; it may be gone already. */
static void watch_process(struct unit *u, pid_t pid)
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
	watch_process(u, pid);
	there = cgroup_owns(u->file->name, pid);
	if (!there) {
		/* Ended and reaped: the pid is nobody's, or another's by now.
		 */
		unwatch_process(u);
		u->grace_ms = u->start_ms + NOTE_GRACE_MS;
	}
	feed(u, AUTO_DONE, false);
	/* Of one that is there a note would be an earlier process'. */
	if (!there && notes_take(pid, &status))
		life_exited(u, status);
}

static void raised(struct unit *u)
{
	int pid;

	if (!u->policy.process || u->a.level + 1 != u->policy.rungs) {
		feed(u, AUTO_DONE, false);
		return;
	}
	pid = read_number(u, "pid");
	u->stop_signal = read_number(u, "stop-signal");
	if (pid > 1) {
		come_up(u, pid);
		return;
	}
	life_cause(u, "run: crun left no pid");
	feed(u, AUTO_FAILED, false);
}

void life_start_job(struct unit *u)
{
	uint8_t at =
		u->job == JOB_RAISE ? u->a.level : (uint8_t)(u->a.level - 1);
	const struct rung *r = &u->rungs[at];
	struct rung_context c = context_of(u);
	pid_t pid;

	if (u->job == JOB_RAISE && !r->up && !r->spawn) {
		u->job = JOB_NONE;
		raised(u);
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
		feed(u, AUTO_FAILED, false);
		return;
	}
	if (task_start(&u->task, u->job == JOB_RAISE ? r->up : r->down, &c,
		    r->limit_ms) == 0)
		return;
	u->job = JOB_NONE;
	life_cause(u, "%s: cannot fork", r->name);
	feed(u, AUTO_FAILED, false);
}

void life_task_ended(struct unit *u, int status)
{
	bool raise = u->job == JOB_RAISE;
	uint8_t at = raise ? u->a.level : (uint8_t)(u->a.level - 1);
	const char *rung = u->rungs[at].name;
	char text[UNIT_CAUSE_MAX - 32];
	int rc = task_finish(
		&u->task, status, u->file->name, text, sizeof(text));

	u->job = JOB_NONE;
	if (rc == 0 && raise) {
		raised(u);
		return;
	}
	if (rc == 0) {
		feed(u, AUTO_DONE, false);
		return;
	}
	life_cause(u, "%s%s: %s", raise ? "" : "cannot take down ", rung,
		*text ? text : strerror(-rc));
	feed(u, AUTO_FAILED, false);
}

void life_exited(struct unit *u, int status)
{
	int64_t ran = io_now_ms() - u->start_ms;
	bool clean = reason_clean(status, u->policy.oneshot);
	bool stable = ran >= automaton_stable_ms(&u->a);

	drop_process(u);
	output_drain(&u->out);
	reason_print(u->last_exit, sizeof(u->last_exit), status, ran);
	life_cause(u, "%s", u->last_exit);
	feed(u, clean ? AUTO_EXIT_CLEAN : AUTO_EXIT_BAD, stable);
}

void life_tick(struct unit *u, int64_t now_ms)
{
	int status;

	output_resume(&u->out, now_ms);
	if (task_expire(&u->task, now_ms))
		log_err("%s: %s took too long", u->file->name,
			u->job == JOB_RAISE ? "start" : "stop");
	if (u->grace_ms <= now_ms) {
		bool known = notes_take(u->pid, &status);

		life_exited(u, known ? status : LIFE_STATUS_UNKNOWN);
	}
	if (u->timer_ms <= now_ms) {
		u->timer_ms = INT64_MAX;
		if (u->a.state == AUTO_STOPPING) {
			note(u, "did not stop in time, killing it");
			log_warn("%s: did not stop in time, killing it",
				u->file->name);
		}
		feed(u, AUTO_TIMER, false);
	}
}

int64_t life_deadline(const struct unit *u)
{
	int64_t next = u->timer_ms < u->grace_ms ? u->timer_ms : u->grace_ms;

	if (u->task.pid && !u->task.overdue && u->task.deadline_ms < next)
		next = u->task.deadline_ms;
	return u->out.resume_ms < next ? u->out.resume_ms : next;
}

/* True if the saved process is alive and in the unit's cgroup. */
static bool still_there(struct unit *u, pid_t pid)
{
	if (pid <= 1)
		return false;
	watch_process(u, pid);
	/* The pidfd first: then the pid cannot be another's afterwards. */
	if (u->alive.fd >= 0 && cgroup_owns(u->file->name, pid))
		return true;
	drop_process(u);
	return false;
}

static void recover(struct unit *u, bool want)
{
	int64_t delay = u->a.delay_ms;

	perform(u, automaton_recover(&u->a, &u->policy, want));
	u->a.delay_ms = delay;
	u->since_ms = io_now_ms();
	state_save(u);
}

bool life_adopt(struct unit *u)
{
	bool want;
	pid_t pid;
	int status;
	int rc = state_load(u);

	if (rc == -ENOENT)
		return false;
	want = rc == 0 ? u->a.want : u->file->conf.wanted;
	pid = u->pid;
	u->pid = 0;
	u->a.level = 0;
	if (rc == 0 && (u->a.state == AUTO_DOWN || u->a.state == AUTO_EXITED))
		return true;
	u->a.level = u->policy.rungs;
	if (!u->policy.process) {
		/* No process to keep: putting it up again changes nothing. */
		u->a.level = 0;
		u->a.state = AUTO_WAITING;
		u->a.want = want;
		return true;
	}
	if (rc == 0 && u->a.state == AUTO_RUNNING) {
		if (still_there(u, pid))
			return true;
		if (notes_take(pid, &status)) {
			u->pid = pid;
			life_exited(u, status);
			return true;
		}
		life_cause(u, "ended while tcrd was away");
	}
	recover(u, want);
	return true;
}
