/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_HAND_H
#define NET_DNS_HAND_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Questions without an answer go from a tcr-dns that ends to the next one,
 * through a FIFO that is its stdout and that tcrd holds open.  What comes from
 * there is read as what comes from a network.
 */
struct dns_hand {
	struct in6_addr client; /* who asked, as in net/address.h */
	struct in6_addr at;     /* where */
	in_port_t port;         /* of the client, network byte order */
	uint16_t len;
	uint8_t msg[DNS_UDP_MAX]; /* the question, as a client sends it */
};

/* Stdout is such a FIFO. */
bool dns_hand_is(void);
/* Puts one there; a full FIFO loses it. */
void dns_hand_put(struct dns_hand *h, const struct dns_query *q);
/* The next one that is there; false: no more. */
bool dns_hand_get(struct dns_hand *h);

#endif
