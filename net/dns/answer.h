/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_ANSWER_H
#define NET_DNS_ANSWER_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct dns_table;

#define DNS_ANSWER_FORWARD (-1)

/*
 * Decides on a query that was read: the rcode of an answer with *records, or
 * DNS_ANSWER_FORWARD, and then sets q->barred.
 */
int dns_answer_find(const struct dns_table *table, size_t network,
	const struct in6_addr *client, struct dns_query *q,
	struct dns_records *records);

/* What the caller must do with a client's message. */
enum dns_verdict {
	DNS_VERDICT_DROP,    /* nothing: the message is not a query */
	DNS_VERDICT_ANSWER,  /* send the answer in buf */
	DNS_VERDICT_FORWARD, /* ask an upstream for q */
};

/*
 * Reads a message of *len bytes in buf, which came from client in a network. If
 * no upstream is needed (names of containers, refusals), writes the answer over
 * it and its length to *len; buf has room for DNS_BUILT_MAX.
 */
enum dns_verdict dns_answer(const struct dns_table *table, size_t network,
	const struct in6_addr *client, uint8_t *buf, size_t *len,
	struct dns_query *q);

#endif
