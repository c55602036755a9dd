/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_FALLBACK_H
#define SUPERVISOR_UNITS_LOAD_FALLBACK_H

#include "supervisor/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct gather;
struct draft;

/*
 * Which files a bad unit is read from instead of all of its files.  Loading
 * goes in rounds: a unit that is bad after one round is read from other files
 * in the next, until no choice changes any more.
 */
struct fallback_choice {
	char *name;    /* of the unit, without ".container" */
	char *reason;  /* the first error in all of its files */
	unsigned skip; /* so many of the first directories do not count */
	bool saved;    /* it is read from its last good text: saved.h */
	bool last;     /* nothing else is left to try */
};

struct fallback {
	struct arena arena;
	struct fallback_choice *v;
	size_t n;
};

/* The choice for the unit of that name; NULL: all of its files count. */
const struct fallback_choice *fallback_find(
	const struct fallback *f, const char *name);

/*
 * To be called after each round: chooses other files for the units that are
 * bad.  Returns 1 if another round is needed, 0, or -ENOMEM.
 */
int fallback_turn(struct fallback *f, struct gather *g,
	const struct draft *files, size_t count);

void fallback_done(struct fallback *f);

#endif
