/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_PORT_H
#define NET_RULES_PORT_H

#include "net/address.h"
#include "net/net.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* The part of the firewall's text that is about published ports. */

#define SUBNET_TEXT_MAX (ADDRESS_TEXT_MAX + 4) /* "/128" */

/* A bridge in one family of addresses. */
struct side {
	const struct net_bridge *bridge;
	bool is6;
	const char *ip; /* what nft calls the family */
	char gateway[ADDRESS_TEXT_MAX];
	char subnet[SUBNET_TEXT_MAX];
};

/* What the rules are about. */
struct sides {
	const struct net_firewall *firewall;
	struct side at[2 * NET_BRIDGES_MAX];
	size_t count;
	int families; /* 1: IPv4; 2: IPv6 too */
};

/* Is it in the bridge's subnet, of its own family? */
bool rules_inside(const struct net_bridge *b, const struct in6_addr *address);

/* Leads to a container that can answer. */
bool rules_port_ok(const struct net_firewall *f, const struct net_port *p);

/* The chain "published" or "published6": whom a packet to the device is for. */
void rules_put_published(struct text *t, const struct sides *sides, bool is6);

/* The port that this chain takes such a packet to; NULL: none. */
const struct net_port *rules_port_find(const struct net_firewall *f,
	uint8_t protocol, const struct in6_addr *to, uint16_t port);

/* What is published is reached at its own address in a network that is routed.
 */
void rules_put_routed(struct text *t, const struct sides *sides);
/* Whether that is so of such a packet. */
bool rules_port_is_routed(const struct net_firewall *f, uint8_t protocol,
	const struct in6_addr *to, uint16_t port);

#endif
