/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_HAND_H
#define NET_DNS_HAND_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Handover: a tcr-dns that ends passes queries without an answer to the next
 * tcr-dns, through a FIFO that is stdout of both and that tcrd keeps open.  The
 * receiver checks such a query like one from the network.
 */
struct dns_hand {
	struct in6_addr client;   /* as in net/address.h */
	struct in6_addr at;       /* the listener's address */
	in_port_t port;           /* of the client, network byte order */
	uint16_t len;             /* of msg */
	uint8_t msg[DNS_UDP_MAX]; /* the query, as a client sends it */
};

/* Whether stdout is such a FIFO. */
bool dns_hand_is(void);
/* Writes q, with client, at and port of h; a full FIFO loses it. */
void dns_hand_put(struct dns_hand *h, const struct dns_query *q);
/* Reads the next one into *h; false: there is none. */
bool dns_hand_get(struct dns_hand *h);

#endif
