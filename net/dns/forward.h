/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_FORWARD_H
#define NET_DNS_FORWARD_H

#include "net/dns/slot.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Forwards queries of clients over UDP to upstreams.  Every query gets an
 * answer within five seconds, whatever happens.
 */

/* Makes a forwarder ready whose first members the caller has set. */
void dns_forward_init(struct dns_forward *f);

/* Takes a query over: the client gets an answer, now or later. */
void dns_forward_query(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms);

/* Calls fn for each query that has no answer yet. */
void dns_forward_each(struct dns_forward *f,
	void (*fn)(const struct dns_query *q, const struct dns_client *client,
		void *arg),
	void *arg);

/* Reads what has come in for a slot: epoll(7) has reported its socket. */
void dns_forward_event(struct dns_forward *f, size_t slot, int64_t now_ms);

/* Gives up or tries again the queries that are due. */
void dns_forward_expire(struct dns_forward *f, int64_t now_ms);
/* When dns_forward_expire() must be called next; INT64_MAX: never. */
int64_t dns_forward_due_ms(struct dns_forward *f);

#endif
