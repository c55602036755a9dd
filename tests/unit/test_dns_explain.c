/* SPDX-License-Identifier: MIT */
/*
 * What tcr-dns says that it would answer.
 * Links: net/dns/explain.c net/dns/answer.c net/dns/conf.c net/dns/table.c
 * Links: net/dns/packet.c net/dns/reverse.c net/dns/upstream.c net/dns/wire.c
 * Links: net/address.c init/text.c init/fmt.c
 */
#include "net/dns/explain.h"

#include "net/dns/conf.h"
#include "tests/unit/tap.h"

#include <stdlib.h>

static struct dns_conf conf;
static char out[DNS_EXPLAIN_MAX];

static bool says(
	const char *at, const char *client, const char *name, const char *want)
{
	int len = dns_explain(&conf, at, client, name, out);

	if (len == (int)strlen(want) && strcmp(out, want) == 0)
		return true;
	printf("# %d: %s\n", len, len < 0 ? "" : out);
	return false;
}

static bool refuses(const char *at, const char *client, const char *name)
{
	return dns_explain(&conf, at, client, name, out) < 0;
}

#define LAN "10.90.0.1"
#define DMZ "10.91.0.1"

int main(void)
{
	static const char text[] = "listen " LAN " lan0 lan\n"
				   "listen fd00::1 lan0 lan\n"
				   "listen " DMZ " dmz0 dmz\n"
				   "closed dmz\n"
				   "upstream 192.0.2.1\n"
				   "upstream 192.0.2.2 lan\n"
				   "name web 10.90.0.2 lan\n"
				   "name web fd00::2 lan\n"
				   "name db 10.91.0.3 dmz\n"
				   "sees 10.90.0.2 dmz\n";
	char longest[300];
	struct dns_conf_error error;

	ok(dns_conf_parse(text, strlen(text), &conf, &error) == 0,
		"a configuration");
	ok(says(LAN, "-", "web", "A local 10.90.0.2\nAAAA local fd00::2\n"),
		"a name with both addresses");
	ok(says("fd00::1", "-", "WEB.lan.tcr.",
		   "A local 10.90.0.2\nAAAA local fd00::2\n"),
		"... in all its forms, by IPv6");
	ok(says(LAN, "10.90.0.9", "db", "A unknown\nAAAA unknown\n"),
		"a name of a network that the client does not see");
	ok(says(LAN, "10.90.0.2", "db", "A local 10.91.0.3\nAAAA empty\n"),
		"... that it sees");
	ok(says(LAN, "-", "example.org",
		   "A forward 192.0.2.2\nAAAA forward 192.0.2.2\n"),
		"a name for the network's own resolver");
	ok(says(DMZ, "-", "example.org", "A closed\nAAAA closed\n"),
		"... where none is asked");
	ok(says(DMZ, "-", "3.0.91.10.in-addr.arpa", "PTR local db\n"),
		"a reverse name");
	ok(refuses("10.92.0.1", "-", "web"), "not where it listens");
	ok(refuses("web", "-", "web") && refuses(LAN, "web", "web"),
		"not an address");
	ok(refuses(LAN, "-", "") && refuses(LAN, "-", ".") &&
			refuses(LAN, "-", "a..b") && refuses(LAN, "-", ".a") &&
			refuses(LAN, "-", "a.."),
		"not a name");
	memset(longest, 'a', sizeof(longest));
	longest[64] = 0;
	ok(refuses(LAN, "-", longest), "a label of 64 bytes");
	for (size_t i = 63; i < 255; i += 64)
		longest[i] = '.';
	longest[64] = 'a';
	longest[254] = 0;
	ok(refuses(LAN, "-", longest), "a name of 254 bytes");
	longest[253] = 0;
	ok(dns_explain(&conf, LAN, "-", longest, out) > 0,
		"... and one of 253, the longest");
	return done_testing();
}
