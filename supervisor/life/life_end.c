/* SPDX-License-Identifier: MIT */
/* Ends of processes: by themselves, on request, or because of a timeout. */
#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/signals.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HELPER_STOP_MS 3000 /* for tcr-dns and udhcpc */

/* The signal that ends the unit's process. */
static int stop_signal_of(const struct unit *u, bool container)
{
	const struct unit_life *l = &u->file->conf.life;

	if (u->a.failing && u->result == RESULT_WATCHDOG)
		return l->watchdog_signal;
	if (u->a.failing && u->result == RESULT_HEALTH && l->health &&
		l->health->on_failure == UNHEALTHY_KILL)
		return SIGKILL;
	return container && u->stop_signal > 0 ? u->stop_signal : SIGTERM;
}

void life_stop_wait(struct unit *u, int64_t since_ms)
{
	bool container = u->file->kind == UNIT_CONTAINER;

	u->timer_ms =
		since_ms + (container ? u->stop_timeout_ms : HELPER_STOP_MS);
}

void life_stop(struct unit *u)
{
	int sig = stop_signal_of(u, u->file->kind == UNIT_CONTAINER);

	life_stop_wait(u, io_now_ms());
	if (u->alive.fd >= 0 &&
		syscall(SYS_pidfd_send_signal, u->alive.fd, sig, NULL, 0) < 0 &&
		errno != ESRCH)
		(void)failed("%s: send signal %d", u->file->name, sig);
}

void life_blame_image(struct unit *u)
{
	static const char *const mounts[] = {"image", "base"};
	size_t len = strlen(u->cause);
	char path[PATH_MAX];
	bool damaged = false;

	for (size_t i = 0; u->file->conf.image && i < 2; i++)
		damaged |= paths_unit(path, u->file->name, mounts[i]) == 0 &&
			   image_is_damaged(path);
	if (damaged)
		(void)fmt_print(u->cause + len, sizeof(u->cause) - len,
			"; a block of its image is damaged");
}

/*
 * Sets how the process ended (last_exit) and, unless a failure is known
 * already, the unit's result and cause.
 */
static void judge(struct unit *u, int status, bool clean, int64_t ran_ms)
{
	const char *name = u->file->name;
	bool oom = reason_maybe_oom(status) &&
		   cgroup_number(name, "memory.events", "oom_kill") > 0;

	if (oom)
		reason_print_oom(u->last_exit, sizeof(u->last_exit),
			cgroup_number(name, "memory.events", "oom") > 0
				? cgroup_number(name, "memory.max", NULL)
				: INT64_MAX,
			ran_ms);
	else
		reason_print(
			u->last_exit, sizeof(u->last_exit), status, ran_ms);
	if (!u->a.failing) { /* else the failure has set result and cause */
		u->result = clean ? RESULT_NONE
			    : oom ? RESULT_OOM_KILL
				  : reason_result(status);
		life_cause(u, "%s", u->last_exit);
	}
	life_blame_image(u);
}

/* FACT_STABLE if u was ready for so long that earlier failures are forgotten.
 */
static unsigned stable(const struct unit *u, int64_t now_ms)
{
	bool ready = u->a.state == AUTO_RUNNING && u->a.ready;
	int64_t enough = automaton_stable_ms(&u->a, &u->policy);

	return ready && now_ms - u->ready_ms >= enough ? FACT_STABLE : 0;
}

void life_exited(struct unit *u, int status)
{
	int64_t now = io_now_ms();
	unsigned facts;
	enum automaton_event event;

	if (u->file->conf.run_init)
		status = reason_of_init(status);
	event = reason_event(
		status, u->policy.oneshot, u->file->conf.life.exits, &facts);
	if (u->notify)
		notify_drain(u->notify);
	life_drop(u);
	output_drain(&u->out);
	judge(u, status, event == AUTO_EXIT_CLEAN, now - u->start_ms);
	life_feed(u, event, facts | stable(u, now));
}

void life_unfit(struct unit *u, enum automaton_event event,
	enum reason_result result, unsigned facts)
{
	u->result = result;
	life_note(u, u->cause);
	life_feed(u, event, facts | stable(u, io_now_ms()));
}

void life_lost(struct unit *u)
{
	life_unfit(u, AUTO_LOST, RESULT_RESOURCES, 0);
}

void life_late(struct unit *u)
{
	char text[32];

	reason_time(text, sizeof(text), u->file->conf.life.start_ms);
	life_cause(u, "not started after %s (TimeoutStartSec=)", text);
}

/* Whether sig is in a set of signals of /proc/PID/status, such as SigCgt. */
static bool in_set(const char *status, const char *name, int sig)
{
	const char *at = strstr(status, name);

	return at && text_digits(at + strlen(name), NULL, 16) >> (sig - 1) & 1;
}

/*
 * Whether the kernel discards the signal: it does so for the first process of a
 * pid namespace that has no handler.  A blocked signal may be read by
 * sigwait(3) or a signalfd.
 */
static bool is_deaf(const struct unit *u, int sig)
{
	char path[64], status[4096];

	if (fmt_print(path, sizeof(path), "/proc/%d/status", u->pid) < 0 ||
		io_read_file(AT_FDCWD, path, status, sizeof(status)) < 0)
		return false;
	return !in_set(status, "\nSigCgt:\t", sig) &&
	       !in_set(status, "\nSigBlk:\t", sig);
}

static void say_killed(struct unit *u)
{
	bool container = u->file->kind == UNIT_CONTAINER;
	int sig = stop_signal_of(u, container);
	const char *name = signals_name(sig);
	char text[160] = "did not stop in time, killing it";
	size_t len = strlen(text);

	if (container && !u->file->conf.run_init && name && is_deaf(u, sig))
		(void)fmt_print(text + len, sizeof(text) - len,
			"; its first process has no handler for %s, which "
			"RunInit=yes makes up for",
			name);
	life_note(u, text);
	log_warn("%s: %s", u->file->name, text);
}

void life_timer(struct unit *u)
{
	char text[32];

	u->timer_ms = INT64_MAX;
	if (u->a.state == AUTO_STOPPING)
		say_killed(u);
	if (u->a.state != AUTO_RUNNING) {
		life_feed(u, AUTO_TIMER, 0);
		return;
	}
	if (u->a.ready) {
		reason_time(text, sizeof(text), u->file->conf.life.runtime_ms);
		life_cause(u, "has run for %s (RuntimeMaxSec=)", text);
	} else {
		life_late(u);
	}
	life_unfit(u, AUTO_TIMER, RESULT_TIMEOUT, 0);
}
