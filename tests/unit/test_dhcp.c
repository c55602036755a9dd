/* SPDX-License-Identifier: MIT */
/*
 * What a DHCP server may make of us, and what not.
 * Links: net/lease.c init/text.c init/fmt.c
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

static size_t routes(const char *list)
{
	(void)take("192.0.2.5", "255.255.255.0", "192.0.2.1", NULL);
	lease_routes(&lease, list);
	return lease.route_count;
}

static void test_routes(void)
{
	char many[4096] = "";

	is_int((long long)routes("10.1.2.3/8 192.0.2.7 198.51.100.0/24 0.0.0.0 "
				 "0.0.0.0/0 192.0.2.9"),
		2, "routes of a lease are taken");
	is_str(dotted(lease.routes[0].to), "10.0.0.0", "cut at their prefix");
	is_int(lease.routes[0].prefix, 8, "which is kept");
	is_str(dotted(lease.routes[0].via), "192.0.2.7", "with their router");
	is_str(dotted(lease.routes[1].via), "0.0.0.0", "or on the link");
	is_str(dotted(lease.router), "192.0.2.9",
		"the default one is the router's");
	(void)routes("10.0.0.0/8 192.0.2.7");
	ok(lease.router.s_addr == INADDR_ANY,
		"without one the other option's router is none");
	is_int((long long)lease.ignored, 0, "nothing of them is ignored");
	(void)routes(NULL);
	is_str(dotted(lease.router), "192.0.2.1", "which without routes is");
	is_int((long long)routes("127.0.0.0/8 192.0.2.7 0.0.0.0/1 192.0.2.7 "
				 "128.0.0.0/1 192.0.2.7 10.0.0.0/33 192.0.2.7 "
				 "10.0.0.0 192.0.2.7 10.0.0.0/ 192.0.2.7 "
				 "10.0.0.0/8 192.0.2.5 224.0.0.0/8 192.0.2.7 "
				 "10.0.0.0/8 127.0.0.1 0.0.0.0/0 0.0.0.0 "
				 "$(reboot) ; 10.0.0.0/8"),
		0, "what cannot be is not");
	is_int((long long)lease.ignored, 12, "each is counted");
	is_str(dotted(lease.router), "192.0.2.1", "and takes no router away");
	for (int i = 0; i < 40; i++)
		strcat(many, "10.0.0.0/8 192.0.2.7 ");
	is_int((long long)routes(many), LEASE_ROUTES_MAX, "there is a bound");
}

int main(void)
{
	test_good();
	test_refused();
	test_lists();
	test_routes();
	return done_testing();
}
