/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_ANSWER_H
#define NET_DNS_ANSWER_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct dns_table;

/* What is to be done with a client's message. */
enum dns_verdict {
	DNS_VERDICT_DROP,    /* not a query */
	DNS_VERDICT_ANSWER,  /* the answer is there */
	DNS_VERDICT_FORWARD, /* q is to be asked upstream */
};

/*
 * Reads the message of *len bytes in buf, which has room for DNS_BUILT_MAX, and
 * answers in its place (then *len is the answer's) what needs no upstream:
 * local names and refusals.  It is asked in that network, by that client.
 */
enum dns_verdict dns_answer(const struct dns_table *table, size_t network,
	const struct in6_addr *client, uint8_t *buf, size_t *len,
	struct dns_query *q);

#endif
