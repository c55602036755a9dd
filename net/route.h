/* SPDX-License-Identifier: MIT */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct link;
struct net_address;
struct netlink;

/* Routes.  All functions log; 0 or -errno.  All may be repeated. */

/* A route, with the parts that matter; a default one where not said else. */
struct route {
	struct in6_addr to; /* of route_learn() */
	uint8_t prefix;
	struct in6_addr gateway; /* as in net/address.h; none: on the link */
	uint32_t metric;         /* two of one metric replace each other */
	bool onlink;             /* the gateway is outside the subnet */
};

/*
 * Makes this the interface's only default route of the family that was set, not
 * learnt from routers.
 */
int route_set(
	struct netlink *nl, const struct link *link, const struct route *route);
/* Takes those of a family away. */
int route_clear(struct netlink *nl, const struct link *link, uint8_t family);
/*
 * Adds one that a DHCP server says, unless it is inside a network of another
 * interface: of containers, say.
 */
int route_learn(
	struct netlink *nl, const struct link *link, const struct route *route);
/* Takes those away: of the interface, and of others that are inside (or NULL).
 */
int route_unlearn(struct netlink *nl, const struct link *link,
	const struct net_address *inside);
/* Is there a default route over a link that is there?  1, 0 or -errno. */
int route_any(struct netlink *nl);

#endif
