/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_CACHE_H
#define NET_DNS_CACHE_H

#include "net/dns/packet.h"
#include "net/dns/reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A cache of whole replies, for queries that are the same: name (in any case),
 * type, class, flags, EDNS and upstreams.  A reply that is longer than
 * DNS_CACHE_BYTES, that was truncated or that says a failure is not cached.
 */
#define DNS_CACHE_DEFAULT 128
#define DNS_CACHE_MAX     1024
#define DNS_CACHE_WAYS    8   /* entries that a question may be in */
#define DNS_CACHE_BYTES   384 /* the longest reply that is cached */

struct dns_cached {
	int64_t stored_ms;
	uint32_t ttl_s;         /* dns_reply_ttl() of the reply */
	uint32_t hash;          /* dns_packet_hash() of the query */
	uint16_t flags, barred; /* of the query */
	uint16_t len;           /* of the reply; 0: the entry is empty */
	uint8_t name_len;
	bool edns, dnssec;
	struct dns_ttls ttls;
	uint8_t msg[DNS_CACHE_BYTES];
};

/* If all zero, nothing is cached.  Pages of unused entries are not touched. */
struct dns_cache {
	size_t count; /* of entries; a multiple of DNS_CACHE_WAYS */
	struct dns_cached at[DNS_CACHE_MAX];
};

enum dns_age {
	DNS_FRESH, /* within its TTL (RFC 1035, section 3.2.1) */
	DNS_STALE, /* or expired, by at most a day (RFC 8767) */
};

/* Gives the cache at least count entries (DNS_CACHE_MAX at most); 0: none. */
void dns_cache_init(struct dns_cache *c, size_t count);

/*
 * Writes the answer for q to msg, which has room for DNS_BUILT_MAX: the cached
 * reply with the id and the name of q and the TTLs that are left.  Returns its
 * length; 0: there is none of that age.
 */
size_t dns_cache_get(const struct dns_cache *c, const struct dns_query *q,
	enum dns_age age, uint8_t *msg, int64_t now_ms);

/* Stores a reply that matched q (dns_reply_match()), if it may be cached. */
void dns_cache_put(struct dns_cache *c, const struct dns_query *q,
	const uint8_t *msg, size_t len, int64_t now_ms);

#endif
