/* SPDX-License-Identifier: MIT */
/*
 * A set-associative cache: the hash of the question selects eight entries,
 * which are searched one by one.  If all are taken, the one that expires first
 * is replaced.  So a full cache costs no more than an empty one.
 */
#include "net/dns/cache.h"

#include "net/dns/reply.h"

#include <string.h>

#define STALE_MAX_MS INT64_C(86400000)
#define STALE_TTL_S  30 /* RFC 8767 section 4 */

void dns_cache_init(struct dns_cache *c, size_t count)
{
	if (count > DNS_CACHE_MAX)
		count = DNS_CACHE_MAX;
	c->count =
		(count + DNS_CACHE_WAYS - 1) / DNS_CACHE_WAYS * DNS_CACHE_WAYS;
}

/* The first of the entries for this hash; the cache has entries. */
static size_t first_of(const struct dns_cache *c, uint32_t hash)
{
	return hash % (c->count / DNS_CACHE_WAYS) * DNS_CACHE_WAYS;
}

static bool is_for(
	const struct dns_cached *e, const struct dns_query *q, uint32_t hash)
{
	return e->len > 0 && e->hash == hash && e->flags == q->flags &&
	       e->barred == q->barred && e->edns == q->edns &&
	       e->dnssec == q->dnssec && e->name_len == q->name_len &&
	       dns_reply_asks(e->msg, q);
}

static int64_t end_ms(const struct dns_cached *e)
{
	return e->stored_ms + (int64_t)e->ttl_s * 1000;
}

static uint32_t age_s(const struct dns_cached *e, int64_t now_ms)
{
	return (uint32_t)((now_ms - e->stored_ms) / 1000);
}

size_t dns_cache_get(const struct dns_cache *c, const struct dns_query *q,
	enum dns_age age, uint8_t *msg, int64_t now_ms)
{
	const struct dns_cached *e;
	uint32_t hash;

	if (c->count == 0)
		return 0;
	hash = dns_packet_hash(q);
	e = &c->at[first_of(c, hash)];
	for (size_t i = 0; i < DNS_CACHE_WAYS; i++, e++) {
		bool fresh = now_ms < end_ms(e);

		if (!is_for(e, q, hash))
			continue;
		if (!fresh && (age == DNS_FRESH ||
				      now_ms >= end_ms(e) + STALE_MAX_MS))
			return 0;
		memcpy(msg, e->msg, e->len);
		dns_reply_age(msg, &e->ttls,
			fresh ? age_s(e, now_ms) : UINT32_MAX,
			fresh ? 0 : STALE_TTL_S);
		return dns_reply_deliver(msg, e->len, q);
	}
	return 0;
}

void dns_cache_put(struct dns_cache *c, const struct dns_query *q,
	const uint8_t *msg, size_t len, int64_t now_ms)
{
	struct dns_ttls ttls;
	struct dns_cached *to;
	uint32_t hash, ttl_s = 0;

	if (c->count > 0 && len <= DNS_CACHE_BYTES)
		ttl_s = dns_reply_ttl(msg, len, &ttls);
	if (ttl_s == 0)
		return;
	hash = dns_packet_hash(q);
	to = &c->at[first_of(c, hash)];
	for (struct dns_cached *e = to, *end = to + DNS_CACHE_WAYS; e < end;
		e++) {
		if (is_for(e, q, hash)) {
			to = e;
			break;
		}
		if (to->len > 0 && (e->len == 0 || end_ms(e) < end_ms(to)))
			to = e;
	}
	to->stored_ms = now_ms;
	to->ttl_s = ttl_s;
	to->hash = hash;
	to->flags = q->flags;
	to->barred = q->barred;
	to->ttls = ttls;
	to->len = (uint16_t)len;
	to->name_len = q->name_len;
	to->edns = q->edns;
	to->dnssec = q->dnssec;
	memcpy(to->msg, msg, len);
}
