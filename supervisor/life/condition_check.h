/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_CONDITION_CHECK_H
#define SUPERVISOR_LIFE_CONDITION_CHECK_H

#include <stddef.h>

struct unit_condition;

/* Where conditions find their facts. */
struct condition_places {
	const char *cmdline; /* the kernel's command line, "" if unknown */
	const char *run;     /* a directory that is lost at a reboot */
	const char *data;    /* a directory that outlives a reboot */
};

/*
 * Looks at all conditions of a unit: 0 if they are met, else 1 and *which is
 * the index of one that is not.  Triggering conditions ("|") are looked at only
 * when all others are met.  May block.
 */
int condition_check(const struct unit_condition *list, size_t count,
	const struct condition_places *places, size_t *which);

/* How many processors this process may use; at least 1. */
unsigned condition_check_cpus(void);

#endif
