/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_NETWORK6_H
#define SUPERVISOR_UNITS_LOAD_LOAD_NETWORK6_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * IPv6 subnets of networks and IPv6 addresses of containers and pods.  Unit
 * files are sorted by name.  An error goes to the report of its unit, which is
 * bad then.
 */

/* Refuses networks whose IPv6 subnet overlaps that of another. */
void load_network6_subnets(struct draft *files, size_t count);

/*
 * Gives each container and pod its IPv6 addresses.  The IPv4 addresses must be
 * known.
 */
void load_network6_leases(struct draft *files, size_t count);

#endif
