/* SPDX-License-Identifier: MIT */
/*
 * Which interface it was about, from the bytes that the kernel tells it with.
 * Links: net/linkwatch.c net/netlink.c net/address.c init/fmt.c init/io.c
 * Links: init/log.c
 */
#include "net/address.h"
#include "net/linkwatch.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>

#include <linux/if.h>
#include <linux/rtnetlink.h>

static struct {
	_Alignas(8) uint8_t data[256];
	size_t len;
} b;

static struct net_link_event e;
static unsigned link_index;

static void add(const void *data, size_t len)
{
	memcpy(b.data + b.len, data, len);
	b.len += NLMSG_ALIGN(len);
}

static void attribute(uint16_t type, const char *text, size_t len)
{
	struct nlattr a = {
		.nla_type = type, .nla_len = (uint16_t)(sizeof(a) + len)};

	add(&a, sizeof(a));
	add(text, len);
}

static void start(uint16_t type, const void *head, size_t len)
{
	struct nlmsghdr h = {.nlmsg_type = type};

	memset(&b, 0, sizeof(b));
	add(&h, sizeof(h));
	add(head, len);
}

static void link_of(uint16_t type, uint8_t family, const char *name, size_t len)
{
	struct ifinfomsg i = {.ifi_family = family, .ifi_index = 7};

	start(type, &i, sizeof(i));
	attribute(IFLA_IFNAME, name, len);
}

/* Judges the first len bytes, from memory that ends behind them. */
static bool judge(size_t len)
{
	void *copy = malloc(len ? len : 1);
	uint32_t whole = (uint32_t)b.len;
	bool told;

	memcpy(b.data, &whole, sizeof(whole));
	memcpy(copy, b.data, len);
	told = linkwatch_judge(copy, len, &e, &link_index);
	free(copy);
	return told;
}

static void hostile(void)
{
	static const char unended[16] = "aaaaaaaaaaaaaaaa";
	int lost = 0;

	link_of(RTM_DELLINK, AF_UNSPEC, unended, sizeof(unended));
	ok(!judge(b.len), "a name without an end is none");
	link_of(RTM_DELLINK, AF_UNSPEC, "aaaaaaaaaaaaaaaa", 17);
	ok(!judge(b.len), "nor is one that is too long");
	link_of(RTM_DELLINK, AF_UNSPEC, "", 1);
	ok(!judge(b.len), "nor an empty one");
	link_of(RTM_DELLINK, AF_UNSPEC, "tcr0", 5);
	for (size_t len = 1; len < b.len; len++)
		lost += judge(len) && e.name[0] == 0;
	is_int(lost, (long long)b.len - 1, "what is cut is as if it were lost");
}

/* What a router advertises, as the kernel passes it on. */
static void option(uint8_t icmp_type, uint8_t type, uint8_t units,
	const char *const *resolvers, size_t count)
{
	const struct nduseroptmsg head = {.nduseropt_family = AF_INET6,
		.nduseropt_ifindex = 7,
		.nduseropt_icmp_type = icmp_type};
	const uint8_t start_of[8] = {type, units, 0, 0, 0, 0, 2, 88};
	struct in6_addr a;

	start(RTM_NEWNDUSEROPT, &head, sizeof(head));
	add(start_of, sizeof(start_of));
	for (size_t i = 0; i < count; i++) {
		inet_pton(AF_INET6, resolvers[i], &a);
		add(&a, sizeof(a));
	}
}

static const char *resolver(size_t i)
{
	static char text[ADDRESS_TEXT_MAX];

	return address_write(&e.resolvers[i], text);
}

static void advertised(void)
{
	static const char *const two[] = {"2001:db8::53", "fe80::1"};
	static const char *const odd[] = {"ff02::1", "::", "::1",
		"::ffff:1.2.3.4", "fe80:1::1", "2001:db8::54"};
	static const char *const many[] = {"2001:db8::1", "2001:db8::2",
		"2001:db8::3", "2001:db8::4", "2001:db8::5", "2001:db8::6"};
	int told = 0;

	option(134, 25, 5, two, 2);
	ok(judge(b.len), "advertised resolvers matter");
	is_int(link_index, 7, "the interface is told by its index");
	is_int((long long)e.resolver_count, 2, "two");
	is_int(e.lifetime_s, 600, "for ten minutes");
	is_str(resolver(0), "2001:db8::53", "one of anywhere");
	is_str(resolver(1), "fe80::1%7", "one of the link");
	option(134, 25, 3, two, 2);
	ok(judge(b.len) && e.resolver_count == 1, "as many as its length says");
	option(134, 25, 13, odd, 6);
	ok(judge(b.len), "one that can be asked");
	is_int((long long)e.resolver_count, 1, "of those that cannot");
	is_str(resolver(0), "2001:db8::54", "it is that one");
	option(134, 25, 13, many, 6);
	ok(judge(b.len) && e.resolver_count == NET_DNS_MAX, "four at most");
	option(134, 25, 11, odd, 5);
	ok(!judge(b.len), "none that can be asked: nothing");
	option(134, 25, 1, NULL, 0);
	ok(!judge(b.len), "no address: nothing");
	option(134, 25, 0, two, 2);
	ok(!judge(b.len), "no length: nothing");
	option(134, 25, 255, two, 2);
	ok(!judge(b.len), "a length beyond its end: nothing");
	option(134, 31, 5, two, 2);
	ok(!judge(b.len), "another option: nothing");
	option(135, 25, 5, two, 2);
	ok(!judge(b.len), "another message: nothing");
	option(134, 25, 5, two, 2);
	for (size_t len = 1; len < b.len; len++)
		told += judge(len) && e.resolver_count > 0;
	is_int(told, 0, "cut anywhere: nothing of it");
}

int main(void)
{
	struct ifaddrmsg a = {.ifa_family = AF_INET, .ifa_index = 9};

	link_of(RTM_DELLINK, AF_UNSPEC, "tcr0", 5);
	ok(judge(b.len), "an interface that goes matters");
	is_str(e.name, "tcr0", "it is named");
	is_int(e.left, 0, "it left no bridge");
	link_of(RTM_DELLINK, AF_BRIDGE, "v0a590002", 10);
	ok(judge(b.len), "a port that leaves its bridge matters");
	is_int(e.left, 7, "and is told by its index");
	link_of(RTM_NEWLINK, AF_UNSPEC, "eth0", 5);
	ok(judge(b.len), "one that comes matters");
	link_of(RTM_NEWLINK, AF_BRIDGE, "eth0", 5);
	ok(judge(b.len) && e.left == 0, "one that joins a bridge left none");
	start(RTM_DELADDR, &a, sizeof(a));
	ok(judge(b.len), "an address that goes matters");
	is_int(link_index, 9, "for its interface");
	start(RTM_NEWADDR, &a, sizeof(a));
	ok(!judge(b.len), "one that comes does not");
	hostile();
	advertised();
	return done_testing();
}
