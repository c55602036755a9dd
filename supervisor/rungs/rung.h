/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_H
#define SUPERVISOR_RUNGS_RUNG_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdint.h>
#include <sys/types.h>

/* A rung is a step of a start that can be undone. */

/*
 * What a rung's function is given: the unit's file and all there is to know of
 * the others.  Copied by fork, never shared.
 */
struct rung_context {
	const struct unit_file *unit;
	const struct conf *conf;
};

/*
 * One rung of a unit's ladder.  up and down (NULL: nothing to do) run in a task
 * (arg is a struct rung_context); down undoes also half an up, and all that an
 * earlier tcrd left. The last rung of a unit with a process gives it: either
 * its up leaves the pid in UNIT_DIR/pid, or spawn starts it as a child of
 * tcrd's.  mend is for one that is held: it puts in order what another program
 * has taken away, and leaves the rest as it is.
 */
struct rung {
	const char *name; /* "image": what failed, in messages */
	int (*up)(const void *arg);
	int (*down)(const void *arg);
	int (*mend)(const void *arg);
	pid_t (*spawn)(const struct rung_context *c, int output);
	int64_t limit_ms; /* for any of them */
};

#endif
