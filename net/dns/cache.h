/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_CACHE_H
#define NET_DNS_CACHE_H

#include "net/dns/packet.h"
#include "net/dns/reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Replies of upstreams, whole, for who asks exactly the same: the name (in any
 * case), type, class, flags and EDNS, of a network that has the same upstreams.
 * What is longer than a place is not kept, nor what was cut, nor a failure.
 */
#define DNS_CACHE_DEFAULT 128
#define DNS_CACHE_MAX     1024
#define DNS_CACHE_WAYS    8   /* places that a question may be in */
#define DNS_CACHE_BYTES   384 /* of a reply */

struct dns_cached {
	int64_t stored_ms;
	uint32_t ttl_s; /* of the whole: its least */
	uint32_t hash;  /* of the query, as dns_packet_hash() */
	uint16_t flags, barred;
	uint16_t len; /* 0: nothing is here */
	uint8_t name_len;
	bool edns, dnssec;
	struct dns_ttls ttls;
	uint8_t msg[DNS_CACHE_BYTES];
};

/* All zero: it is off.  What is never used is never touched. */
struct dns_cache {
	size_t count; /* places; a multiple of DNS_CACHE_WAYS */
	struct dns_cached at[DNS_CACHE_MAX];
};

enum dns_age {
	DNS_FRESH, /* within its TTL (RFC 1035 section 3.2.1) */
	DNS_STALE, /* or beyond, by at most a day (RFC 8767) */
};

/* Makes it of at least that many places; 0: off. */
void dns_cache_init(struct dns_cache *c, size_t count);

/*
 * Writes the answer for q to msg, which has room for DNS_BUILT_MAX: the reply
 * with the client's id and spelling and the TTLs that are left.  Its length; 0:
 * there is none.
 */
size_t dns_cache_get(const struct dns_cache *c, const struct dns_query *q,
	enum dns_age age, uint8_t *msg, int64_t now_ms);

/* Keeps a reply that dns_reply_match() found to be that of q, if it may be. */
void dns_cache_put(struct dns_cache *c, const struct dns_query *q,
	const uint8_t *msg, size_t len, int64_t now_ms);

#endif
