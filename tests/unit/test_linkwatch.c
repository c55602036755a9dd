/* SPDX-License-Identifier: MIT */
/*
 * Which interface it was about, from the bytes that the kernel tells it with.
 * Links: net/linkwatch.c net/netlink.c net/address.c
 * Links: init/fmt.c init/io.c init/log.c
 */
#include "net/linkwatch.h"
#include "tests/unit/tap.h"

#include <stdint.h>
#include <stdlib.h>

#include <linux/if.h>
#include <linux/rtnetlink.h>

static struct {
	_Alignas(8) uint8_t data[256];
	size_t len;
} b;

static struct net_link_event e;

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
	told = linkwatch_judge(copy, len, &e);
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

int main(void)
{
	struct ifaddrmsg a = {.ifa_family = AF_INET};

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
	attribute(IFA_LABEL, "tcr0", 5);
	ok(judge(b.len), "an address that goes matters");
	is_str(e.name, "tcr0", "for its interface");
	start(RTM_NEWADDR, &a, sizeof(a));
	attribute(IFA_LABEL, "tcr0", 5);
	ok(!judge(b.len), "one that comes does not");
	hostile();
	return done_testing();
}
