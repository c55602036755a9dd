/* SPDX-License-Identifier: MIT */
/*
 * Which replies are kept, for whom, for how long, and what makes room.
 * Links: net/dns/cache.c net/dns/packet.c net/dns/reply.c
 * Links: net/dns/wire.c
 */
#include "net/dns/cache.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>

static struct dns_cache cache;
static uint8_t got[DNS_BUILT_MAX];

#define DAY_MS INT64_C(86400000)

/* A question for nN.example, type A. */
static struct dns_query question(unsigned n)
{
	struct dns_query q = {.id = 7,
		.flags = DNS_FLAG_RD,
		.type = DNS_TYPE_A,
		.class = DNS_CLASS_IN,
		.limit_bytes = DNS_UDP_MIN,
		.labels = 2};
	char label[8];
	size_t len = (size_t)snprintf(label, sizeof(label), "n%u", n);

	q.name[0] = (uint8_t)len;
	memcpy(q.name + 1, label, len);
	memcpy(q.name + 1 + len, "\7example", 9);
	q.name_len = (uint8_t)(len + 10);
	return q;
}

static uint8_t *put(uint8_t *p, const char *bytes, size_t len)
{
	memcpy(p, bytes, len);
	return p + len;
}

/* Its reply: an address for ttl_s, or with an SOA for soa_s/minimum_s. */
static size_t reply(uint8_t *msg, const struct dns_query *q, unsigned ttl_s,
	unsigned soa_s, unsigned minimum_s)
{
	uint8_t *p = put(msg, "\0\7\x81\x80\0\1\0\0\0\0\0\0", 12);

	p = put(p, (const char *)q->name, q->name_len);
	p = put(p, "\0\1\0\1", 4);
	if (ttl_s) {
		msg[7] = 1;
		p = put(p, "\xc0\x0c\0\1\0\1\0\0", 8);
		*p++ = (uint8_t)(ttl_s >> 8);
		*p++ = (uint8_t)ttl_s;
		p = put(p, "\0\4\xc0\0\2\1", 6);
	}
	if (soa_s) {
		msg[9] = 1;
		p = put(p, "\xc0\x0c\0\6\0\1\0\0", 8);
		*p++ = (uint8_t)(soa_s >> 8);
		*p++ = (uint8_t)soa_s;
		p = put(p, "\0\x16\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0",
			22);
		*p++ = (uint8_t)(minimum_s >> 8);
		*p++ = (uint8_t)minimum_s;
	}
	return (size_t)(p - msg);
}

static void keep(unsigned n, unsigned ttl_s, int64_t now_ms)
{
	struct dns_query q = question(n);
	uint8_t msg[DNS_BUILT_MAX];

	dns_cache_put(&cache, &q, msg, reply(msg, &q, ttl_s, 0, 0), now_ms);
}

static size_t get(unsigned n, enum dns_age age, int64_t now_ms)
{
	struct dns_query q = question(n);

	return dns_cache_get(&cache, &q, age, got, now_ms);
}

/* The TTL of the one answer. */
static unsigned ttl(size_t len)
{
	return len < 10 ? 0 : (unsigned)got[len - 8] << 8 | got[len - 7];
}

static void empty(size_t count)
{
	memset(&cache, 0, sizeof(cache));
	dns_cache_init(&cache, count);
}

static void test_time(void)
{
	size_t len;

	empty(64);
	is_int(get(1, DNS_FRESH, 0), 0, "nothing is kept at first");
	keep(1, 60, 1000);
	len = get(1, DNS_FRESH, 1000);
	ok(len > 0 && ttl(len) == 60, "what was put is there");
	is_int(ttl(get(1, DNS_FRESH, 1999)), 60, "a second is a whole one");
	is_int(ttl(get(1, DNS_FRESH, 31000)), 30, "its TTL runs");
	is_int(ttl(get(1, DNS_FRESH, 60999)), 1, "to its end");
	is_int(get(1, DNS_FRESH, 61000), 0, "and no further");
	is_int(ttl(get(1, DNS_STALE, 61000)), 30, "stale, it has 30 s");
	ok(get(1, DNS_STALE, 61000 + DAY_MS - 1) > 0, "for a day");
	is_int(get(1, DNS_STALE, 61000 + DAY_MS), 0, "and no longer");
	keep(1, 5, 61000);
	is_int(ttl(get(1, DNS_FRESH, 61000)), 5, "the newer reply holds");
	is_int(ttl(get(1, DNS_STALE, 61000)), 5, "fresh is better than stale");
}

static void test_key(void)
{
	struct dns_query q = question(1);

	empty(64);
	keep(1, 60, 0);
	q.name[1] = 'N';
	q.id = 0x1234;
	ok(dns_cache_get(&cache, &q, DNS_FRESH, got, 0) > 0,
		"any case is the same name");
	ok(got[0] == 0x12 && got[1] == 0x34 && got[13] == 'N',
		"answered with the client's id and spelling");
	q.type = 28;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0, "not the type");
	q = question(1);
	q.class = 3;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0, "the class");
	q = question(1);
	q.flags = DNS_FLAG_RD | DNS_FLAG_CD;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0, "the flags");
	q = question(1);
	q.edns = true;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0, "EDNS");
	q = question(1);
	q.dnssec = true;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0, "DNSSEC");
	q = question(1);
	q.barred = 1;
	is_int(dns_cache_get(&cache, &q, DNS_FRESH, got, 0), 0,
		"or other upstreams");
	is_int(get(11, DNS_FRESH, 0), 0, "nor another name");
}

static void test_kept(void)
{
	struct dns_query q = question(1);
	uint8_t msg[DNS_BUILT_MAX] = {0};
	struct dns_ttls ttls;
	size_t len = reply(msg, &q, 0, 0, 0);

	is_int(dns_reply_ttl(msg, len, &ttls), 0,
		"no data and no SOA is not kept");
	len = reply(msg, &q, 0, 60, 20);
	is_int(dns_reply_ttl(msg, len, &ttls), 20, "with one for its minimum");
	len = reply(msg, &q, 0, 60, 90);
	is_int(dns_reply_ttl(msg, len, &ttls), 60, "or its TTL");
	len = reply(msg, &q, 0, 3600, 3600);
	is_int(dns_reply_ttl(msg, len, &ttls), 300, "at most 5 minutes");
	msg[3] = 0x83;
	is_int(dns_reply_ttl(msg, len, &ttls), 300, "no such name: the same");
	msg[3] = 0x82;
	is_int(dns_reply_ttl(msg, len, &ttls), 0, "a failure is not kept");
	len = reply(msg, &q, 60, 0, 0);
	msg[2] |= 2;
	is_int(dns_reply_ttl(msg, len, &ttls), 0, "nor what was cut");
	len = reply(msg, &q, 60, 0, 0);
	msg[len - 10] = 0xff; /* the TTL's highest byte */
	is_int(dns_reply_ttl(msg, len, &ttls), 0, "nor a negative TTL");
	msg[len - 10] = 0x7f;
	is_int(dns_reply_ttl(msg, len, &ttls), 86400, "a long one is a day");
	len = reply(msg, &q, 60, 30, 10);
	is_int(dns_reply_ttl(msg, len, &ttls), 10, "the least of all records");
	is_int(ttls.count, 2, "which are two");
	is_int(dns_reply_ttl(msg, len - 1, &ttls), 0,
		"a record that ends early");
	msg[len - 33] =
		(uint8_t)(len - 44); /* the SOA's name is a TTL's byte */
	is_int(dns_reply_ttl(msg, len, &ttls), 0, "a name in a TTL");
}

static void test_room(void)
{
	unsigned there = 0;
	struct dns_query q = question(1);
	uint8_t msg[DNS_BUILT_MAX] = {0};

	empty(DNS_CACHE_WAYS); /* all names have the same places */
	for (unsigned n = 0; n < DNS_CACHE_WAYS; n++)
		keep(n, 60 + n, 0);
	for (unsigned n = 0; n < DNS_CACHE_WAYS; n++)
		there += get(n, DNS_FRESH, 0) > 0;
	is_int(there, DNS_CACHE_WAYS, "as many as there are places");
	keep(100, 60, 0);
	ok(get(100, DNS_FRESH, 0) > 0 && get(0, DNS_FRESH, 0) == 0 &&
			get(1, DNS_FRESH, 0) > 0,
		"what expires first makes room");
	empty(1);
	is_int(cache.count, DNS_CACHE_WAYS, "one is rounded up");
	empty(0);
	keep(1, 60, 0);
	is_int(get(1, DNS_FRESH, 0), 0, "none is off");
	empty(100000);
	is_int(cache.count, DNS_CACHE_MAX, "there is a bound");
	(void)reply(msg, &q, 60, 0, 0);
	dns_cache_put(&cache, &q, msg, DNS_CACHE_BYTES + 1, 0);
	is_int(get(1, DNS_FRESH, 0), 0, "what is too long is not kept");
}

int main(void)
{
	test_time();
	test_key();
	test_kept();
	test_room();
	return done_testing();
}
