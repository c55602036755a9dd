/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H
#define SUPERVISOR_UNITS_KEYS_CHECK_RIGHTS_H

#include "supervisor/units/keys/keys.h"

struct draft;

/* Checks rights and limits that are set twice or contradict each other. */
void check_rights(struct draft *u);

/* Checks the user namespace that a container or a pod asks for in a section. */
void check_rights_userns(struct draft *u, enum keys_section section);

/* Adds the mount that Control= asks for.  Returns 0 or -ENOMEM. */
int check_rights_control(struct draft *u);

/* Moves the draft's rights to the unit if any is set.  0 or -ENOMEM. */
int check_rights_keep(struct draft *u);

#endif
