/* SPDX-License-Identifier: MIT */
/*
 * A unit's life taken over from an earlier tcrd: what it says is believed as
 * far as the kernel agrees.  All else descends from the top.
 */
#include "init/io.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/notes.h"
#include "supervisor/life/state.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit.h"

#include <errno.h>

/* True if the saved process is alive and in the unit's cgroup. */
static bool still_there(struct unit *u, pid_t pid)
{
	if (pid <= 1)
		return false;
	life_watch(u, pid);
	/* The pidfd first: then the pid cannot be another's afterwards. */
	if (u->alive.fd >= 0 && cgroup_owns(u->file->name, pid))
		return true;
	life_drop(u);
	return false;
}

static void recover(struct unit *u, bool want)
{
	int64_t delay = u->a.delay_ms;

	life_perform(u, automaton_recover(&u->a, &u->policy, want));
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
	if (rc == 0 && u->a.state == AUTO_RUNNING &&
		u->file->kind == UNIT_TIMER)
		return true; /* and counts on from when it was started */
	/* Members run in its namespaces: they are not made anew. */
	if (rc == 0 && u->file->kind == UNIT_POD && u->a.state == AUTO_RUNNING)
		return true;
	/* Its file is another one by now: this mount goes before it is used. */
	if (rc == 0 && u->file->kind == UNIT_VOLUME && u->file->changed &&
		u->a.state == AUTO_RUNNING)
		return true;
	if (!u->policy.process && u->file->kind != UNIT_POD) {
		/* No process to keep: putting it up again changes nothing. */
		if (rc == 0 && u->a.state == AUTO_RUNNING)
			u->kept_ms = u->since_ms;
		u->a.level = 0;
		u->a.state = AUTO_WAITING;
		u->a.want = want;
		return true;
	}
	if (rc == 0 && u->a.state == AUTO_RUNNING) {
		if (still_there(u, pid)) {
			life_arm(u);
			life_signs_adopt(u);
			return true;
		}
		if (notes_take(pid, &status)) {
			u->pid = pid;
			life_exited(u, status);
			return true;
		}
		life_cause(u, "ended while tcrd was away");
	}
	/* It was told to stop: its time for that is counted anew. */
	if (rc == 0 && u->a.state == AUTO_STOPPING && still_there(u, pid)) {
		life_stop_wait(u);
		return true;
	}
	recover(u, want);
	return true;
}
