/* SPDX-License-Identifier: MIT */
/*
 * What tcr-dns takes for a configuration.
 * Links: net/dns/conf.c net/dns/table.c net/dns/reverse.c net/address.c
 * Links: init/fmt.c net/dns/upstream.c net/dns/wire.c
 */
#include "net/dns/conf.h"

#include "net/address.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>

static struct dns_conf conf;
static struct dns_conf_error error;

static int parse(const char *text)
{
	memset(&conf, 0, sizeof(conf));
	memset(&error, 0, sizeof(error));
	return dns_conf_parse(text, strlen(text), &conf, &error);
}

#define LISTEN "listen 10.88.0.1 tcr0\n"
#define LAN    "listen 10.89.0.1 br-lan lan\n"

static void bad(const char *text, unsigned line, const char *what)
{
	if (parse(text) == 0)
		error.what = "it was taken";
	is_str(error.what, what, what);
	is_int(error.line, line, "in this line");
}

static uint32_t ip4(const struct in6_addr *address)
{
	return ntohl(address_to4(address).s_addr);
}

static void test_good(void)
{
	is_int(parse("# all\n\nlisten 10.88.0.1 tcr0\n \t \n"
		     "upstream 192.0.2.2\nupstream\t 192.0.2.3 \n"
		     "upstream 192.0.2.2\nname web 10.88.0.2\nuser 1234"),
		0, "a configuration is read, the last line without its end");
	is_int((long long)conf.listen_count, 1, "one listener");
	is_str(conf.listen[0].interface, "tcr0", "at its interface");
	is_int(ip4(&conf.listen[0].address), 0x0a580001, "and address");
	is_int((long long)conf.upstreams.count, 2,
		"an upstream that is named twice is one");
	is_int(ip4(&conf.upstreams.at[1].address), 0xc0000203,
		"in their order");
	is_int((long long)conf.table.count, 1, "one name");
	is_int(conf.user, 1234, "the user");
	is_int(parse(LISTEN), 0, "a listener is enough");
	is_int(conf.user, DNS_CONF_USER, "the user has a default");
	is_int(parse("upstream 10.88.0.1\nupstream 192.0.2.2\n" LISTEN), 0,
		"our own address is no upstream");
	is_int((long long)conf.upstreams.count, 1, "it is left out");
	is_int((long long)conf.own_count, 1, "and counted");
}

static void test_networks(void)
{
	const struct dns_network *n = conf.table.networks;

	is_int(parse(LAN
		       "listen 10.89.1.1 br-dmz dmz\nlisten 10.89.2.1 br-x x\n"
		       "upstream 10.89.0.1\nupstream 192.0.2.2\n"
		       "upstream 192.0.2.3 dmz\nclosed x\n"
		       "name web 10.89.0.2 lan\nname all 10.89.0.3\n"
		       "sees 10.89.1.2 lan\nsees 10.89.1.2 x\n"),
		0, "several networks are read");
	is_int(conf.table.entries[0].networks, DNS_NETWORK_ALL,
		"a name without a network is everyone's");
	is_int(conf.table.entries[1].networks, 1, "one with it is its own");
	is_int((long long)conf.table.member_count, 1, "a guest is one");
	is_int(conf.table.members[0].networks, 5, "of two networks");
	is_int((long long)conf.upstreams.count, 2,
		"our own address is left out");
	is_int(n[0].barred, 2, "one network asks the common upstream");
	is_int(n[1].barred, 1, "the other one its own alone");
	ok(!n[0].closed && !n[1].closed && n[2].closed, "one asks none");
}

static void test_ipv6(void)
{
	is_int(parse(LAN "listen fd00:1::1 br-lan lan\n"
			 "listen 10.89.1.1 br-dmz dmz\n"
			 "upstream 2001:db8::53\nupstream fd00:1::1\n"
			 "name web 10.89.0.2 lan\nname web fd00:1::a59:2 lan\n"
			 "alias www fd00:1::a59:2 lan\n"),
		0, "a network is listened in at both its addresses");
	is_int((long long)conf.network_count, 2, "it is one");
	is_int(conf.listen[1].network, 0, "the same");
	is_int(conf.listen[2].network, 1, "another is another");
	is_int((long long)conf.upstreams.count, 1, "an upstream is of IPv6");
	is_int((long long)conf.own_count, 1, "our own address is none");
	is_int((long long)conf.table.count, 2, "a name has both addresses");
}

static void test_bad(void)
{
	bad("", 0, "no listen line");
	bad("upstream 192.0.2.2\n", 0, "no listen line");
	bad(LISTEN "Name web 10.88.0.2\n", 2,
		"not listen, upstream, closed, name, alias, sees, cache, plain "
		"or "
		"user");
	bad(LISTEN "listen\n", 2, "wrong number of words");
	bad(LISTEN "name web 10.88.0.2 10.88.0.3\n", 2,
		"no listen line has that network");
	bad(LISTEN "name web 10.88.0.2 a b\n", 2, "wrong number of words");
	bad("closed lan\nlisten 10.89.0.1 br-lan lan\n", 1,
		"no listen line has that network");
	bad("listen 10.89.1.1 br-b a.b\n", 1, "not a name for a network");
	bad(LAN "sees 10.89.1.1\n", 2, "wrong number of words");
	bad(LAN "sees web lan\n", 2, "not a container's address");
	bad(LAN "sees 10.89.0.2 dmz\n", 2, "no listen line has that network");
	bad(LAN "upstream 192.0.2.2 dmz\n", 2,
		"no listen line has that network");
	bad(LISTEN "name web 1 2 3 4 5\n", 2, "wrong number of words");
	bad("listen 10.88.0 tcr0\n", 1, "not an address to listen on");
	bad("listen 0.0.0.0 tcr0\n", 1, "not an address to listen on");
	bad("listen 10.88.0.1 a123456789012345\n", 1,
		"the interface's name is too long");
	bad(LISTEN "\nupstream 224.0.0.1\n", 3, "not an upstream's address");
	bad(LISTEN "upstream 192.0.2.2.2\n", 2, "not an upstream's address");
	bad(LISTEN "upstream 255.255.255.255\n", 2,
		"not an upstream's address");
	bad(LISTEN "upstream fe80::1\n", 2, "not an upstream's address");
	bad(LISTEN "name .web 10.88.0.2\n", 2, "not a name");
	bad(LISTEN "name web 10.88.0.256\n", 2, "not a container's address");
	bad(LISTEN "user 0\n", 2, "not a user's number");
	bad(LISTEN "user 4294967295\n", 2, "not a user's number");
	bad(LISTEN "user root\n", 2, "not a user's number");
	bad(LISTEN "name we\rb 10.88.0.2\n", 2, "a control byte");
	is_int(dns_conf_parse("listen 10.88.0.1 t\0r0\n", 22, &conf, &error),
		-EINVAL, "a zero byte is refused");
}

/* So many lines, each with its number in the last bytes of an address. */
static void many(const char *format, unsigned lines, const char *what)
{
	static char text[64 << 10];
	size_t len = (size_t)snprintf(text, sizeof(text), "%s", LAN);

	for (unsigned i = 0; i < lines; i++) {
		int n;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		n = snprintf(text + len, sizeof(text) - len, format,
			i / 256 + 1, i % 256);
#pragma GCC diagnostic pop
		len += (size_t)n;
	}
	if (what)
		bad(text, lines + 1, what);
	else
		is_int(parse(text), 0, "as many as there may be");
}

int main(void)
{
	test_good();
	test_networks();
	test_ipv6();
	test_bad();
	many("upstream 192.0.%u.%u\n", 16, NULL);
	many("upstream 192.0.%u.%u\n", 17, "more than 16 upstreams");
	many("name web 10.88.%u.%u\n", 2048, NULL);
	many("name web 10.88.%u.%u\n", 2049,
		"more than 2048 names, or 64 KiB of them");
	many("sees 10.88.%u.%u lan\n", 2048, NULL);
	many("sees 10.88.%u.%u lan\n", 2049,
		"more than 2048 addresses in several networks");
	many("listen 10.89.%u.%u tcr1\n", 15, NULL);
	many("listen 10.89.%u.%u tcr1\n", 16,
		"more than 16 networks, or 64 addresses to listen on");
	return done_testing();
}
