/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_BRIDGE_H
#define SUPERVISOR_UNITS_KEYS_SET_BRIDGE_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"
#include "supervisor/units/unit_net.h"

struct unit_bridge;

/* Setters of [Network]; see struct keys_row. */
SET_FUNCTION(set_bridge_driver);
SET_FUNCTION(set_bridge_interface);
SET_FUNCTION(set_bridge_subnet);
SET_FUNCTION(set_bridge_gateway);
SET_FUNCTION(set_bridge_range);
SET_FUNCTION(set_bridge_internal);
SET_FUNCTION(set_bridge_no_dns);
SET_FUNCTION(set_bridge_resolver);
SET_FUNCTION(set_bridge_option);
SET_FUNCTION(set_bridge_name);
SET_FUNCTION(set_bridge_ipam);
SET_FUNCTION(set_bridge_ipv6);

/*
 * Adds a subnet; those of IPv4 come first, otherwise the order stays.  `at` is
 * the assignment that sets it.  There must be room.
 */
void set_bridge_add(
	struct unit_bridge *b, const struct net_address *net, unsigned at);

/* The unit's struct, which is made if it has none; NULL: no memory. */
struct unit_bridge *set_bridge_of(struct draft *u);

#endif
