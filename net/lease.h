/* SPDX-License-Identifier: MIT */
#ifndef NET_LEASE_H
#define NET_LEASE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define LEASE_ROUTES_MAX 16

/* A classless static route (RFC 3442) that is not a default route. */
struct lease_route {
	struct in_addr to;
	uint8_t prefix;
	struct in_addr via; /* the router; INADDR_ANY: it is on the link */
};

/*
 * A DHCP lease, read from variables of udhcpc's environment.  Any host of the
 * network may have made them up.  All functions here are pure.
 */
struct lease {
	struct in_addr address;
	uint8_t prefix;
	struct in_addr router; /* INADDR_ANY: none */
	struct in_addr dns[NET_DNS_MAX];
	size_t dns_count;
	struct lease_route routes[LEASE_ROUTES_MAX];
	size_t route_count;
	size_t ignored; /* how many routers, resolvers and routes were invalid
			 */
};

/*
 * Reads a lease.  ip and subnet (the netmask) are one address each, router and
 * dns are lists; any may be NULL.  The first valid router and the first
 * NET_DNS_MAX valid resolvers are taken.  0, or -EBADMSG with *why set to a
 * constant text: the lease is unusable.
 */
int lease_read(struct lease *lease, const char *ip, const char *subnet,
	const char *router, const char *dns, const char **why);

/*
 * Adds the routes of DHCP option 121 or 249, "10.0.0.0/8 192.0.2.1 ...", to a
 * lease that was read.  If one of them is valid, the router of the lease is the
 * one of their default route, or none (RFC 3442).
 */
void lease_routes(struct lease *lease, const char *list);

/* Whether it is a unicast address, not loopback and not of 0.0.0.0/8. */
bool lease_unicast(struct in_addr address);

#endif
