/* SPDX-License-Identifier: MIT */
/*
 * What a DHCP server may make of us, and what not.
 * Links: net/lease.c
 */
#include "net/lease.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>

static struct lease lease;
static const char *why;

static int take(
	const char *ip, const char *subnet, const char *router, const char *dns)
{
	return lease_read(&lease, ip, subnet, router, dns, &why);
}

static const char *dotted(struct in_addr a)
{
	static char text[INET_ADDRSTRLEN];

	return inet_ntop(AF_INET, &a, text, sizeof(text));
}

static void test_good(void)
{
	is_int(take("192.0.2.5", "255.255.255.0", "192.0.2.1",
		       "192.0.2.2 198.51.100.3"),
		0, "an ordinary lease is taken");
	is_str(dotted(lease.address), "192.0.2.5", "its address");
	is_int(lease.prefix, 24, "its netmask");
	is_str(dotted(lease.router), "192.0.2.1", "its router");
	is_int((long long)lease.dns_count, 2, "its resolvers");
	is_str(dotted(lease.dns[1]), "198.51.100.3", "in their order");
	is_int((long long)lease.ignored, 0, "nothing of it is ignored");
	is_int(take("192.0.2.5", "255.255.255.252", NULL, NULL), 0,
		"one without router and resolvers is taken");
	ok(lease.router.s_addr == INADDR_ANY && lease.dns_count == 0,
		"and has none");
	is_int(take("192.0.2.5", "255.255.255.255", "198.51.100.1", NULL), 0,
		"a host's own subnet");
	is_int(lease.prefix, 32, "has a prefix of 32");
	is_int(take("192.0.2.0", "255.255.255.254", NULL, NULL), 0,
		"a point-to-point link has no broadcast address");
}

static void test_refused(void)
{
	static const char *const ips[] = {"", "1.2.3", "1.2.3.4.5", "1.2.3.256",
		"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255",
		" 192.0.2.5", "192.0.2.5 ", "192.0.2.5;reboot", "$(reboot)",
		"192.0.2.0", "192.0.2.255", "::1", "0x7f.1"};
	static const char *const masks[] = {"", "24", "255.0.255.0", "0.0.0.0",
		"254.0.0.0", "255.255.255.1", "0.0.0.255"};

	is_int(take(NULL, "255.255.255.0", NULL, NULL), -EBADMSG, "no address");
	is_int(take("192.0.2.5", NULL, NULL, NULL), -EBADMSG, "no netmask");
	for (size_t i = 0; i < sizeof(ips) / sizeof(ips[0]); i++)
		ok(take(ips[i], "255.255.255.0", NULL, NULL) == -EBADMSG && why,
			"address '%s' is refused", ips[i]);
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++)
		ok(take("192.0.2.5", masks[i], NULL, NULL) == -EBADMSG && why,
			"netmask '%s' is refused", masks[i]);
	lease.prefix = 77;
	(void)take("", "", "", "");
	is_int(lease.prefix, 77, "a refused lease writes nothing");
}

static void test_lists(void)
{
	char many[4096] = "";

	(void)take("192.0.2.5", "255.255.255.0", "junk 192.0.2.5 192.0.2.1",
		"127.0.0.1 192.0.2.300 999999999999999999999 192.0.2.2 ");
	is_str(dotted(lease.router), "192.0.2.1", "we are not our own router");
	is_str(dotted(lease.dns[0]), "192.0.2.2",
		"the first usable resolver is taken");
	is_int((long long)lease.dns_count, 1, "and no other");
	is_int((long long)lease.ignored, 5, "what is ignored is counted");
	for (int i = 0; i < 200; i++)
		memcpy(many + strlen(many), "192.0.2.9 ", 11);
	is_int(take("192.0.2.5", "255.255.255.0", many, many), 0,
		"endless lists are taken");
	is_int((long long)lease.dns_count, NET_DNS_MAX,
		"up to what there is room for");
	memset(many, 'x', sizeof(many) - 1);
	is_int(take("192.0.2.5", "255.255.255.0", many, many), 0,
		"so is an endless word");
	is_int((long long)lease.dns_count, 0, "which is nothing");
}

int main(void)
{
	test_good();
	test_refused();
	test_lists();
	return done_testing();
}
