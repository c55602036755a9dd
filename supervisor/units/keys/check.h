/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_H
#define SUPERVISOR_UNITS_KEYS_CHECK_H

struct draft;

/*
 * Checks a unit whose assignments have all been taken, and fills in what
 * follows from them.  Problems go to its report.  0 or -ENOMEM.
 */
int check_unit(struct draft *u);

#endif
