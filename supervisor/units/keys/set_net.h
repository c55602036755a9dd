/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_NET_H
#define SUPERVISOR_UNITS_KEYS_SET_NET_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"

struct unit_end;
struct unit_net;

/* Setters for how a container or a pod is connected; see struct keys_row. */
SET_FUNCTION(set_net_network);
SET_FUNCTION(set_net_alias);
SET_FUNCTION(set_net_ip);
SET_FUNCTION(set_net_ip6);
SET_FUNCTION(set_net_add_host);
SET_FUNCTION(set_net_resolver);
SET_FUNCTION(set_net_search);
SET_FUNCTION(set_net_resolver_option);
SET_FUNCTION(set_net_pod);
SET_FUNCTION(set_net_with_pod);
SET_FUNCTION(set_net_expose);

/* The unit's struct, which is made if it has none; NULL: no memory. */
struct unit_net *set_net_of(struct draft *u);

/* Connects the unit to the network of that name.  0 or -ENOMEM. */
int set_net_add_end(struct unit_file *unit, const char *network, unsigned at);
/* Sets an address of the end; -ENOSPC: there are NET_SUBNETS_MAX already. */
int set_net_fix(struct unit_end *end, const struct in6_addr *address);

#endif
