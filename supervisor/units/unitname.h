/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNITNAME_H
#define SUPERVISOR_UNITS_UNITNAME_H

#include "supervisor/units/unit.h"

#include <stddef.h>

/* Why no unit of that kind may have this stem ("web" of web.container); NULL.
 */
const char *unitname_check(const char *name, size_t len, enum unit_kind kind);

/*
 * Gives the unit, whose kind is set, its name.  A bad one is shown too, cut and
 * with '?' for what no name has.
 */
void unitname_set(struct unit_file *unit, const char *stem, size_t len);

#endif
