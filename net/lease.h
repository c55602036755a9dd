/* SPDX-License-Identifier: MIT */
#ifndef NET_LEASE_H
#define NET_LEASE_H

#include "net/net.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

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
	size_t ignored; /* routers and resolvers that cannot be */
};

/*
 * ip and subnet are one address each, router and dns lists; any may be NULL.
 * Of the lists the first good router and the first NET_DNS_MAX good resolvers
 * are taken.  0, or -EBADMSG with *why set: the lease is unusable.
 */
int lease_read(struct lease *lease, const char *ip, const char *subnet,
	const char *router, const char *dns, const char **why);

/* Whether the address is one that a neighbour can have. */
bool lease_unicast(struct in_addr address);

#endif
