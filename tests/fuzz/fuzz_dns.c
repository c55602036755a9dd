/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as what tcr-dns reads.  The first says what the rest is: a client's
 * message, an upstream's (whole, or behind a head that matches), or the
 * configuration.  What was read is built again and has to be the same.
 * Links: net/dns/packet.c net/dns/reply.c net/dns/wire.c
 * Links: net/dns/table.c net/dns/answer.c net/dns/conf.c net/dns/upstream.c
 * Links: net/dns/cache.c net/dns/reverse.c net/address.c init/fmt.c
 */
#include "net/address.h"
#include "net/dns/answer.h"
#include "net/dns/cache.h"
#include "net/dns/conf.h"
#include "net/dns/packet.h"
#include "net/dns/reply.h"
#include "net/dns/table.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(claim)                                                         \
	do {                                                                   \
		if (!(claim))                                                  \
			abort();                                               \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct dns_conf conf;

static const struct dns_table *table(void)
{
	static const struct dns_name web = {"web", 3, false};
	static const struct dns_name db = {"db.x", 4, true};
	static struct dns_table names;
	struct in6_addr a = address_of4((struct in_addr){1});
	struct in6_addr a6 = {.s6_addr = {0xfd}};

	if (names.count == 0) {
		(void)dns_table_add(&names, &web, &a, 1);
		(void)dns_table_add(&names, &web, &a6, 1);
		(void)dns_table_add(&names, &db, &a, 2);
		(void)dns_table_name_network(&names, 1, "x", 1);
		(void)dns_table_name_network(&names, 0, "lan", 3);
		dns_table_sort(&names);
	}
	return &names;
}

/* What goes upstream for it is a query that asks the same. */
static void check_forward(const struct dns_query *q)
{
	struct dns_mark mark = {.id = 0x1234, .cases = 0xa5a5a5a5};
	uint8_t msg[DNS_BUILT_MAX];
	struct dns_query again;
	size_t len = dns_packet_forward(msg, q, &mark);

	REQUIRE(len <= DNS_BUILT_MAX);
	REQUIRE(dns_packet_read(msg, len, &again) == DNS_NOERROR);
	REQUIRE(again.id == mark.id && dns_packet_same(q, &again));
	REQUIRE(dns_packet_hash(q) == dns_packet_hash(&again));
	msg[2] |= 0x80;
	msg[11] = 0; /* as a reply without records */
	len = DNS_HEADER_LEN;
	len += q->name_len ? q->name_len + 4U : 0; /* type and class */
	REQUIRE(dns_reply_match(msg, len, q, &mark) == DNS_MATCH_FULL);
	REQUIRE(dns_reply_deliver(msg, len, q) == len);
	REQUIRE(!memcmp(msg + DNS_HEADER_LEN, q->name, q->name_len));
}

static void client(const uint8_t *data, size_t size)
{
	uint8_t *msg = malloc(size > DNS_BUILT_MAX ? size : DNS_BUILT_MAX);
	struct in6_addr from = {.s6_addr = {0xfd}};
	struct dns_query q;
	size_t len = size;

	REQUIRE(msg);
	memcpy(msg, data, size);
	switch (dns_answer(table(), 0, &from, msg, &len, &q)) {
	case DNS_VERDICT_DROP:
		break;
	case DNS_VERDICT_ANSWER:
		REQUIRE(len >= DNS_HEADER_LEN && len <= DNS_BUILT_MAX);
		REQUIRE((msg[2] & 0x80) && !memcmp(msg, data, 2));
		break;
	case DNS_VERDICT_FORWARD:
		check_forward(&q);
		break;
	}
	free(msg);
}

/* What was kept of a reply is one to the same question. */
static void check_cache(
	const uint8_t *msg, size_t len, const struct dns_query *q)
{
	static struct dns_cache cache;
	struct dns_mark mark = {.id = q->id, .plain = true};
	uint8_t got[DNS_BUILT_MAX];

	memset(cache.at, 0, DNS_CACHE_WAYS * sizeof(*cache.at));
	dns_cache_init(&cache, DNS_CACHE_WAYS);
	dns_cache_put(&cache, q, msg, len, 1000);
	for (int64_t now_ms = 1000; now_ms < 200000000; now_ms *= 3)
		for (int age = DNS_FRESH; age <= DNS_STALE; age++) {
			size_t n = dns_cache_get(
				&cache, q, (enum dns_age)age, got, now_ms);

			REQUIRE(n <= q->limit_bytes);
			REQUIRE(n == 0 || dns_reply_match(got, n, q, &mark) ==
						  DNS_MATCH_FULL);
		}
}

/* head: put a matching one in front. */
static void upstream(const uint8_t *data, size_t size, bool head)
{
	static const char asked[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0"
				    "\3www\7example\0\0\1\0\1";
	struct dns_mark mark = {.id = 0x1234, .cases = 5};
	size_t head_len = head ? sizeof(asked) - 1 : 0;
	uint8_t *msg = malloc(head_len + size + DNS_BUILT_MAX), *exact;
	struct dns_query q;
	size_t len = head_len + size;

	REQUIRE(msg);
	REQUIRE(dns_packet_read((const uint8_t *)asked, sizeof(asked) - 1,
			&q) == DNS_NOERROR);
	(void)dns_packet_forward(msg, &q, &mark);
	memcpy(msg + head_len, data, size);
	if (head && size >= 8) { /* its first bytes are flags and counts */
		memcpy(msg + 2, data, 2);
		memcpy(msg + 6, data + 2, 6);
		memcpy(msg + head_len, data + 8, size - 8);
		len -= 8;
	}
	exact = malloc(len ? len : 1); /* with nothing behind it */
	REQUIRE(exact);
	memcpy(exact, msg, len);
	if (dns_reply_match(exact, len, &q, &mark) != DNS_MATCH_NONE) {
		REQUIRE(dns_reply_match_head(exact, len, &q, &mark) !=
			DNS_MATCH_NONE);
		check_cache(exact, len, &q);
		len = dns_reply_deliver(msg, len, &q);
		REQUIRE(len <= q.limit_bytes);
		REQUIRE(!memcmp(msg, asked, 2));
		REQUIRE(!memcmp(msg + 12, asked + 12, 13));
	}
	free(exact);
	free(msg);
}

static void configuration(const uint8_t *data, size_t size)
{
	struct dns_conf_error error;

	memset(&conf, 0, sizeof(conf));
	if (dns_conf_parse((const char *)data, size, &conf, &error) < 0)
		REQUIRE(error.what && error.line <= size + 1);
	else
		REQUIRE(conf.listen_count && conf.user);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	switch (data[0] % 4) {
	case 0:
		client(data + 1, size - 1);
		break;
	case 1:
		upstream(data + 1, size - 1, false);
		break;
	case 2:
		upstream(data + 1, size - 1, true);
		break;
	case 3:
		configuration(data + 1, size - 1);
		break;
	}
	return 0;
}
