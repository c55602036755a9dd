/* SPDX-License-Identifier: MIT */
/*
 * Chooses the upstream to ask.  Pure.
 *
 * The fastest one is asked; if several are equal, the first one in the
 * configuration.  With every query that another upstream gets, an upstream's
 * latency decays, so that after some hundred queries it is asked and measured
 * again.  An upstream that failed rests: 1 s at first, twice as long each time,
 * 64 s at most.
 */
#include "net/dns/upstream.h"

#include "net/address.h"

#include <errno.h>
#include <stdbool.h>

#define LATENCY_MAX_MS 4000
#define REST_MIN_MS    1000
#define REST_DOUBLINGS 6
#define DECAY_SHIFT    6 /* by 1/64 for each query that another one gets */

int dns_upstream_add(struct dns_upstreams *u, const struct in6_addr *address)
{
	for (size_t i = 0; i < u->count; i++)
		if (address_is(&u->at[i].address, address))
			return 0;
	if (u->count == DNS_UPSTREAM_MAX)
		return -ENOSPC;
	u->at[u->count++] = (struct dns_upstream){.address = *address};
	return 0;
}

static bool better(const struct dns_upstream *a, const struct dns_upstream *b,
	int64_t now_ms)
{
	bool a_rests = a->rest_until_ms > now_ms;
	bool b_rests = b->rest_until_ms > now_ms;

	if (a_rests || b_rests)
		return a->rest_until_ms < b->rest_until_ms;
	return a->latency_8ms < b->latency_8ms;
}

int dns_upstream_pick(struct dns_upstreams *u, uint32_t tried, int64_t now_ms)
{
	int best = -ENOENT;

	for (size_t i = 0; i < u->count; i++) {
		if (tried & 1u << i)
			continue;
		if (best < 0 || better(&u->at[i], &u->at[best], now_ms))
			best = (int)i;
	}
	for (size_t i = 0; i < u->count; i++)
		if ((int)i != best)
			u->at[i].latency_8ms -=
				u->at[i].latency_8ms >> DECAY_SHIFT;
	return best;
}

bool dns_upstream_rest(
	const struct dns_upstreams *u, uint32_t tried, int64_t now_ms)
{
	for (size_t i = 0; i < u->count; i++)
		if (!(tried & 1u << i) && u->at[i].rest_until_ms <= now_ms)
			return false;
	return true;
}

unsigned dns_upstream_answered(
	struct dns_upstreams *u, size_t which, int64_t latency_ms)
{
	struct dns_upstream *it = &u->at[which];
	unsigned failures = it->failures;
	int64_t ms = latency_ms > LATENCY_MAX_MS ? LATENCY_MAX_MS : latency_ms;

	it->latency_8ms += (unsigned)ms;
	it->latency_8ms -= it->latency_8ms >> 3;
	it->failures = 0;
	it->rest_until_ms = 0;
	return failures;
}

unsigned dns_upstream_failed(
	struct dns_upstreams *u, size_t which, int64_t now_ms)
{
	struct dns_upstream *it = &u->at[which];
	unsigned doublings = it->failures;

	if (doublings > REST_DOUBLINGS)
		doublings = REST_DOUBLINGS;
	it->rest_until_ms = now_ms + ((int64_t)REST_MIN_MS << doublings);
	return ++it->failures;
}
