/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_FALLBACK_H
#define SUPERVISOR_UNITS_LOAD_FALLBACK_H

#include <stdbool.h>
#include <stddef.h>

struct gather;
struct draft;

/*
 * Which files a unit is read from when not all of its files are to count.  A
 * load goes in rounds: what a round shows to be bad, the next one reads from
 * other files, until nothing changes any more.
 */
struct fallback_choice {
	char *name;    /* of the unit */
	char *reason;  /* the first error of its files as they are */
	unsigned skip; /* that many of the first directories are left out */
	bool saved;    /* it is read from what was good before: saved.h */
	bool last;     /* nothing else is left to be tried */
};

struct fallback {
	struct fallback_choice *v;
	size_t n;
};

/* The choice for the unit; NULL: its files as they are. */
const struct fallback_choice *fallback_find(
	const struct fallback *f, const char *name);

/*
 * After a round: makes choices for the units that it has shown to be bad.  1 if
 * there has to be another round, 0, or -ENOMEM.
 */
int fallback_turn(struct fallback *f, struct gather *g,
	const struct draft *files, size_t count);

void fallback_done(struct fallback *f);

#endif
