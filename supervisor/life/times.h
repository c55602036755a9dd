/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_TIMES_H
#define SUPERVISOR_LIFE_TIMES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The times of a unit's first start, which `tcrctl time` shows: milliseconds of
 * CLOCK_MONOTONIC, 0 for what has not happened or is not known.  Each is set
 * once.  A unit whose first start fails may become ready in a later one.
 */

struct automaton;
struct automaton_policy;

#define TIMES_RUNGS 3 /* of the longest ladder */

enum times_point {
	TIMES_QUEUED, /* the start was asked for */
	TIMES_CLEAR,  /* all that it waited for was there: it could start */
	TIMES_RUNG,   /* the first rung was up; those of the next ones follow */
	TIMES_READY = TIMES_RUNG + TIMES_RUNGS,
	TIMES_ENDED, /* the first start failed, or what it started ended */
	TIMES_END,   /* not a time: how it ended, see times_end() */
	TIMES_COUNT
};

struct times {
	int64_t at[TIMES_COUNT];
};

/* The unit's automaton has had an event; climbed: by that a rung is up. */
void times_take(struct times *t, const struct automaton *a,
	const struct automaton_policy *p, bool climbed);

/*
 * An earlier tcrd has ended.  Had the first start begun by then, its other
 * times are not known; a unit that only waited goes on with that.
 */
void times_cut(struct times *t);

/* How the first start ended, in a word; NULL: it has not. */
const char *times_end(const struct times *t);

#endif
