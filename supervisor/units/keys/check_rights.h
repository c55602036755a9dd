/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H
#define SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H

struct draft;

/* Checks rights and limits that are set twice or contradict each other. */
void check_rights(struct draft *u);

/* Moves the draft's rights to the unit if any is set.  0 or -ENOMEM. */
int check_rights_keep(struct draft *u);

#endif
