/* SPDX-License-Identifier: MIT */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct link;
struct net_address;
struct netlink;

/*
 * Routes.  All functions return 0, or -errno after a log line, and may be
 * repeated.  Routes of tcr are static (RTPROT_STATIC) or learnt from a DHCP
 * server (RTPROT_DHCP).
 */

/* A route; with prefix 0 it is a default route. */
struct route {
	struct in6_addr to; /* destination, for route_learn() */
	uint8_t prefix;
	struct in6_addr gateway; /* as in net/address.h; none: on the link */
	uint32_t metric;         /* routes of one metric replace each other */
	bool onlink;             /* the gateway is outside the subnet */
};

/*
 * Sets a default route, and deletes other static default routes of the
 * interface and family.
 */
int route_set(
	struct netlink *nl, const struct link *link, const struct route *route);
/* Deletes the interface's static default routes of a family. */
int route_clear(struct netlink *nl, const struct link *link, uint8_t family);
/*
 * Sets a learnt route.  If its destination is in a network of another interface
 * (of containers, say), logs a warning instead and returns 0.
 */
int route_learn(
	struct netlink *nl, const struct link *link, const struct route *route);
/*
 * Deletes the learnt routes of the interface and, unless inside is NULL, those
 * of all interfaces whose destination is in that network.
 */
int route_unlearn(struct netlink *nl, const struct link *link,
	const struct net_address *inside);
/* 1 if there is a default route over a link with carrier, 0 or -errno. */
int route_any(struct netlink *nl);

#endif
