/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_LIFE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_LIFE_H

struct draft;

/* The parts of check_unit() about a container's life; 0 or -ENOMEM. */
int check_life(struct draft *u);

/* The same of a unit without a program, whose [Service] says little. */
void check_life_other(struct draft *u);

/* The same about how often any unit may start. */
void check_life_limits(struct draft *u);

#endif
