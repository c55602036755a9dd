/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_ASSIGN_H
#define SUPERVISOR_UNITS_KEYS_ASSIGN_H

#include "supervisor/units/keys/sections.h"

struct draft;
struct keys_row;

/*
 * Takes the assignment of that number of a unit's files.  What is wrong with it
 * goes to the unit's report, with a hint where one can be given.  0 or -ENOMEM.
 */
int assign_line(struct draft *u, unsigned at);

/*
 * Sets a key to a value that needs no more reading, as if assignment `at` were
 * of that key; what is wrong goes to the report.  0 or -ENOMEM.
 */
int assign_word(struct draft *u, enum keys_section section,
	const struct keys_row *row, const char *value, unsigned at);

#endif
