/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_H
#define SUPERVISOR_RUNGS_RUNG_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdint.h>
#include <sys/types.h>

/* A rung is a step of a start that can be undone. */

/*
 * The argument of a rung's functions: the unit's file and those of all units.
 * A task has a copy of it, by fork.
 */
struct rung_context {
	const struct unit_file *unit;
	const struct conf *conf;
};

/*
 * One rung of a unit's ladder.  up, down and mend run in a task, with a struct
 * rung_context as arg; NULL: there is nothing to do.  down also undoes an up
 * that was cut off, and all that an earlier tcrd has left.  The last rung of a
 * unit with a process starts it: either up leaves the pid in UNIT_DIR/pid, or
 * spawn makes the process a child of tcrd.  mend repairs a rung that is held,
 * after another program has changed something, and leaves the rest as it is.
 */
struct rung {
	const char *name; /* "image": names the rung in messages */
	int (*up)(const void *arg);
	int (*down)(const void *arg);
	int (*mend)(const void *arg);
	pid_t (*spawn)(const struct rung_context *c, int output);
	int64_t limit_ms; /* how long each of these may take */
};

#endif
