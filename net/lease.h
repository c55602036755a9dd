/* SPDX-License-Identifier: MIT */
#ifndef NET_LEASE_H
#define NET_LEASE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define LEASE_ROUTES_MAX 16

/* A classless static route (RFC 3442), but for the default one. */
struct lease_route {
	struct in_addr to;
	uint8_t prefix;
	struct in_addr via; /* INADDR_ANY: it is on the link */
};

/*
 * A DHCP lease, read from the words that udhcpc puts in the environment.  They
 * come from whoever answered on the network.  Pure.
 */
struct lease {
	struct in_addr address;
	uint8_t prefix;
	struct in_addr router; /* INADDR_ANY: none */
	struct in_addr dns[NET_DNS_MAX];
	size_t dns_count;
	struct lease_route routes[LEASE_ROUTES_MAX];
	size_t route_count;
	size_t ignored; /* routers, resolvers and routes that cannot be */
};

/*
 * ip and subnet are one address each, router and dns lists; any may be NULL.
 * Of the lists the first good router and the first NET_DNS_MAX good resolvers
 * are taken.  0, or -EBADMSG with *why set: the lease is unusable.
 */
int lease_read(struct lease *lease, const char *ip, const char *subnet,
	const char *router, const char *dns, const char **why);

/*
 * The routes of options 121 or 249, "10.0.0.0/8 192.0.2.1 ...", into a lease
 * that was read.  Once one of them is good they stand for its router, too:
 * there is one if they have a default route.
 */
void lease_routes(struct lease *lease, const char *list);

/* Whether the address is one that a neighbour can have. */
bool lease_unicast(struct in_addr address);

#endif
