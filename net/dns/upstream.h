/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_UPSTREAM_H
#define NET_DNS_UPSTREAM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Upstreams: the resolvers that tcr-dns asks, and how each has behaved. */
#define DNS_UPSTREAM_MAX 16

struct dns_upstream {
	struct in6_addr address; /* as in net/address.h */
	unsigned latency_8ms;    /* smoothed, in eighths of a millisecond */
	unsigned failures;       /* in a row */
	int64_t rest_until_ms;   /* until then others are preferred */
	bool folds;              /* it has found a name in mixed case */
	bool plain; /* it has found a name only as the client wrote it */
};

struct dns_upstreams {
	size_t count;
	struct dns_upstream at[DNS_UPSTREAM_MAX];
	bool plain; /* no upstream is asked in mixed case */
};

/* Adds an upstream, unless it is there already.  0 or -ENOSPC. */
int dns_upstream_add(struct dns_upstreams *u, const struct in6_addr *address);

/*
 * The index of the upstream to ask, not one in the set tried (a bit each): the
 * fastest that does not rest, else the one whose rest ends first.  -ENOENT: all
 * were tried.
 */
int dns_upstream_pick(struct dns_upstreams *u, uint32_t tried, int64_t now_ms);

/* Whether every upstream that is not in the set tried rests. */
bool dns_upstream_rest(
	const struct dns_upstreams *u, uint32_t tried, int64_t now_ms);

/* Records a reply; returns how many failures in a row it ends. */
unsigned dns_upstream_answered(
	struct dns_upstreams *u, size_t which, int64_t latency_ms);
/* Records a failure; returns how many there were in a row. */
unsigned dns_upstream_failed(
	struct dns_upstreams *u, size_t which, int64_t now_ms);

#endif
