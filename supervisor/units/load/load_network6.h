/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_NETWORK6_H
#define SUPERVISOR_UNITS_LOAD_LOAD_NETWORK6_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * IPv6 of networks and of the ends on them, across unit files, which are sorted
 * by name.  What is wrong goes to a unit's report and makes it a bad one.
 */

/* Refuses subnets that overlap one of an earlier file. */
void load_network6_subnets(struct draft *files, size_t count);

/* Once the IPv4 addresses are known: gives each end its IPv6 address. */
void load_network6_leases(struct draft *files, size_t count);

#endif
