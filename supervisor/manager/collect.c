/* SPDX-License-Identifier: MIT */
/*
 * Containers that are there for one run.  The file goes and not the unit: the
 * tcrd that loads the units without it takes down what is left of it, as of
 * each unit whose file is gone.  A container stays for a moment, so that who
 * started it can ask how it ended.
 */
#include "supervisor/manager/collect.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/int64.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/manager.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#define STAY_MS 2000

/* When the unit is to be removed; INT64_MAX: not as it is now. */
static int64_t due(const struct unit *u)
{
	return u->file->conf.goals.collect && !u->file->bad &&
			       u->a.state == AUTO_DOWN && !u->a.want
		       ? u->since_ms + STAY_MS
		       : INT64_MAX;
}

static bool remove_file(const struct unit_file *f)
{
	char path[PATH_MAX];

	if (fmt_print(path, sizeof(path), "%s/%s.container", paths_units()[0],
		    f->name) < 0)
		return false;
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
		units[i].file->conf.goals.collect = false; /* once */
		removed |= remove_file(units[i].file);
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
