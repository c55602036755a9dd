/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_LIFE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_LIFE_H

struct draft;

/*
 * Parts of check_unit(): keys for starting, watching and ending a container.  0
 * or -ENOMEM.
 */
int check_life(struct draft *u);

/* The keys of [Service] of a unit that has no program. */
void check_life_other(struct draft *u);

/* The limits on how often a unit may start. */
void check_life_limits(struct draft *u);

#endif
