/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_H
#define SUPERVISOR_UNITS_KEYS_CHECK_H

struct draft;

/*
 * Checks a unit whose assignments have all been set, and sets the fields that
 * follow from several keys.  Problems go to the unit's report.  0 or -ENOMEM.
 */
int check_unit(struct draft *u);

#endif
