/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TEMPLATE_DEFAULT_H
#define SUPERVISOR_UNITS_LOAD_TEMPLATE_DEFAULT_H

#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/scan.h"

/*
 * The full name of the instance that the file asks for with DefaultInstance=.
 * 1, 0 (it is no template, or asks for none) or -ENOMEM.
 */
int template_default(struct gather *g, struct scan_entry *entry, char *name);

#endif
