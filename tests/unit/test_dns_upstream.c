/* SPDX-License-Identifier: MIT */
/*
 * Which upstream is asked.
 * Links: net/dns/upstream.c net/address.c init/fmt.c
 */
#include "net/dns/upstream.h"

#include "net/address.h"
#include "tests/unit/tap.h"

#include <errno.h>

static int add(struct dns_upstreams *u, in_addr_t address)
{
	struct in6_addr a = address_of4((struct in_addr){address});

	return dns_upstream_add(u, &a);
}

static struct dns_upstreams some(size_t count)
{
	struct dns_upstreams u = {0};

	for (size_t i = 0; i < count; i++)
		(void)add(&u, (in_addr_t)i + 1);
	return u;
}

static void test_order(void)
{
	struct dns_upstreams u = {0};

	is_int(dns_upstream_pick(&u, 0, 0), -ENOENT, "of none, none");
	u = some(3);
	is_int(add(&u, 1), 0, "one more time the same");
	is_int((long long)u.count, 3, "is still one");
	is_int(dns_upstream_pick(&u, 0, 0), 0, "the first configured");
	is_int(dns_upstream_pick(&u, 1, 0), 1, "then the next");
	is_int(dns_upstream_pick(&u, 7, 0), -ENOENT, "then no more");
	for (int i = 0; i < 8; i++) {
		(void)dns_upstream_answered(&u, 0, 80);
		(void)dns_upstream_answered(&u, 1, 20);
		(void)dns_upstream_answered(&u, 2, 50);
	}
	is_int(dns_upstream_pick(&u, 0, 0), 1, "the quickest is preferred");
	is_int(dns_upstream_pick(&u, 2, 0), 2, "then the next quickest");
}

static void test_fade(void)
{
	struct dns_upstreams u = some(2);
	int asked = 0;

	for (int i = 0; i < 8; i++) {
		(void)dns_upstream_answered(&u, 0, 400);
		(void)dns_upstream_answered(&u, 1, 20);
	}
	while (asked < 1000 && dns_upstream_pick(&u, 0, 0) == 1) {
		(void)dns_upstream_answered(&u, 1, 20);
		asked++;
	}
	ok(asked > 50 && asked < 1000,
		"a slow one gets its turn, after %d queries", asked);
}

static void test_rest(void)
{
	struct dns_upstreams u = some(2);

	is_int(dns_upstream_failed(&u, 0, 1000), 1, "one failure");
	is_int(dns_upstream_pick(&u, 0, 1000), 1, "then the other is asked");
	is_int(dns_upstream_pick(&u, 0, 1999), 1, "for a second");
	is_int(dns_upstream_pick(&u, 0, 2000), 0, "then it is tried");
	is_int(dns_upstream_failed(&u, 0, 2000), 2, "it fails again");
	is_int(dns_upstream_pick(&u, 0, 3999), 1, "and rests twice as long");
	is_int(dns_upstream_failed(&u, 1, 3999), 1, "the other fails as well");
	is_int(dns_upstream_pick(&u, 0, 3999), 0,
		"of two that rest, the one that is due first");
	ok(dns_upstream_rest(&u, 0, 3999) && !dns_upstream_rest(&u, 0, 4999),
		"then all of them rest, for as long");
	ok(!dns_upstream_rest(&u, 0, 6000) && dns_upstream_rest(&u, 3, 6000),
		"of none all rest");
	is_int(dns_upstream_answered(&u, 0, 10), 2,
		"an answer ends the failures");
	is_int(dns_upstream_pick(&u, 0, 3999), 0, "and the rest");
	for (int i = 0; i < 40; i++)
		(void)dns_upstream_failed(&u, 1, 0);
	is_int(u.at[1].rest_until_ms, 64000, "no rest is longer than 64 s");
}

int main(void)
{
	test_order();
	test_fade();
	test_rest();
	return done_testing();
}
