/* SPDX-License-Identifier: MIT */
/*
 * All units together: boot, adoption, goals, and the turn that brings each unit
 * forward until nothing changes.  No order is planned: after every change each
 * unit is asked again whether it may move (deps.h).  No memory is allocated
 * after manager_init().
 */
#include "supervisor/manager/manager.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/data.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/condition_check.h"
#include "supervisor/life/exits.h"
#include "supervisor/life/life.h"
#include "supervisor/life/state_file.h"
#include "supervisor/manager/boot.h"
#include "supervisor/manager/changes.h"
#include "supervisor/manager/deps.h"
#include "supervisor/manager/goals.h"
#include "supervisor/manager/guard.h"
#include "supervisor/manager/leftovers.h"
#include "supervisor/manager/timer_units.h"
#include "supervisor/rungs/dnsd.h"
#include "supervisor/rungs/ladder.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ADVICE_LIMIT_MS 10000

static struct {
	const struct conf *conf;
	struct unit *units;
	size_t count;
	size_t tasks_max;   /* how many tasks may run at the same time */
	struct task advice; /* boot_advise(), after the boot */
	bool booting;
	bool holding; /* tcrd is about to be replaced: no new task starts */
	const struct settings *settings;
	struct state_device device;
	int64_t kill_ms; /* when units that are not down yet are killed */
} self = {.kill_ms = INT64_MAX};

struct unit *manager_units(size_t *count)
{
	*count = self.conf->count; /* the number of units, without the leftovers
				      behind them */
	return self.units;
}

const struct conf *manager_conf(void)
{
	return self.conf;
}

struct unit *manager_find(const char *name)
{
	int i = conf_find(self.conf, name);

	return i < 0 ? NULL : &self.units[i];
}

int64_t manager_boot_ms(void)
{
	return self.device.boot_ms;
}

const char *manager_settings_bad(void)
{
	return self.settings->bad;
}

/* Units that are no containers have no Restart=: they are always kept up. */
static void set_policy(struct unit *u)
{
	u->policy = u->file->conf.policy;
	if (u->file->kind != UNIT_CONTAINER)
		u->policy = (struct automaton_policy){.restart = RESTART_ALWAYS,
			.restart_ms = 100,
			.restart_max_ms = 10000};
	u->rungs = ladder_of(u->file, &u->policy.rungs, &u->policy.process);
}

static int unit_init(struct unit *u, struct unit_file *file)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, file->name, "");

	*u = (struct unit){.file = file,
		.alive.fd = -1,
		.out = OUTPUT_NONE,
		.task.output = -1,
		.timer_ms = INT64_MAX,
		.grace_ms = INT64_MAX,
		.start_by_ms = INT64_MAX,
		.watchdog_ms = INT64_MAX,
		.stop_timeout_ms = file->conf.stop_timeout_ms,
		.since_ms = io_now_ms()};
	set_policy(u);
	if (file->bad || rc < 0) {
		life_cause(u, "%s", file->bad ? file->bad : "name too long");
		return 0;
	}
	/* A unit of the boot or of an earlier tcrd was down from the start. */
	if (self.device.start_ms > 0 &&
		(self.device.boot_ms < 0 || access(path, F_OK) == 0))
		u->since_ms = self.device.start_ms;
	rc = io_mkdirs(path, 0700);
	if (rc == 0 && file->kind != UNIT_TARGET && file->kind != UNIT_TIMER)
		rc = output_open(&u->out, file);
	if (rc == 0)
		rc = life_signs_open(u);
	if (rc < 0)
		log_err("%s: cannot make %s: %s", file->name, path,
			strerror(-rc));
	return rc == -ENOMEM ? rc : 0;
}

int manager_init(const struct conf *conf, const struct settings *settings,
	bool under_init)
{
	struct unit_file *gone;
	int extra = leftovers_find(conf, &gone);

	self.conf = conf;
	self.settings = settings;
	state_file_device_load(&self.device);
	if (extra < 0)
		return extra;
	self.count = conf->count + (size_t)extra;
	self.tasks_max = (size_t)condition_check_cpus() * 2 + 2;
	self.units = calloc(self.count + 1, sizeof(*self.units));
	if (!self.units || goals_init(self.units, self.count) < 0)
		return -ENOMEM;
	life_init(conf, under_init);
	for (size_t i = 0; i < self.count; i++) {
		bool leftover = i >= conf->count;

		if (unit_init(&self.units[i], leftover ? &gone[i - conf->count]
						       : &conf->units[i]) < 0)
			return -ENOMEM;
		self.units[i].gone = leftover;
	}
	return timer_units_init(self.units, self.count);
}

/* All that the unit holds goes down, whatever it was doing. */
static void take_down(struct unit *u)
{
	if (!u->policy.process && u->a.state == AUTO_WAITING)
		u->a.level = u->policy.rungs; /* any rung may be held */
	u->stop_pending = true;
}

/* Takes over what an earlier tcrd has left of u; true: u is a new unit. */
static bool adopt(struct unit *u)
{
	enum life_adopted how = life_adopt(u);

	if (u->gone)
		log_info("%s: its unit file is gone, taking it down",
			u->file->name);
	if (u->gone || how == LIFE_LEFT)
		take_down(u);
	return !u->gone && how != LIFE_KEPT;
}

void manager_boot(void)
{
	struct unit *dns = manager_find(KIND_DNS);

	self.booting = self.device.boot_ms < 0;
	/* Adoption comes first: a new unit may pull in one that runs. */
	for (size_t i = 0; i < self.count; i++) {
		struct unit *u = &self.units[i];

		if (u->file->bad)
			continue;
		u->mended = adopt(u);
		u->booting = u->mended && u->file->conf.wanted;
	}
	for (size_t i = 0; i < self.count; i++) {
		self.units[i].restarts_seen = self.units[i].restarts;
		if (self.units[i].booting)
			boot_start(&self.units[i]);
	}
	for (size_t i = 0; i < self.count; i++)
		self.units[i].booting = self.units[i].a.want;
	if (dns && dns->alive.fd >= 0)
		dnsd_adopt(dns->alive.fd);
	if (dns && dns->a.state == AUTO_RUNNING && dnsd_stale(self.conf))
		goals_restart(dns);
}

void manager_shutdown(void)
{
	self.kill_ms = io_now_ms() + self.settings->shutdown_ms;
	self.holding = false; /* tcrd stays, so it starts tasks again */
	goals_shutdown();
}

bool manager_stopped(void)
{
	for (size_t i = 0; i < self.count; i++)
		if (self.units[i].a.state != AUTO_DOWN)
			return false;
	return true;
}

void manager_forget(void)
{
	for (size_t i = 0; i < self.count; i++)
		if (!self.units[i].file->bad)
			state_file_forget(&self.units[i]);
	state_file_device_forget();
}

static size_t tasks_running(void)
{
	size_t n = 0;

	for (size_t i = 0; i < self.count; i++)
		n += self.units[i].task.pid != 0;
	return n;
}

bool manager_hold(void)
{
	bool commands = false;

	for (size_t i = 0; i < self.count; i++)
		commands |= self.units[i].reload &&
			    self.units[i].reload->task.pid != 0;
	self.holding = true;
	return commands || tasks_running() > 0;
}

void manager_drop_tasks(void)
{
	self.holding = false;
	for (size_t i = 0; i < self.count; i++) {
		if (self.units[i].task.pid)
			(void)kill(self.units[i].task.pid, SIGKILL);
		life_signs_drop(&self.units[i]);
		/* What is gone stops in the next tcrd without that. */
		if (self.units[i].stop_pending && !self.units[i].gone)
			state_file_save(&self.units[i]);
	}
	if (self.advice.pid)
		(void)kill(self.advice.pid, SIGKILL);
}

/* A bridge that was made again is a new interface: tcr-dns must bind to it. */
static void network_came(void)
{
	struct unit *dns = manager_find(KIND_DNS);

	if (dns && dns->a.state == AUTO_RUNNING && !dns->stop_pending &&
		dnsd_stale(self.conf))
		goals_restart(dns);
}

void manager_reaped(pid_t pid, int status)
{
	char text[TASK_TEXT_MAX];
	struct life_mend mend;

	if (self.advice.pid == pid) {
		(void)task_finish(
			&self.advice, status, "advice", text, sizeof(text));
		return;
	}
	for (size_t i = 0; i < self.count; i++) {
		struct unit *u = &self.units[i];

		if (u->task.pid == pid) {
			life_task_ended(u, status, &mend);
			if (mend.ended)
				guard_mended(u, mend.rc, mend.text);
			if (mend.limited)
				changes_limited(u, mend.rc, mend.text);
			if (u->file->kind == UNIT_NETWORK &&
				u->a.state == AUTO_RUNNING)
				network_came();
			return;
		}
		if (u->pid == pid) {
			life_exited(u, status);
			return;
		}
		if (life_signs_reaped(u, pid, status))
			return;
	}
	exits_put(pid, status);
}

static bool stop_step(struct unit *u)
{
	bool again = u->then_start;

	if (!u->stop_pending || !deps_may_stop(self.units, self.count, u))
		return false;
	/* What is wanted again at once would go on climbing with what it has.
	 */
	if (again && u->a.state == AUTO_RAISING)
		return false;
	u->stop_pending = false;
	u->then_start = false;
	life_event(u, AUTO_UNWANT);
	if (again)
		life_event(u, AUTO_WANT);
	return true;
}

static bool job_step(struct unit *u, size_t *running)
{
	if (u->limiting && u->job == JOB_NONE)
		u->job = JOB_LIMIT;
	if (self.holding || u->job == JOB_NONE || u->task.pid != 0 ||
		*running >= self.tasks_max)
		return false;
	life_start_job(u);
	*running += u->task.pid != 0;
	return true;
}

bool manager_settled(const struct unit *u)
{
	if (u->stop_pending || u->limiting)
		return false;
	switch (u->a.state) {
	case AUTO_DOWN:
	case AUTO_EXITED:
	case AUTO_BACKOFF:
		return true;
	case AUTO_RUNNING:
		return !u->policy.oneshot && u->a.ready;
	case AUTO_WAITING:
		return deps_kept_back(self.units, self.count, u);
	case AUTO_RAISING:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		return false;
	}
	return true;
}

/* Logs how the boot went, once all units wanted at boot have settled. */
static void boot_step(void)
{
	for (size_t i = 0; i < self.count; i++) {
		struct unit *u = &self.units[i];

		if (u->booting && manager_settled(u))
			u->booting = false;
		if (u->booting)
			return;
	}
	self.booting = false;
	self.device.boot_ms = io_now_ms();
	state_file_device_save(&self.device);
	(void)task_start(&self.advice, boot_advise, NULL, ADVICE_LIMIT_MS);
	boot_say(self.units, self.count, self.device.boot_ms);
}

/* Removes the folders of leftovers that are down now. */
static void forget_leftovers(void)
{
	for (size_t i = self.conf->count; i < self.count; i++) {
		struct unit *u = &self.units[i];

		if (!u->gone || u->a.state != AUTO_DOWN)
			continue;
		u->gone = false;
		output_done(&u->out);
		leftovers_forget(u->file);
	}
}

/* The shutdown has taken too long: the rest is killed, in no order. */
static void kill_rest(void)
{
	log_err("units are not down in time, killing what is left "
		"(ShutdownTimeoutSec=)");
	self.kill_ms = INT64_MAX;
	for (size_t i = 0; i < self.count; i++) {
		struct unit *u = &self.units[i];

		if (u->stop_pending && !u->file->bad) {
			u->stop_pending = false;
			life_event(u, AUTO_UNWANT);
		}
		if (u->a.state == AUTO_STOPPING)
			u->timer_ms = io_now_ms();
	}
}

void manager_turn(void)
{
	bool progress;

	if (self.kill_ms <= io_now_ms())
		kill_rest();
	for (size_t i = 0; i < self.count; i++)
		life_tick(&self.units[i], io_now_ms());
	(void)task_expire(&self.advice, io_now_ms());
	do {
		size_t running = tasks_running();

		timer_units_turn();
		progress = goals_turn();
		for (size_t i = 0; i < self.count; i++) {
			struct unit *u = &self.units[i];

			if (u->file->bad) {
				u->stop_pending = false;
				continue;
			}
			progress |= goals_pod(u);
			progress |= stop_step(u);
			progress |= goals_wait(u);
			progress |= job_step(u, &running);
		}
	} while (progress);
	if (self.booting)
		boot_step();
	forget_leftovers();
}

int64_t manager_deadline(void)
{
	int64_t next = int64_min(goals_deadline(), timer_units_deadline());

	next = int64_min(next, self.kill_ms);
	if (self.advice.pid && !self.advice.overdue)
		next = int64_min(next, self.advice.deadline_ms);
	for (size_t i = 0; i < self.count; i++) {
		next = int64_min(next, life_deadline(&self.units[i]));
		next = int64_min(next, goals_wait_limit(&self.units[i]));
	}
	return next;
}

const char *manager_state(void)
{
	char why[DATA_WHY_MAX];

	if (goals_ending())
		return "stopping";
	if (self.booting)
		return "starting";
	if (self.settings->bad || data_look(why) == DATA_FAILED)
		return "degraded";
	for (size_t i = 0; i < self.count; i++) {
		const struct unit *u = &self.units[i];

		if (u->file->masked)
			continue;
		if (u->file->bad || u->file->stale || u->file->fallback ||
			u->a.state == AUTO_BACKOFF ||
			(u->a.state == AUTO_DOWN &&
				u->a.outcome >= OUTCOME_FAILED))
			return "degraded";
	}
	return "running";
}
