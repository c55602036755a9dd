/* SPDX-License-Identifier: MIT */
/*
 * What is said of a unit's life: its state in a word, and a line in the log for
 * a change of state, on the console and in the unit's own log.
 */
#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

#include <string.h>

/* After this many restarts only the 8th, 16th, 32nd ... are on the console. */
#define RESTARTS_LOGGED 5

void life_note(struct unit *u, const char *text)
{
	if (u->out.ring.fd >= 0)
		ring_put(&u->out.ring, "tcr", text, strlen(text));
}

static bool worth_a_line(uint32_t n)
{
	return n <= RESTARTS_LOGGED || (n & (n - 1)) == 0;
}

static void say_running(struct unit *u)
{
	int64_t took = u->since_ms - u->climb_ms;
	char text[128];

	if (u->pid) {
		int n = fmt_print(
			text, sizeof(text), "pid %d, run %u", u->pid, u->runs);

		ring_put(&u->out.ring, RING_START, text, (size_t)n);
		(void)fmt_print(text, sizeof(text),
			"running, pid %d, after %lld.%03lld s", u->pid,
			(long long)took / 1000, (long long)took % 1000);
	} else {
		(void)fmt_print(text, sizeof(text), "up after %lld.%03lld s",
			(long long)took / 1000, (long long)took % 1000);
		life_note(u, text);
	}
	if (worth_a_line(u->restarts + 1))
		log_info("%s: %s", u->file->name, text);
}

static void say_backoff(struct unit *u)
{
	char text[UNIT_CAUSE_MAX + 64], delay[32];

	reason_time(delay, sizeof(delay), u->a.delay_ms);
	(void)fmt_print(
		text, sizeof(text), "%s; restart in %s", u->cause, delay);
	life_note(u, text);
	if (worth_a_line(u->restarts))
		log_warn("%s: %s", u->file->name, text);
}

void life_say(struct unit *u)
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
		life_note(u, u->cause);
		return;
	case AUTO_DOWN:
		if (u->a.outcome == OUTCOME_FAILED ||
			u->a.outcome == OUTCOME_DEPENDENCY)
			log_err("%s: failed: %s", u->file->name, u->cause);
		else
			log_info("%s: down%s%s", u->file->name,
				*u->cause ? ", " : "", u->cause);
		life_note(u, *u->cause ? u->cause : "stopped");
		return;
	case AUTO_WAITING:
	case AUTO_RAISING:
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		return;
	}
}

const char *life_state(const struct unit *u)
{
	if (u->file->masked)
		return "masked";
	if (u->file->bad)
		return "bad-config";
	switch (u->a.state) {
	case AUTO_DOWN:
		if (u->a.outcome == OUTCOME_EXITED)
			return "exited";
		return u->a.outcome >= OUTCOME_FAILED ? "failed" : "inactive";
	case AUTO_WAITING:
		return "waiting";
	case AUTO_RAISING:
		return "starting";
	case AUTO_RUNNING:
		if (u->paused)
			return "frozen";
		if (!u->a.ready)
			return "starting";
		return u->policy.process ? "running" : "active";
	case AUTO_EXITED:
		return "active";
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		return "stopping";
	case AUTO_BACKOFF:
		return "backoff";
	}
	return "unknown";
}
