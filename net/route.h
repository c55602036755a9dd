/* SPDX-License-Identifier: MIT */
#ifndef NET_ROUTE_H
#define NET_ROUTE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct link;
struct netlink;

/* Default routes.  All functions log; 0 or -errno.  All may be repeated. */

/* A default route, with the parts that matter. */
struct route {
	struct in6_addr gateway; /* as in net/address.h */
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
/* Is there a default route over a link that is there?  1, 0 or -errno. */
int route_any(struct netlink *nl);

#endif
