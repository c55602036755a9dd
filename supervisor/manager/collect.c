/* SPDX-License-Identifier: MIT */
/*
 * Containers that are there for one run.  The file goes and not the unit: the
 * tcrd that loads the units without it takes down what is left of it, as of
 * each unit whose file is gone.  A container stays for a moment, so that who
 * started it can ask how it ended, and as long as a tcrctl has its file locked:
 * that one may still be passing on output.
 */
#include "supervisor/manager/collect.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>

#define STAY_MS 2000

static int64_t again_ms; /* when a file that was locked is looked at again */

/* When the unit is to be removed; INT64_MAX: not as it is now. */
static int64_t due(const struct unit *u)
{
	return u->file->conf.goals.collect && !u->file->bad &&
			       u->a.state == AUTO_DOWN && !u->a.want
		       ? int64_max(u->since_ms + STAY_MS, again_ms)
		       : INT64_MAX;
}

/* Whether a tcrctl has the unit's file locked. */
static bool is_locked(const char *path)
{
	autofd int fd =
		open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 &&
	       errno == EWOULDBLOCK;
}

/* Removes the unit's file, for once; false: it was not there, or is locked. */
static bool remove_file(struct unit_file *f, int64_t now_ms)
{
	char path[PATH_MAX];

	if (fmt_print(path, sizeof(path), "%s/%s.container", paths_units()[0],
		    f->name) < 0)
		return false;
	if (is_locked(path)) {
		again_ms = now_ms + STAY_MS;
		return false;
	}
	f->conf.goals.collect = false;
	if (unlink(path) == 0)
		return true;
	if (errno != ENOENT)
		(void)failed("remove %s", path);
	return false;
}

bool collect_turn(int64_t now_ms)
{
	bool removed = false;
	size_t count;
	struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++) {
		if (due(&units[i]) > now_ms)
			continue;
		removed |= remove_file(units[i].file, now_ms);
	}
	return removed;
}

int64_t collect_deadline(void)
{
	int64_t next = INT64_MAX;
	size_t count;
	const struct unit *units = manager_units(&count);

	for (size_t i = 0; i < count; i++)
		next = int64_min(next, due(&units[i]));
	return next;
}
