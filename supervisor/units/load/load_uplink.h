/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_UPLINK_H
#define SUPERVISOR_UNITS_LOAD_LOAD_UPLINK_H

#include <stddef.h>

struct draft;

/*
 * Uplinks across unit files, which are sorted by name: each gets a metric of
 * its own.  What is wrong goes to a unit's report and makes it a bad one.
 */
void load_uplink_link(struct draft *files, size_t count);

#endif
