/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_BRIDGE_H
#define SUPERVISOR_UNITS_KEYS_CHECK_BRIDGE_H

struct draft;

/* Checks a .network file.  Problems go to the unit's report.  0 or -ENOMEM. */
int check_bridge(struct draft *u);

#endif
