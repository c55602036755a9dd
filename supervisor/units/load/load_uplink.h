/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_UPLINK_H
#define SUPERVISOR_UNITS_LOAD_LOAD_UPLINK_H

#include <stddef.h>

struct draft;

/*
 * Gives each good uplink a metric of its own.  Unit files are sorted by name.
 * An error goes to the report of its unit, which is bad then.
 */
void load_uplink_link(struct draft *files, size_t count);

#endif
