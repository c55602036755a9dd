/* SPDX-License-Identifier: MIT */
/*
 * The firewall's text: what is in it, and what never gets into it.
 * Links: net/rules.c net/rules_port.c net/rules_bridge.c net/link.c
 * Links: net/subnet.c net/address.c net/netlink.c init/text.c init/fmt.c
 * Links: init/io.c init/log.c
 */
#include "net/rules.h"

#include "net/address.h"
#include "net/net.h"
#include "net/rules_port.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>

static char text[RULES_MAX];

static struct in_addr ip(const char *dotted)
{
	struct in_addr a = {0};

	(void)inet_pton(AF_INET, dotted, &a);
	return a;
}

/* A subnet by its gateway. */
static struct net_subnet subnet(const char *gateway, uint8_t prefix)
{
	struct net_subnet s = {.net.prefix = prefix};

	(void)address_read(gateway, &s.gateway);
	s.net.ip = address_subnet(&s.gateway, prefix);
	return s;
}

static struct net_bridge tcr0;

static struct net_firewall bridge(const struct net_port *ports, size_t n)
{
	tcr0 = (struct net_bridge){.name = "tcr0",
		.subnets = {subnet("10.88.3.1", 22)},
		.subnet_count = 1};
	return (struct net_firewall){.bridges = &tcr0,
		.bridge_count = 1,
		.ports = ports,
		.port_count = n};
}

static struct net_port port(uint16_t host, uint16_t to, uint16_t count)
{
	return (struct net_port){.to_ip = ip("10.88.0.7"),
		.host_port = host,
		.to_port = to,
		.count = count,
		.protocol = IPPROTO_TCP};
}

static int write_rules(const struct net_firewall *b)
{
	size_t bad;

	return rules_write(text, sizeof(text), b, &bad);
}

static int write_port(struct net_port p)
{
	struct net_firewall b = bridge(&p, 1);

	return write_rules(&b);
}

static void has(const char *line, const char *claim)
{
	if (!ok(strstr(text, line) != NULL, "%s", claim))
		printf("# no '%s' in:\n%s\n", line, text);
}

static void test_frame(void)
{
	struct net_firewall b = bridge(NULL, 0);
	int len = write_rules(&b);

	is_int(len, (int)strlen(text), "the length is the text's");
	ok(strncmp(text,
		   "add table inet tcr\ndelete table inet tcr\n"
		   "table inet tcr {\n",
		   58) == 0,
		"the table is replaced in one transaction");
	has("type filter hook forward priority filter; policy drop;",
		"forwarding drops by default");
	has("iifname != { \"lo\", \"tcr0\" } ip daddr 10.88.0.0/22 drop",
		"nobody outside reaches the subnet directly");
	has("iifname != \"lo\" ip daddr 127.0.0.0/8 drop", "nor 127.0.0.1");
	has("iifname \"tcr0\" ip saddr != { 10.88.0.0/22 } drop",
		"nobody inside sends from elsewhere");
	has("ip daddr 10.88.3.1 meta l4proto { tcp, udp } th dport 53 return",
		"a published port 53 does not take the forwarder's");
}

static void test_beside(void)
{
	struct net_firewall b = bridge(NULL, 0);

	ok(write_rules(&b) > 0 &&
			!strstr(text, "oifname != { \"tcr0\" } accept"),
		"a device forwards nothing for others");
	b.beside = true;
	ok(write_rules(&b) > 0, "beside an existing system it does");
	has("policy drop;\n"
	    "\t\tiifname != { \"tcr0\" } oifname != { \"tcr0\" } accept\n"
	    "\t\tct state established,related accept\n",
		"what comes from no bridge of tcr's and goes to none");
}

static void test_share(void)
{
	struct net_firewall b = bridge(NULL, 0);

	ok(write_rules(&b) > 0 && !strstr(text, "ct count"),
		"without a number of connections there is no limit");
	b.connections = 4096;
	ok(write_rules(&b) > 0, "with one there is");
	has("iifname { \"tcr0\" } ct state new add @connections "
	    "{ ip saddr ct count over 4096 } drop",
		"for each source on a bridge");
}

static void test_ports(void)
{
	struct net_port ports[] = {
		port(8080, 80, 1),
		port(7000, 7000, 10),
		port(5000, 6000, 3),
		port(80, 80, 1),
	};
	struct net_firewall b = bridge(ports, 4);

	ports[2].protocol = IPPROTO_UDP;
	(void)address_read("192.0.2.9", &ports[3].host_ip);
	ports[3].family = AF_INET;
	ok(write_rules(&b) > 0, "ports are published");
	has("\t\tdnat ip to meta l4proto . th dport map {\n"
	    "\t\t\ttcp . 8080 : 10.88.0.7 . 80,\n",
		"one to another, in a map");
	has("\t\ttcp dport 7000-7009 dnat ip to 10.88.0.7\n",
		"a range to itself");
	has("\t\t\tudp . 5000 : 10.88.0.7 . 6000,\n"
	    "\t\t\tudp . 5001 : 10.88.0.7 . 6001,\n"
	    "\t\t\tudp . 5002 : 10.88.0.7 . 6002,\n\t\t}\n",
		"a shifted range, port by port");
	has("\t\tdnat ip to ip daddr . meta l4proto . th dport map {\n"
	    "\t\t\t192.0.2.9 . tcp . 80 : 10.88.0.7 . 80,\n\t\t}\n",
		"on one address of the device, before all others");
	ok(!strstr(text, "ip6") && !strstr(text, "published6"),
		"without IPv6 nothing is said of it but that it is dropped");
	has("iifname \"tcr0\" meta nfproto ipv6 drop", "on the bridge");
}

/* A bridge with IPv6, and ports that lead to both addresses of a container. */
static struct net_firewall bridge6(struct net_port *ports, size_t n)
{
	struct net_firewall f = bridge(ports, n);

	tcr0.subnets[tcr0.subnet_count++] = subnet("fd00:1::1", 64);
	for (size_t i = 0; i < n; i++)
		(void)address_read("fd00:1::a58:7", &ports[i].to_ip6);
	return f;
}

static void test_ipv6(void)
{
	struct net_port ports[] = {
		port(8080, 80, 1), port(81, 80, 1), port(82, 80, 1)};
	struct net_firewall f = bridge6(ports, 3);

	ports[1].family = AF_INET;
	ports[2].family = AF_INET6;
	(void)address_read("2001:db8::9", &ports[2].host_ip);
	ok(write_rules(&f) > 0, "a bridge may have IPv6");
	has("iifname { \"tcr0\" } jump asked", "its input is looked at");
	has("iifname != { \"lo\", \"tcr0\" } ip6 daddr fd00:1::/64 drop",
		"nobody outside reaches that subnet directly");
	has("iifname \"tcr0\" ip6 saddr != { fe80::/10, fd00:1::/64 } drop",
		"nobody inside sends from elsewhere");
	ok(!strstr(text, "meta nfproto ipv6 drop"), "it is not dropped");
	has("\t\tdnat ip6 to meta l4proto . th dport map {\n"
	    "\t\t\ttcp . 8080 : fd00:1::a58:7 . 80,\n\t\t}\n",
		"a port of both families leads there; one of IPv4 does not");
	has("\t\tdnat ip6 to ip6 daddr . meta l4proto . th dport map {\n"
	    "\t\t\t2001:db8::9 . tcp . 82 : fd00:1::a58:7 . 80,\n\t\t}\n",
		"one of one address of the device");
	has("ip6 saddr fd00:1::/64 oifname != { \"lo\", \"tcr0\" } masquerade",
		"it leaves with the device's address");
	has("nd-neighbor-solicit", "neighbours are found");
	has("iifname \"tcr0\" ip6 daddr fd00:1::1 meta l4proto { tcp, udp } "
	    "th dport 53 accept",
		"names are asked there too");
	f.connections = 10;
	(void)write_rules(&f);
	has("@connections6 { ip6 saddr ct count over 10 } drop",
		"connections are counted");
}

/* Which port the chain takes a packet to: its index; -1: none. */
static int found(const struct net_firewall *f, uint8_t protocol, const char *to,
	uint16_t number)
{
	struct in6_addr a;
	const struct net_port *p;

	(void)address_read(to, &a);
	p = rules_port_find(f, protocol, &a, number);
	return p ? (int)(p - f->ports) : -1;
}

/* A bridge with several subnets of a family. */
static void test_subnets(void)
{
	struct net_port p = port(8080, 80, 1);
	struct net_firewall f = bridge6(&p, 1);

	tcr0.subnets[2] = tcr0.subnets[1];
	tcr0.subnets[1] = subnet("10.90.0.9", 24);
	tcr0.subnets[3] = subnet("fd00:2::1", 64);
	tcr0.subnet_count = 4;
	ok(write_rules(&f) > 0, "a bridge may have several subnets");
	has("iifname != { \"lo\", \"tcr0\" } ip daddr 10.90.0.0/24 drop",
		"nobody outside reaches the second one");
	has("iifname \"tcr0\" ip saddr != { 10.88.0.0/22, 10.90.0.0/24 } drop",
		"containers send from both");
	has("iifname \"tcr0\" ip6 saddr != { fe80::/10, fd00:1::/64, "
	    "fd00:2::/64 } drop",
		"also of IPv6");
	has("ip saddr 10.90.0.0/24 oifname != { \"lo\", \"tcr0\" } "
	    "masquerade",
		"what leaves the second one has the device's address");
	has("ip saddr { 127.0.0.0/8, 10.90.0.0/24 } oifname \"tcr0\" ct status "
	    "dnat masquerade",
		"also what comes back by a published port");
	has("ip daddr 10.90.0.9 meta l4proto { tcp, udp } th dport 53 return",
		"its gateway answers names");
	is_int(found(&f, IPPROTO_TCP, "10.90.0.9", 8080), 0,
		"ports are published there");
	p.to_ip = ip("10.90.0.7");
	ok(write_rules(&f) > 0, "a port may lead to an address of the second");
	p.to_ip = ip("10.90.0.9");
	is_int(write_rules(&f), -EINVAL, "but not to its gateway");
	p.to_ip = ip("10.90.0.7");
	tcr0.subnets[1] = subnet("fd00:3::1", 64);
	tcr0.subnets[2] = subnet("10.90.0.9", 24);
	is_int(write_rules(&f), -EINVAL, "those of IPv4 come first");
	tcr0.subnet_count = 0;
	is_int(write_rules(&f), -EINVAL, "one there must be");
}

static void test_routed(void)
{
	struct net_port p = port(8080, 80, 1);
	struct net_firewall f = bridge6(&p, 1);

	tcr0.routed6 = true;
	ok(write_rules(&f) > 0, "IPv6 may be routed");
	ok(!strstr(text, "ip6 saddr fd00:1::/64 oifname != { \"lo\""),
		"then it leaves as it is");
	ok(!strstr(text, "} ip6 daddr fd00:1::/64 drop"),
		"answers come in from outside");
	has("ip6 daddr fd00:1::a58:7 tcp dport 80-80 accept",
		"a published port is reached at its own address");
	has("oifname { \"tcr0\" } drop", "and no other");
}

static void test_bad_ipv6(void)
{
	struct net_port p = port(8080, 80, 1);
	struct net_firewall f = bridge6(&p, 1);

	(void)address_read("fd00:2::7", &p.to_ip6);
	is_int(write_rules(&f), -EINVAL, "a container of another subnet");
	(void)address_read("fd00:1::1", &p.to_ip6);
	is_int(write_rules(&f), -EINVAL, "the bridge itself");
	p.to_ip6 = (struct in6_addr){0};
	p.family = AF_INET6;
	is_int(write_rules(&f), -EINVAL, "a port of IPv6 that leads nowhere");
	f = bridge6(&p, 1);
	tcr0.subnets[1] = subnet("fd00:1::1", 97);
	is_int(write_rules(&f), -EINVAL, "a subnet without room for IPv4's");
	tcr0.subnets[1] = subnet("ff02::1", 64);
	is_int(write_rules(&f), -EINVAL, "a group's address");
}

static void test_bad_ports(void)
{
	struct net_port p = port(80, 80, 1), two[2] = {p, p};
	struct net_firewall b = bridge(two, 2);
	size_t bad = 0;

	two[1].count = 0;
	is_int(rules_write(text, sizeof(text), &b, &bad), -EINVAL,
		"a range of no ports is refused");
	is_int((long long)bad, 1, "by its index");
	is_int(write_port(port(0, 80, 1)), -EINVAL, "port 0");
	is_int(write_port(port(80, 0, 1)), -EINVAL, "port 0 inside");
	is_int(write_port(port(65000, 1, 537)), -EINVAL, "past 65535");
	is_int(write_port(port(1, 65000, 537)), -EINVAL, "past it inside");
	ok(write_port(port(65000, 1, 536)) > 0, "up to 65535");
	p.protocol = IPPROTO_ICMP;
	is_int(write_port(p), -EINVAL, "a protocol without ports");
	p = port(80, 80, 1);
	p.to_ip = ip("10.88.4.1");
	is_int(write_port(p), -EINVAL, "a container of another subnet");
	p.to_ip = ip("10.88.3.1");
	is_int(write_port(p), -EINVAL, "the bridge itself");
	is_int(write_port(port(1, 2, 65534)), -ENOBUFS,
		"more text than there is room for");
}

static void test_bad_bridges(void)
{
	static const char *const names[] = {"", "a b", "tcr0\"; flush ruleset",
		"x\ny", "-x", ".", "..", "a/b", "a{", "sixteen-letters-"};
	static const struct {
		const char *ip;
		uint8_t prefix;
	} nets[] = {{"10.88.0.0", 24}, {"10.88.0.255", 24}, {"10.0.0.1", 31},
		{"10.0.0.1", 0}, {"10.0.0.1", 7}, {"10.0.0.1", 33},
		{"127.0.0.1", 8}, {"0.0.0.1", 8}, {"224.0.0.1", 24}};
	struct net_firewall b = bridge(NULL, 0);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		/* The longest is not terminated within the name's room. */
		memset(tcr0.name, 0, sizeof(tcr0.name));
		memcpy(tcr0.name, names[i],
			strnlen(names[i], sizeof(tcr0.name)));
		ok(write_rules(&b) == -EINVAL, "bad name %zu is refused", i);
	}
	b = bridge(NULL, 0);
	for (size_t i = 0; i < sizeof(nets) / sizeof(nets[0]); i++) {
		tcr0.subnets[0] = subnet(nets[i].ip, nets[i].prefix);
		ok(write_rules(&b) == -EINVAL, "%s/%u is refused", nets[i].ip,
			nets[i].prefix);
	}
}

/* Two networks that lead outside, one that does not. */
static void test_networks(void)
{
	struct net_bridge b[] = {
		{.name = "a",
			.subnets = {subnet("10.89.0.1", 24)},
			.subnet_count = 1},
		{.name = "b",
			.subnets = {subnet("10.89.1.1", 24)},
			.subnet_count = 1},
		{.name = "c",
			.subnets = {subnet("10.89.2.1", 24)},
			.subnet_count = 1,
			.internal = true,
			.no_dns = true},
	};
	struct net_port ports[] = {port(80, 80, 1), port(81, 80, 1)};
	struct net_firewall f = {.bridges = b,
		.bridge_count = 3,
		.ports = ports,
		.port_count = 2};
	size_t bad = 0;

	ports[0].to_ip = ip("10.89.0.2");
	ports[1].to_ip = ip("10.89.1.2");
	ok(rules_write(text, sizeof(text), &f, &bad) > 0,
		"several networks are one table");
	has("iifname != { \"lo\", \"b\" } ip daddr 10.89.1.0/24 drop",
		"nobody of another network reaches one");
	has("oifname { \"a\", \"b\", \"c\" } drop", "nor by being forwarded");
	has("iifname \"c\" drop", "an internal one leads nowhere");
	ok(!strstr(text, "10.89.2.0/24 oifname"),
		"and never gets the device's address");
	has("iifname \"a\" ip daddr 10.89.0.1 meta l4proto { tcp, udp } "
	    "th dport 53 accept",
		"names are asked for at the own gateway");
	ok(!strstr(text, "iifname \"c\" ip daddr 10.89.2.1 meta"),
		"or not at all");
	has("tcp . 81 : 10.89.1.2 . 80,", "ports lead to any of them");
	ports[1].to_ip = ip("10.89.2.2");
	is_int(rules_write(text, sizeof(text), &f, &bad), -EINVAL,
		"but not to an internal one");
	is_int((long long)bad, 1, "which is named");
	f.port_count = 1;
	b[2].subnets[0] = subnet("10.89.2.1", 31);
	is_int(rules_write(text, sizeof(text), &f, &bad), -EINVAL,
		"a network that cannot be");
	is_int((long long)bad, 3, "is named too");
}

static void test_bounds(void)
{
	struct net_port p = port(8080, 80, 1);
	struct net_firewall b = bridge(&p, 1);
	int len = write_rules(&b);
	size_t bad;
	int fits = 0;

	for (int size = 1; size <= len; size++)
		fits += rules_write(text, (size_t)size, &b, &bad) != -ENOBUFS;
	is_int(fits, 0, "no smaller buffer passes for enough");
	is_int(rules_write(text, (size_t)len + 1, &b, &bad), len,
		"one that is just enough is");
}

static void test_find(void)
{
	struct net_port ports[] = {port(8080, 8080, 3), port(8081, 81, 1),
		port(8081, 82, 1), port(8090, 90, 2), port(53, 5353, 1)};
	struct net_firewall f = bridge(ports, 5);

	(void)address_read("192.0.2.1", &ports[2].host_ip);
	ports[2].family = AF_INET;
	(void)address_read("fd00::7", &ports[3].to_ip6);
	is_int(found(&f, IPPROTO_TCP, "192.0.2.2", 8082), 0,
		"the last of a range is found");
	is_int(found(&f, IPPROTO_TCP, "192.0.2.2", 8083), -1, "not one more");
	is_int(found(&f, IPPROTO_TCP, "192.0.2.2", 8081), 1,
		"one alone comes before a range, as in the chain");
	is_int(found(&f, IPPROTO_TCP, "192.0.2.1", 8081), 2,
		"and that of one address before those of all");
	is_int(found(&f, IPPROTO_UDP, "192.0.2.1", 8081), -1,
		"of the same protocol");
	is_int(found(&f, IPPROTO_TCP, "2001:db8::1", 8091), 3,
		"in a family that leads inside");
	is_int(found(&f, IPPROTO_TCP, "2001:db8::1", 8081), -1, "and no other");
	is_int(found(&f, IPPROTO_TCP, "192.0.2.1", 53), 4,
		"names' port is one");
	is_int(found(&f, IPPROTO_TCP, "10.88.3.1", 53), -1,
		"but at the gateway, where they are asked for");
}

static void test_pins(void)
{
	struct net_end ends[] = {
		{.host_if = "v4",
			.addresses = {{address_of4(ip("10.88.0.4")), 22}},
			.address_count = 1},
		{.host_if = "v6",
			.addresses = {{address_of4(ip("10.88.0.6")), 22},
				{address_of4(ip("10.89.0.6")), 24}},
			.address_count = 3,
			.mac = {2, 0, 0, 0, 0, 9}},
		{.host_if = "\" }",
			.addresses = {{address_of4(ip("10.88.0.8")), 22}},
			.address_count = 1},
	};
	struct net_firewall f = bridge(NULL, 0);

	(void)write_rules(&f);
	has("add table bridge tcr\ndelete table bridge tcr\n",
		"frames have a table of their own");
	ok(!strstr(text, "table bridge tcr {"), "without ends there is none");
	(void)address_read("fd00:1::6", &ends[1].addresses[2].ip);
	f.ends = ends;
	f.end_count = 1;
	(void)write_rules(&f);
	has("\"v4\" . 02:00:0a:58:00:04 . 10.88.0.4,",
		"a port, its MAC and its address are one");
	ok(!strstr(text, "own6"), "without IPv6 none of it passes");
	f.end_count = 3;
	(void)write_rules(&f);
	has("\"v6\" . 02:00:00:00:00:09 . 10.88.0.6,",
		"so is a MAC address that was said");
	has("\"v6\" . 02:00:00:00:00:09 . 10.89.0.6,",
		"and each further address");
	has("\"v6\" . 02:00:00:00:00:09 . fd00:1::6,", "and one of IPv6");
	has("\"v6\" . 02:00:00:00:00:09 . fe80::ff:fe00:9,",
		"and that of the link");
	has("\"v6\" . 02:00:00:00:00:09 . "
	    "0xfd000001000000000000000000000006,",
		"which is the neighbour that it may say it is");
	ok(!strstr(text, "10.88.0.8"), "no name becomes a rule");
	f.unpinned = true;
	(void)write_rules(&f);
	ok(!strstr(text, "bridge tcr"), "a kernel without gets nothing of it");
}

int main(void)
{
	test_frame();
	test_beside();
	test_share();
	test_ports();
	test_ipv6();
	test_subnets();
	test_routed();
	test_bad_ipv6();
	test_bad_ports();
	test_bad_bridges();
	test_networks();
	test_bounds();
	test_find();
	test_pins();
	return done_testing();
}
