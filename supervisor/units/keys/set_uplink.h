/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_UPLINK_H
#define SUPERVISOR_UNITS_KEYS_SET_UPLINK_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for [Uplink]; see struct keys_row. */
SET_FUNCTION(set_uplink_address);
SET_FUNCTION(set_uplink_gateway);
SET_FUNCTION(set_uplink_accept_ra);
SET_FUNCTION(set_uplink_metric);
SET_FUNCTION(set_uplink_vlan);
SET_FUNCTION(set_uplink_parent);
SET_FUNCTION(set_uplink_dns);
SET_FUNCTION(set_uplink_mtu);

#endif
