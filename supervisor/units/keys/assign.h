/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_ASSIGN_H
#define SUPERVISOR_UNITS_KEYS_ASSIGN_H

#include "supervisor/units/keys/sections.h"

struct draft;
struct keys_row;

/*
 * Sets the key of assignment `at`.  Problems go to the unit's report, with a
 * hint where possible.  0 or -ENOMEM.
 */
int assign_line(struct draft *u, unsigned at);

/*
 * Sets a key to a value that needs no expansion, as if assignment `at` were one
 * of that key.  Problems go to the report.  0 or -ENOMEM.
 */
int assign_word(struct draft *u, enum keys_section section,
	const struct keys_row *row, const char *value, unsigned at);

#endif
