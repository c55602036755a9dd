/* SPDX-License-Identifier: MIT */
/*
 * What a reload does about unit files that have changed.  It only sets goals
 * (goals.h), and touches no unit whose files are the same and that is up.
 */
#include "supervisor/manager/changes.h"

#include "init/log.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/goals.h"
#include "supervisor/units/unit_file.h"

#include <string.h>

/* u is down because it failed, or because a condition was not met. */
static bool has_not_come(const struct unit *u)
{
	return u->a.state == AUTO_DOWN &&
	       (u->a.outcome >= OUTCOME_FAILED ||
		       u->a.outcome == OUTCOME_SKIPPED);
}

/* u failed because a unit that it requires did, and that unit is mended. */
static bool may_come_now(const struct unit *units, const struct unit *u)
{
	if (u->file->bad || u->mended || u->a.state != AUTO_DOWN ||
		u->a.outcome != OUTCOME_DEPENDENCY)
		return false;
	for (size_t i = 0; i < u->file->edge_count; i++)
		if (u->file->edges[i].require &&
			units[u->file->edges[i].on].mended)
			return true;
	return false;
}

/* Notes of a unit whose files have changed whether it is to be tried again. */
static void note_change(struct unit *u)
{
	if (u->file->bad || !u->file->changed)
		return;
	u->mended = has_not_come(u);
	/* What is down or being stopped stays so, and starts with these. */
	if (u->a.state != AUTO_DOWN &&
		(u->stop_pending ? u->then_start : u->a.want))
		return;
	u->file->changed = CHANGE_NONE;
	u->file->change = NULL;
}

/* Restarts a unit whose files have changed; its earlier failures are forgotten.
 */
static void restart(struct unit *u)
{
	u->file->change = NULL;
	life_event(u, AUTO_RESET);
	goals_restart(u);
}

/* Does to a unit whose files have changed what is needed for that. */
static void take_changed(struct unit *u)
{
	bool up = u->a.state == AUTO_RUNNING || u->a.state == AUTO_EXITED ||
		  u->kept_ms > 0;

	if (u->file->bad || u->file->changed == CHANGE_NONE)
		return;
	if (u->file->changed == CHANGE_HELD && up)
		life_accept(u);
	else if (u->file->changed == CHANGE_LIMITS && u->pid &&
		 u->a.state == AUTO_RUNNING)
		u->limiting = true;
	else
		restart(u);
	if (u->file->change)
		log_info("%s: changes in place: %s", u->file->name,
			u->file->change);
}

void changes_limited(struct unit *u, int rc, const char *why)
{
	if (rc == 0) {
		life_accept(u);
		return;
	}
	log_warn("%s: restarts, as its limits cannot change in place: %s",
		u->file->name, *why ? why : strerror(-rc));
	u->limits_failed = true;
	restart(u);
}

/* Starts a mended unit if the boot would; a unit that is up stays up. */
static void start_mended(struct unit *u)
{
	if (!u->mended || !has_not_come(u) || !goals_need(u) ||
		goals_opponent(u))
		return;
	log_info("%s: starts, its configuration was mended", u->file->name);
	life_event(u, AUTO_RESET);
	goals_start(u);
}

void changes_take(struct unit *units, size_t count)
{
	bool more = true;

	for (size_t i = 0; i < count; i++)
		note_change(&units[i]);
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			if (may_come_now(units, &units[i]))
				more = units[i].mended = true;
	}
	/* First those that failed: a restart that pulls one in would not forget
	 * its failures. */
	for (size_t i = 0; i < count; i++)
		start_mended(&units[i]);
	for (size_t i = 0; i < count; i++)
		take_changed(&units[i]);
}
