/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_CONDITION_CHECK_H
#define SUPERVISOR_LIFE_CONDITION_CHECK_H

#include <stddef.h>

struct unit_condition;

/* Where conditions are looked up. */
struct condition_places {
	const char *cmdline; /* the kernel's, "" if unknown */
	const char *run;     /* a directory that a boot starts without */
	const char *data;    /* a directory that stays */
};

/*
 * Whether a unit may start: 0, or 1 and which one is not met.  Triggers are
 * only looked at when all others are met.  May block.
 */
int condition_check(const struct unit_condition *list, size_t count,
	const struct condition_places *places, size_t *which);

/* How many processors this process may use; at least 1. */
unsigned condition_check_cpus(void);

#endif
