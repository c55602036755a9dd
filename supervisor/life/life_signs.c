/* SPDX-License-Identifier: MIT */
/*
 * Signs of life: what a container says of itself (sd_notify(3), WatchdogSec=),
 * what health checks find, and reloads.
 */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/signals.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/exec.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/state_file.h"
#include "supervisor/life/unit.h"
#include "supervisor/spec/imagehealth.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RELOAD_MS  90000 /* the limit of ReloadCmd= */
#define CHECK_PID  "check.pid"
#define RELOAD_PID "reload.pid"

/* Finds out how the container that runs is checked: by its file or image. */
static void know_checks(struct unit *u)
{
	u->health->conf = *u->file->conf.life.health;
	imagehealth_load(u->file, &u->health->conf);
}

/* The unit's process has started: checks begin. */
void life_signs_begin(struct unit *u)
{
	const struct unit_life *l = &u->file->conf.life;

	if (u->health) {
		know_checks(u);
		health_begin(u->health, io_now_ms());
	}
	if (u->notify && u->notify->early && l->notify == NOTIFY_YES)
		life_feed(u, AUTO_READY, 0);
}

void life_signs_adopt(struct unit *u)
{
	if (!u->health)
		return;
	know_checks(u);
	health_adopt(u->health, io_now_ms());
}

static void end_check(struct unit *u)
{
	if (u->health->task.pid)
		exec_kill(u->file->name, CHECK_PID);
	health_end(u->health);
}

void life_signs_end(struct unit *u)
{
	u->watchdog_ms = INT64_MAX;
	if (u->health)
		end_check(u);
}

/* The unit is started again: what it said before does not count any more. */
void life_signs_forget(struct unit *u)
{
	if (!u->notify)
		return;
	u->notify->early = false;
	u->notify->refused = false;
	u->notify->status[0] = 0;
}

/* EXTEND_TIMEOUT_USEC=, but not of the stop timeout, which always holds. */
static void extend(struct unit *u, int64_t until_ms)
{
	bool starts = u->a.state == AUTO_RAISING ||
		      (u->a.state == AUTO_RUNNING && !u->a.ready);

	if (starts && u->start_by_ms != INT64_MAX)
		u->start_by_ms = int64_max(u->start_by_ms, until_ms);
	if (u->a.state == AUTO_RUNNING && u->timer_ms != INT64_MAX)
		u->timer_ms = int64_max(u->timer_ms, until_ms);
	if (starts)
		state_file_save(u);
}

/* WatchdogSec= is over. */
static void missed(struct unit *u)
{
	char text[32];

	u->watchdog_ms = INT64_MAX;
	reason_time(text, sizeof(text), u->file->conf.life.watchdog_ms);
	life_cause(u, "gave no sign of life for %s (WatchdogSec=)", text);
	log_warn("%s: %s", u->file->name, u->cause);
	life_unfit(u, AUTO_WATCHDOG, RESULT_WATCHDOG, 0);
}

static void message(void *arg, const struct message *m)
{
	struct unit *u = arg;
	const struct unit_life *l = &u->file->conf.life;
	int64_t now = io_now_ms();

	if (m->has_status && strcmp(u->notify->status, m->status) != 0) {
		memcpy(u->notify->status, m->status, sizeof(m->status));
		state_file_save(u);
	}
	if (m->extend_ms > 0)
		extend(u, now + m->extend_ms);
	if (m->ready && u->a.state == AUTO_RAISING)
		u->notify->early = true;
	if (m->ready && l->notify == NOTIFY_YES)
		life_feed(u, AUTO_READY, 0);
	if (u->watchdog_ms == INT64_MAX)
		return;
	if (m->stopping)
		u->watchdog_ms = INT64_MAX;
	else if (m->trigger)
		missed(u);
	else if (m->alive)
		u->watchdog_ms = now + l->watchdog_ms;
}

static void start_check(struct unit *u)
{
	struct health *h = u->health;
	const struct unit_health *conf = &h->conf;
	bool startup = conf->startup.n > 0 && !h->started;
	const struct exec_command c = {.unit = u->file,
		.argv = startup                     ? &conf->startup
			: conf->from == CHECK_IMAGE ? NULL
						    : &conf->cmd,
		.pid_file = CHECK_PID};

	h->next_ms = INT64_MAX;
	if (task_start(&h->task, exec_run, &c,
		    startup ? conf->startup_timeout_ms
			    : conf->times.timeout_ms) < 0) {
		h->next_ms = io_now_ms() + conf->times.interval_ms;
		return;
	}
	h->task.quiet = true;
}

/*
 * Does what HealthOnFailure= asks for when checks fail.  never: no check has
 * succeeded since the start.
 */
static void unhealthy(struct unit *u, bool never)
{
	enum unit_unhealthy on = u->file->conf.life.health->on_failure;
	unsigned facts = never || on == UNHEALTHY_RESTART ? FACT_FORCE
			 : on == UNHEALTHY_STOP           ? FACT_PREVENT
							  : 0;
	char text[UNIT_CAUSE_MAX];

	(void)fmt_print(text, sizeof(text), "%s: %s",
		never ? "not healthy from the start" : "unhealthy",
		u->health->last);
	log_warn("%s: %s", u->file->name, text);
	life_note(u, text);
	if (!never && on == UNHEALTHY_NONE)
		return;
	life_cause(u, "%s", text);
	life_unfit(u, AUTO_UNHEALTHY, RESULT_HEALTH, facts);
}

static void say_last(struct health *h, int rc, const char *text)
{
	const char *colon = *text ? ": " : "";

	if (rc == 0)
		(void)fmt_print(
			h->last, sizeof(h->last), "ok%s%s", colon, text);
	else if (rc == -ETIMEDOUT)
		(void)fmt_print(h->last, sizeof(h->last), "took too long");
	else
		(void)fmt_print(h->last, sizeof(h->last), "exit status %d%s%s",
			-rc, colon, text);
}

static void check_ended(struct unit *u, int status)
{
	const struct unit_life *l = &u->file->conf.life;
	struct health *h = u->health;
	unsigned failures = h->failures;
	bool stale = h->stale;
	char text[HEALTH_LAST_MAX - 32];
	int rc = task_finish(
		&h->task, status, u->file->name, text, sizeof(text));
	enum health_verdict v;

	h->stale = false;
	if (stale || u->a.state != AUTO_RUNNING)
		return;
	if (u->frozen_ms) { /* crun refuses: it is due when the unit goes on */
		h->next_ms = u->frozen_ms;
		return;
	}
	say_last(h, rc, text);
	v = health_count(h, rc == 0, io_now_ms());
	if (v == HEALTH_GOOD) {
		log_info("%s: healthy", u->file->name);
		life_note(u, "healthy");
	}
	if (v == HEALTH_GOOD && l->notify == NOTIFY_HEALTHY)
		life_feed(u, AUTO_READY, 0);
	if (v == HEALTH_BAD || v == HEALTH_NEVER)
		unhealthy(u, v == HEALTH_NEVER);
	if (v != HEALTH_SAME || h->failures != failures)
		state_file_save(u);
}

static void tick_check(struct unit *u, int64_t now_ms)
{
	struct health *h = u->health;

	if (h->task.pid && !h->task.overdue && h->task.deadline_ms <= now_ms) {
		exec_kill(u->file->name, CHECK_PID);
		(void)task_expire(&h->task, now_ms);
	}
	if (!h->task.pid && h->next_ms <= now_ms)
		start_check(u);
}

void life_signs_tick(struct unit *u, int64_t now_ms)
{
	if (u->notify)
		notify_resume(u->notify, now_ms);
	if (u->frozen_ms)
		return;
	if (u->notify && u->watchdog_ms <= now_ms)
		notify_drain(u->notify); /* WATCHDOG=1 may be in the queue */
	if (u->watchdog_ms <= now_ms)
		missed(u);
	if (u->health)
		tick_check(u, now_ms);
	if (u->reload && u->reload->task.pid && !u->reload->task.overdue &&
		u->reload->task.deadline_ms <= now_ms) {
		exec_kill(u->file->name, RELOAD_PID);
		(void)task_expire(&u->reload->task, now_ms);
	}
}

int64_t life_signs_deadline(const struct unit *u)
{
	const struct task *r = u->reload ? &u->reload->task : NULL;
	int64_t next = u->notify ? u->notify->resume_ms : INT64_MAX;

	if (u->frozen_ms)
		return next;
	next = int64_min(next, u->watchdog_ms);
	if (u->health && u->health->task.pid)
		next = int64_min(next, u->health->task.overdue
					       ? INT64_MAX
					       : u->health->task.deadline_ms);
	else if (u->health)
		next = int64_min(next, u->health->next_ms);
	if (r && r->pid && !r->overdue)
		next = int64_min(next, r->deadline_ms);
	return next;
}

bool life_signs_reaped(struct unit *u, pid_t pid, int status)
{
	struct life_reload *r = u->reload;

	if (u->health && u->health->task.pid == pid) {
		check_ended(u, status);
		return true;
	}
	if (!r || r->task.pid != pid)
		return false;
	r->rc = task_finish(
		&r->task, status, u->file->name, r->text, sizeof(r->text));
	return true;
}

void life_signs_drop(const struct unit *u)
{
	if (u->health && u->health->task.pid)
		(void)kill(u->health->task.pid, SIGKILL);
	if (u->reload && u->reload->task.pid)
		(void)kill(u->reload->task.pid, SIGKILL);
}

int life_kill(const struct unit *u, int sig)
{
	if (u->alive.fd < 0 || u->a.state != AUTO_RUNNING)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, u->alive.fd, sig, NULL, 0) < 0
		       ? -errno
		       : 0;
}

int life_freeze(struct unit *u)
{
	u->frozen_ms = io_now_ms();
	life_note(u, "frozen for a backup of a volume");
	return cgroup_freeze(u->file->name, true);
}

/* Moves a deadline by the time for which the unit was frozen. */
static void put_off(int64_t *deadline_ms, int64_t by_ms)
{
	if (*deadline_ms != INT64_MAX)
		*deadline_ms += by_ms;
}

void life_thaw(struct unit *u)
{
	int64_t by_ms = io_now_ms() - u->frozen_ms;
	int rc = cgroup_freeze(u->file->name, false);

	if (rc < 0 && rc != -ENOENT) /* its container has ended meanwhile */
		log_err("%s: thaw: %s", u->file->name, strerror(-rc));
	u->frozen_ms = 0;
	life_note(u, "is not frozen any more");
	put_off(&u->watchdog_ms, by_ms);
	if (u->health)
		put_off(&u->health->next_ms, by_ms);
	if (u->health && u->health->task.pid)
		put_off(&u->health->task.deadline_ms, by_ms);
	if (u->reload && u->reload->task.pid)
		put_off(&u->reload->task.deadline_ms, by_ms);
}

int life_reload(struct unit *u)
{
	const struct unit_life *l = &u->file->conf.life;
	const struct exec_command c = {.unit = u->file,
		.argv = &l->reload_cmd,
		.pid_file = RELOAD_PID};

	if (!l->reload_signal && !u->reload)
		return -ENOTSUP;
	if (u->alive.fd < 0 || u->a.state != AUTO_RUNNING)
		return -ESRCH;
	life_note(u, "reload");
	if (!u->reload)
		return life_kill(u, l->reload_signal);
	return u->reload->task.pid
		       ? -EBUSY
		       : task_start(&u->reload->task, exec_run, &c, RELOAD_MS);
}

/* The unit's main process; while it starts, the pid that crun has written. */
static pid_t main_pid(const struct unit *u)
{
	char path[PATH_MAX], text[32];

	if (u->pid || paths_unit(path, u->file->name, "pid") < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return u->pid;
	return (pid_t)text_digits(text, NULL, 10);
}

/* Whether a message of this process counts: see notify.c. */
static bool believes(void *arg, pid_t sender)
{
	const struct unit *u = arg;

	if (sender <= 1)
		return false;
	if (u->file->conf.life.notify_main && u->pid && sender != u->pid)
		return false;
	return cgroup_owns(u->file->name, sender) || sender == main_pid(u);
}

static void refuses(void *arg, const char *why)
{
	life_note(arg, why);
}

static const struct notify_owner owner = {believes, message, refuses};

int life_signs_open(struct unit *u)
{
	const struct unit_life *l = &u->file->conf.life;

	u->watchdog_ms = INT64_MAX;
	if (l->health) {
		u->health = calloc(1, sizeof(*u->health));
		if (!u->health)
			return -ENOMEM;
		u->health->next_ms = INT64_MAX;
	}
	if (l->reload_cmd.n > 0) {
		u->reload = calloc(1, sizeof(*u->reload));
		if (!u->reload)
			return -ENOMEM;
	}
	if (!unit_life_listens(l))
		return 0;
	u->notify = calloc(1, sizeof(*u->notify));
	return u->notify ? notify_open(u->notify, u->file->name, &owner, u)
			 : -ENOMEM;
}
