/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_NETWORK_H
#define SUPERVISOR_RUNGS_RUNG_NETWORK_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <limits.h>

/* How many addresses an interface can have. */
#define RUNG_NETWORK_ADDRESSES_MAX (2 * NET_ADDRESSES_MAX)

/*
 * Networks at work.  An end is what connects a container or a pod to a network.
 * The rungs take a struct rung_context, run in tasks and return 0 or -errno
 * after a log line; down succeeds when nothing is there.
 */
int rung_network_bridge_up(const void *arg);
int rung_network_bridge_down(const void *arg);
int rung_network_firewall_up(const void *arg);
int rung_network_firewall_down(const void *arg);
/* Blocks forwarding until the firewall is up again; runs in a task, too. */
int rung_network_firewall_close(const void *arg);
/* The network namespace of a container or a pod, with its ends. */
int rung_network_attach_up(const void *arg);
int rung_network_attach_mend(const void *arg);
int rung_network_attach_down(const void *arg);

/*
 * Whether the network is a bridge; if not, its containers share an interface of
 * the device (macvlan, ipvlan).
 */
bool rung_network_is_bridge(const struct unit_file *network);

/*
 * The unit's interface on the device: an uplink's, or a network's bridge or
 * parent; NULL: the unit is of another kind.
 */
const char *rung_network_interface(const struct unit_file *unit);
/* The addresses that this interface should have; returns their number. */
size_t rung_network_addresses(const struct unit_file *unit,
	struct net_address to[RUNG_NETWORK_ADDRESSES_MAX]);
/* The name of an end's interface on the device (net_end.host_if). */
void rung_network_host_if(const struct unit_end *end, char name[16]);

/* The network that an end is on; NULL: its unit is bad. */
const struct unit_file *rung_network_of(
	const struct conf *conf, const struct unit_end *end);

/* The first end on a network that is not internal, or else the first one;
 * NULL: there is none. */
const struct unit_end *rung_network_first(
	const struct conf *conf, const struct unit_net *net);

#endif
