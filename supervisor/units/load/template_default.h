/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TEMPLATE_DEFAULT_H
#define SUPERVISOR_UNITS_LOAD_TEMPLATE_DEFAULT_H

#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/scan.h"

/*
 * Writes the full name of the instance that DefaultInstance= of a template asks
 * for.  Returns 1, 0 (the entry is not a template, or has no DefaultInstance=),
 * or -ENOMEM.
 */
int template_default(struct gather *g, struct scan_entry *entry, char *name);

#endif
