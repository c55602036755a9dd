/* SPDX-License-Identifier: MIT */
/*
 * `tcrctl freeze`.  A file in the unit's folder tells the next tcrd that the
 * unit is frozen on request: one that is frozen for a backup, whose client a
 * killed tcrd has lost, is thawed.
 */
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#define LEAF "paused"

static int pause_unit(struct unit *u)
{
	char path[PATH_MAX];
	int rc = paths_unit(path, u->file->name, LEAF);

	if (rc == 0)
		rc = io_replace_file(AT_FDCWD, path, "", 0, 0600);
	if (rc == 0)
		rc = cgroup_freeze(u->file->name, true);
	if (rc < 0)
		return rc;
	u->paused = true;
	if (!u->frozen_ms)
		u->frozen_ms = io_now_ms();
	life_note(u, "frozen");
	return 0;
}

void life_pause_end(struct unit *u)
{
	char path[PATH_MAX];

	if (!u->paused)
		return;
	u->paused = false;
	if (paths_unit(path, u->file->name, LEAF) == 0 && unlink(path) < 0)
		(void)failed("remove %s", path);
	if (!u->held)
		life_thaw(u);
}

int life_pause(struct unit *u, bool on)
{
	if (u->alive.fd < 0 || u->a.state != AUTO_RUNNING || u->stop_pending)
		return -ESRCH;
	if (on && !u->paused)
		return pause_unit(u);
	if (!on)
		life_pause_end(u);
	return 0;
}

bool life_pause_adopt(struct unit *u)
{
	char path[PATH_MAX];

	/* The file alone may be of an earlier process of the unit. */
	u->paused = paths_unit(path, u->file->name, LEAF) == 0 &&
		    access(path, F_OK) == 0 &&
		    cgroup_number(u->file->name, "cgroup.freeze", NULL) == 1;
	if (u->paused)
		u->frozen_ms = io_now_ms();
	return u->paused;
}
