/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_UPLINK_H
#define SUPERVISOR_UNITS_KEYS_SET_UPLINK_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for [Uplink]; see keys.h for the contract. */
SET_FUNCTION(set_address);
SET_FUNCTION(set_gateway);
SET_FUNCTION(set_accept_ra);
SET_FUNCTION(set_metric);
SET_FUNCTION(set_vlan);
SET_FUNCTION(set_parent);
SET_FUNCTION(set_dns);
SET_FUNCTION(set_mtu);

#endif
