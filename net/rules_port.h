/* SPDX-License-Identifier: MIT */
#ifndef NET_RULES_PORT_H
#define NET_RULES_PORT_H

#include "net/address.h"
#include "net/net.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* The part of the ruleset for published ports. */

#define SUBNET_TEXT_MAX (ADDRESS_TEXT_MAX + 4) /* "/128" */

/* A subnet of a bridge. */
struct side {
	const struct net_bridge *bridge;
	bool is6;
	const char *ip; /* the family in nft's syntax: "ip" or "ip6" */
	char gateway[ADDRESS_TEXT_MAX];
	char subnet[SUBNET_TEXT_MAX]; /* "10.88.0.0/16" */
};

/* All subnets of all bridges. */
struct sides {
	const struct net_firewall *firewall;
	struct side at[NET_SUBNETS_MAX * NET_BRIDGES_MAX];
	size_t count;
	int families; /* 1: IPv4; 2: IPv6 too */
};

/* Whether a port is valid and its container is on a bridge with NAT. */
bool rules_port_ok(const struct net_firewall *f, const struct net_port *p);

/* Writes the chain "published" or "published6", which translates ports. */
void rules_put_published(struct text *t, const struct sides *sides, bool is6);

/* The port by which that chain translates a packet; NULL: it does not. */
const struct net_port *rules_port_find(const struct net_firewall *f,
	uint8_t protocol, const struct in6_addr *to, uint16_t port);

/*
 * Writes the rules that accept packets for published ports at a container's own
 * address, in networks that are routed (net_bridge.routed6).
 */
void rules_put_routed(struct text *t, const struct sides *sides);
/* Whether such a port is published at that address. */
bool rules_port_is_routed(const struct net_firewall *f, uint8_t protocol,
	const struct in6_addr *to, uint16_t port);

#endif
