/* SPDX-License-Identifier: MIT */
/*
 * Looks at the conditions of a start, in a task, when all else that the unit
 * waits for is there.
 */
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/condition_check.h"
#include "supervisor/life/life.h"
#include "supervisor/life/life_parts.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

#include <fcntl.h>
#include <string.h>

#define CMDLINE_MAX    4096
#define CHECK_LIMIT_MS 10000
/*
 * Exit status of the task for the first condition; that of the n-th is n more,
 * up to 240.  All are above every errno.
 */
#define CONDITION_UNMET 140

/* Runs in a task, as a path may be on a file system that does not answer. */
static int check_conditions(const void *arg)
{
	const struct unit_goals *g =
		&((const struct unit_file *)arg)->conf.goals;
	char cmdline[CMDLINE_MAX] = "";
	const struct condition_places places = {
		.cmdline = cmdline, .run = paths_run(), .data = paths_data()};
	size_t which;

	if (io_read_file(AT_FDCWD, "/proc/cmdline", cmdline, sizeof(cmdline)) <
		0)
		cmdline[0] = 0;
	if (!condition_check(
		    g->conditions, g->condition_count, &places, &which))
		return 0;
	return -(CONDITION_UNMET + (int)which);
}

void life_check(struct unit *u)
{
	if (task_start(&u->task, check_conditions, u->file, CHECK_LIMIT_MS) ==
		0)
		return;
	u->job = JOB_NONE;
	life_cause(u, "conditions: cannot fork");
	life_event(u, AUTO_DEP_FAILED);
}

void life_checked(struct unit *u, int rc)
{
	const struct unit_goals *g = &u->file->conf.goals;
	size_t which = rc > -CONDITION_UNMET ? SIZE_MAX
					     : (size_t)(-rc - CONDITION_UNMET);
	char text[UNIT_CAUSE_MAX - 16];

	u->checked = rc == 0 && u->a.state == AUTO_WAITING;
	if (rc == 0 || u->a.state != AUTO_WAITING)
		return;
	if (which >= g->condition_count) {
		life_cause(u, "conditions: %s", strerror(-rc));
		life_event(u, AUTO_DEP_FAILED);
		return;
	}
	condition_print(&g->conditions[which], text, sizeof(text));
	life_cause(u, "%s is not met", text);
	if (g->conditions[which].assertion) {
		u->result = RESULT_ASSERT;
		life_feed(u, AUTO_LIMIT, 0);
	} else {
		life_event(u, AUTO_SKIP);
	}
}
