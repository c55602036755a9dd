/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H
#define SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H

struct draft;

/* What a unit says twice, or in contradiction, of its rights and limits. */
void check_rights(struct draft *u);

/* Gives the unit what its file says, if it says any.  0 or -ENOMEM. */
int check_rights_keep(struct draft *u);

#endif
