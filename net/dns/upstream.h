/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_UPSTREAM_H
#define NET_DNS_UPSTREAM_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The upstream resolvers, and the memory of how they behaved. */
#define DNS_UPSTREAM_MAX 16

struct dns_upstream {
	struct in6_addr address; /* as in net/address.h */
	unsigned latency_8ms;    /* smoothed, in eighths of a millisecond */
	unsigned failures;       /* in a row */
	int64_t rest_until_ms;   /* do not ask before, if another may be */
	bool folds;              /* it has found a name in mixed case */
	bool plain; /* it has not, and has found it as it was written */
};

struct dns_upstreams {
	size_t count;
	struct dns_upstream at[DNS_UPSTREAM_MAX];
	bool plain; /* none is asked in mixed case */
};

/* Adds one; one that is there already is fine.  -ENOSPC: too many. */
int dns_upstream_add(struct dns_upstreams *u, const struct in6_addr *address);

/*
 * The one to ask now, not being in the set `tried` (a bit each): the quickest
 * of those that do not rest, else the one that has rested longest.  -ENOENT:
 * all were tried.
 */
int dns_upstream_pick(struct dns_upstreams *u, uint32_t tried, int64_t now_ms);

/* Does every one of those rest? */
bool dns_upstream_rest(
	const struct dns_upstreams *u, uint32_t tried, int64_t now_ms);

/* It answered, after that time.  Returns how often it had failed before. */
unsigned dns_upstream_answered(
	struct dns_upstreams *u, size_t which, int64_t latency_ms);
/* It did not.  Returns how often in a row. */
unsigned dns_upstream_failed(
	struct dns_upstreams *u, size_t which, int64_t now_ms);

#endif
