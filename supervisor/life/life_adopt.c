/* SPDX-License-Identifier: MIT */
/*
 * Takes over a unit from an earlier tcrd.  The saved state is believed as far
 * as the kernel confirms it; a unit of which that is not enough is taken down
 * from the top of its ladder.
 */
#include "init/io.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/exits.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/state_file.h"
#include "supervisor/life/times.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>

/* Whether the saved process is alive and in the unit's cgroup. */
static bool still_there(struct unit *u, pid_t pid)
{
	if (pid <= 1)
		return false;
	life_watch(u, pid);
	/* Once the pidfd is open the pid cannot become another process'. */
	if (u->alive.fd >= 0 && cgroup_owns(u->file->name, pid)) {
		/* An earlier tcrd may have frozen it for a backup. */
		if (!life_pause_adopt(u))
			(void)cgroup_freeze(u->file->name, false);
		return true;
	}
	life_drop(u);
	return false;
}

static void recover(struct unit *u, bool want)
{
	int64_t delay = u->a.delay_ms;

	life_perform(u, automaton_recover(&u->a, &u->policy, want));
	u->a.delay_ms = delay;
	u->since_ms = io_now_ms();
	state_file_save(u);
}

/* Whether a unit without a process stays up as it is. */
static bool is_kept(const struct unit_file *file)
{
	/* A timer goes on counting; a pod's members run in its namespaces. */
	if (file->kind == UNIT_TIMER || file->kind == UNIT_POD)
		return true;
	/*
	 * changes_take() restarts a volume whose file has changed, and mounts
	 * it again.
	 */
	return file->kind == UNIT_VOLUME && file->changed;
}

/* Takes over the saved unit; rc is the result of state_file_load(). */
static void take_over(struct unit *u, int rc)
{
	bool known = rc >= 0;
	bool want = known ? u->a.want : u->file->conf.wanted;
	pid_t pid = u->pid;
	int status;

	u->pid = 0;
	u->a.level = 0;
	if (known && (u->a.state == AUTO_DOWN || u->a.state == AUTO_EXITED))
		return;
	u->a.level = u->policy.rungs;
	if (known && u->a.state == AUTO_RUNNING && is_kept(u->file))
		return;
	if (!u->policy.process && u->file->kind != UNIT_POD) {
		/*
		 * A unit without a process is put up again: no process is
		 * lost by that.
		 */
		if (known && u->a.state == AUTO_RUNNING)
			u->kept_ms = u->since_ms;
		u->a.level = 0;
		u->a.state = AUTO_WAITING;
		u->a.want = want;
		return;
	}
	if (known && u->a.state == AUTO_RUNNING) {
		if (still_there(u, pid)) {
			life_arm(u);
			life_signs_adopt(u);
			return;
		}
		if (exits_take(pid, &status)) {
			u->pid = pid;
			life_exited(u, status);
			return;
		}
		life_cause(u, "ended while tcrd was away");
	}
	/* However many tcrds come and go, it has the stop timeout once. */
	if (known && u->a.state == AUTO_STOPPING && still_there(u, pid)) {
		life_stop_wait(u, u->since_ms);
		return;
	}
	recover(u, want);
}

enum life_adopted life_adopt(struct unit *u)
{
	int rc = state_file_load(u);

	if (rc == -ENOENT)
		return LIFE_NEW;
	if (u->a.state != AUTO_RUNNING)
		times_cut(&u->times);
	take_over(u, rc);
	return rc == 1 ? LIFE_LEFT : LIFE_KEPT;
}
