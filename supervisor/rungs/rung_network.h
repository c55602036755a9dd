/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_NETWORK_H
#define SUPERVISOR_RUNGS_RUNG_NETWORK_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <limits.h>

#define RUNG_NETWORK_ADDRESSES_MAX                                             \
	(2 * NET_ADDRESSES_MAX) /* of an interface                             \
				 */

/*
 * Networks at work.  The rungs take a struct rung_context, run in tasks, return
 * 0 or -errno after a log line; down succeeds when nothing is there.
 */
int rung_network_bridge_up(const void *arg);
int rung_network_bridge_down(const void *arg);
int rung_network_firewall_up(const void *arg);
int rung_network_firewall_down(const void *arg);
int rung_network_firewall_close(const void *arg);
/* The namespace of a container or a pod, with its ends. */
int rung_network_attach_up(const void *arg);
int rung_network_attach_mend(const void *arg);
int rung_network_attach_down(const void *arg);

/* False: its containers share an interface of the device. */
bool rung_network_is_bridge(const struct unit_file *network);

/* The interface of the device that is the unit's: a network's bridge or parent,
 * an uplink's; NULL: it is another kind of unit. */
const char *rung_network_interface(const struct unit_file *unit);
/* Those that it should have; returns how many. */
size_t rung_network_addresses(const struct unit_file *unit,
	struct net_address to[RUNG_NETWORK_ADDRESSES_MAX]);
/* The name of an end's interface on the device, as net_end has it. */
void rung_network_host_if(const struct unit_end *end, char name[16]);

/* The network that an end is on; NULL: none, its unit is bad. */
const struct unit_file *rung_network_of(
	const struct conf *conf, const struct unit_end *end);

/* The first end whose network leads outside, or else the first; NULL: none. */
const struct unit_end *rung_network_first(
	const struct conf *conf, const struct unit_net *net);

#endif
