/* SPDX-License-Identifier: MIT */
/*
 * Which names are ours.
 * Links: net/dns/table.c net/dns/reverse.c net/dns/wire.c net/address.c
 * Links: init/fmt.c
 */
#include "net/address.h"
#include "net/dns/packet.h"
#include "net/dns/table.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>

static struct dns_table table;
static struct dns_records found;
static uint16_t view = 1;

static struct in6_addr ip4(uint32_t address)
{
	return address_of4((struct in_addr){htonl(address)});
}

static int add_to(const char *text, struct in6_addr address, uint16_t networks)
{
	struct dns_name name = {text, strlen(text), false};

	return dns_table_add(&table, &name, &address, networks);
}

static uint32_t found4(size_t i)
{
	return ntohl(address_to4(&found.addresses[i]).s_addr);
}

static int add(const char *name, uint32_t address)
{
	return add_to(name, ip4(address), 1);
}

/* Asks for a name in text; a backslash in it stands for a dot in a label. */
static enum dns_where find(const char *name, uint16_t type)
{
	struct dns_query q = {.type = type, .class = DNS_CLASS_IN};
	size_t at = 0;

	while (*name) {
		size_t len = strcspn(name, ".");

		q.name[at] = (uint8_t)len;
		for (size_t i = 0; i < len; i++)
			q.name[at + 1 + i] =
				name[i] == '\\' ? '.' : (uint8_t)name[i];
		at += len + 1;
		q.labels++;
		name += len + (name[len] == '.');
	}
	q.name_len = (uint8_t)(at + 1);
	return dns_table_find(&table, view, &q, &found);
}

static void test_names(void)
{
	is_int(add("", 1), -EINVAL, "no name");
	is_int(add(".", 1), -EINVAL, "only a dot");
	is_int(add("a..b", 1), -EINVAL, "an empty label");
	is_int(add("a.", 1), -EINVAL, "a dot at the end");
	is_int(add("a b", 1), -EINVAL, "a blank");
	is_int(add("a\xff", 1), -EINVAL, "a byte beyond ASCII");
	is_int(add("0123456789012345678901234567890123456789"
		   "0123456789012345678901234",
		       1),
		-EINVAL, "a name of 65 bytes");
	is_int(add("0123456789012345678901234567890123456789"
		   "01234567890123456789012",
		       1),
		0, "63 bytes are a name");
}

static void test_find(void)
{
	is_int(add("web", 0x0a580002), 0, "a name");
	is_int(add("db", 0x0a580003), 0, "another");
	is_int(add("Web", 0x0a580004), 0, "one with two addresses");
	is_int(add("db.internal", 0x0a580005), 0, "one with a dot");
	is_int(add("worker@1", 0x0a580006), 0, "a template's");
	dns_table_sort(&table);

	is_int(find("web", DNS_TYPE_A), DNS_WHERE_HERE, "it is found");
	is_int((long long)found.count, 2, "with both addresses");
	is_int(found4(0), 0x0a580002, "in their order");
	is_int(found4(1), 0x0a580004, "as they came");
	is_int(find("WEB.Tcr", DNS_TYPE_A), DNS_WHERE_HERE,
		"in any case, below tcr");
	is_int(find("web", 28), DNS_WHERE_HERE, "for any type");
	is_int(find("worker@1", DNS_TYPE_A), DNS_WHERE_HERE, "a template's");
	is_int(find("db.internal", DNS_TYPE_A), DNS_WHERE_HERE, "with a dot");
	is_int(find("db.internal.tcr", DNS_TYPE_A), DNS_WHERE_HERE,
		"that too below tcr");
	is_int(find("db\\internal", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"a dot within a label is no separator");
	is_int(find("db\\tcr", DNS_TYPE_A), DNS_WHERE_NOWHERE, "there neither");
	is_int(find("Systemd-db", DNS_TYPE_A), DNS_WHERE_HERE,
		"by podman's name");
	is_int(found4(0), 0x0a580003, "the same");
	is_int(find("systemd-db.internal.tcr", DNS_TYPE_A), DNS_WHERE_HERE,
		"that too with a dot");
	is_int(find("systemd-", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"no name behind it");
	is_int(find("systemd-we", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"one that is not there");
	is_int(find("systemd-systemd-db", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"not twice");
	is_int(find("systemd-example.org", DNS_TYPE_A), DNS_WHERE_ELSEWHERE,
		"a name of others");
	is_int(find("we", DNS_TYPE_A), DNS_WHERE_NOWHERE, "a beginning");
	is_int(find("webs", DNS_TYPE_A), DNS_WHERE_NOWHERE, "a longer one");
}

static void test_whose(void)
{
	is_int(find("nope", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"an unknown host without a dot is nobody's");
	is_int(find("com", DNS_TYPE_DS), DNS_WHERE_ELSEWHERE,
		"but a zone's keys are asked for above");
	is_int(find("com", DNS_TYPE_NS), DNS_WHERE_ELSEWHERE, "and servers");
	is_int(find("nope.tcr", DNS_TYPE_NS), DNS_WHERE_NOWHERE,
		"nothing below tcr is");
	is_int(find("a.web.tcr", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"nor anything below a name there");
	is_int(find("tcr", DNS_TYPE_A), DNS_WHERE_HERE, "tcr is");
	is_int((long long)found.count, 0, "without an address");
	is_int(find("", DNS_TYPE_NS), DNS_WHERE_ELSEWHERE, "the root is not");
	is_int(find("web.example", DNS_TYPE_A), DNS_WHERE_ELSEWHERE,
		"a name elsewhere is forwarded");
	is_int(find("atcr.example", DNS_TYPE_A), DNS_WHERE_ELSEWHERE,
		"so is one with tcr in it");
	is_int(find("web.atcr", DNS_TYPE_A), DNS_WHERE_ELSEWHERE,
		"or that ends like it");
}

static void test_full(void)
{
	char name[DNS_TABLE_KEY];

	memset(&table, 0, sizeof(table));
	for (unsigned i = 0; i < DNS_TABLE_MAX; i++) {
		(void)snprintf(
			name, sizeof(name), "c%u", i * 263 % DNS_TABLE_MAX);
		if (add(name, 0x0a590000 + i * 263 % DNS_TABLE_MAX) != 0)
			ok(false, "%s is added", name);
	}
	is_int(add("more", 1), -ENOSPC, "2049 names are too many");
	dns_table_sort(&table);
	for (unsigned i = 0; i < DNS_TABLE_MAX; i++) {
		(void)snprintf(name, sizeof(name), "C%u.tcr", i);
		if (find(name, DNS_TYPE_A) != DNS_WHERE_HERE ||
			found.count != 1 || found4(0) != 0x0a590000 + i)
			ok(false, "%s is found", name);
	}
	is_int(find("c2048", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"of 2048 names each is found, and no other");
	memset(&table, 0, sizeof(table));
	for (unsigned i = 0; i < DNS_TABLE_BYTES / DNS_TABLE_KEY; i++) {
		(void)snprintf(name, sizeof(name), "%063u", i);
		if (add(name, i + 1) != 0)
			ok(false, "%s is added", name);
	}
	is_int(add("m", 1), -ENOSPC, "long names are fewer");
	is_int(add_to(name, (struct in6_addr){.s6_addr = {0xfd}}, 1), 0,
		"the last one may still have the other address");
	dns_table_sort(&table);
	is_int(find(name, DNS_TYPE_A), DNS_WHERE_HERE, "the longest is found");
	is_int((long long)found.count, 1, "with its address");
	is_int(found4(0), DNS_TABLE_BYTES / DNS_TABLE_KEY, "and no other's");
}

/* "here" is seen in one network, "both" in two, each with its own address. */
static void test_networks(void)
{
	struct in6_addr guest = ip4(0x0a590009), other = ip4(0x0a59000a);
	struct in6_addr found3 = ip4(0x0a000003);

	memset(&table, 0, sizeof(table));
	is_int(dns_table_name_network(&table, 0, "lan.x", 5), -EINVAL,
		"a network's name is one label");
	is_int(dns_table_name_network(&table, 0, "Lan", 3), 0,
		"it may be named");
	is_int(dns_table_name_network(&table, 3, "dmz", 3), 0, "another too");
	is_int(dns_table_network(&table, "dmz", 3), 3, "it is found by name");
	is_int(dns_table_network(&table, "LAN", 3), 0, "in any case");
	is_int(dns_table_network(&table, "wan", 3), -ENOENT, "or not");
	(void)add_to("here", ip4(1), 1);
	(void)add_to("both", ip4(2), 1);
	(void)add_to("both", ip4(3), 8);
	dns_table_sort(&table);

	is_int(dns_table_view(&table, 3, &guest), 8,
		"one sees its own network");
	is_int(dns_table_add_member(&table, &guest, 1), 0,
		"a guest sees another");
	(void)dns_table_add_member(&table, &other, 4);
	is_int(dns_table_view(&table, 3, &guest), 9, "besides its own");
	view = 8;
	is_int(find("here", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"a name of another network is nobody's");
	is_int(find("here.lan", DNS_TYPE_A), DNS_WHERE_ELSEWHERE,
		"also with its network");
	is_int(find("both", DNS_TYPE_A), DNS_WHERE_HERE,
		"a shared one is there");
	is_int((long long)found.count, 1, "with one address");
	is_int(found4(0), 3, "that of the network");
	is_int(find("both.dmz", DNS_TYPE_A), DNS_WHERE_HERE, "by network");
	is_int(find("BOTH.Dmz.tcr", DNS_TYPE_A), DNS_WHERE_HERE, "below tcr");
	view = 9;
	is_int(find("both", DNS_TYPE_A), DNS_WHERE_HERE, "who is in both");
	is_int((long long)found.count, 2, "sees both addresses");
	is_int(find("both.lan", DNS_TYPE_A), DNS_WHERE_HERE, "or by network");
	is_int((long long)found.count, 1, "one");
	is_int(found4(0), 2, "of the right network");
	is_int(find("lan", DNS_TYPE_A), DNS_WHERE_NOWHERE,
		"a network itself is no host");
	for (unsigned i = 2; i < DNS_MEMBER_MAX; i++) {
		struct in6_addr many = ip4(0x0a000000 + i * 7 % 2048);

		(void)dns_table_add_member(&table, &many, 2);
	}
	is_int(dns_table_view(&table, 0, &found3), 3,
		"of many guests each is found");
	is_int(dns_table_add_member(&table, &guest, 4), 0,
		"one may be in more networks");
	other = ip4(12345);
	is_int(dns_table_add_member(&table, &other, 4), -ENOSPC,
		"but there are not more than 2048");
}

/* "web" has an address of each family and an alias. */
static void test_families(void)
{
	struct dns_name alias = {"www", 3, true};
	struct in6_addr a4 = ip4(0x0a590009), a6;

	memset(&table, 0, sizeof(table));
	(void)address_read("fd00:1::a59:9", &a6);
	(void)dns_table_add(&table, &alias, &a4, 1);
	(void)add_to("web", a4, 1);
	(void)add_to("web", a6, 1);
	(void)add_to("old", ip4(0x0a59000a), 1);
	dns_table_sort(&table);
	view = 1;
	is_int(find("web", DNS_TYPE_AAAA), DNS_WHERE_HERE, "AAAA");
	is_int((long long)found.count, 1, "has one");
	ok(address_is(&found.addresses[0], &a6), "of IPv6");
	is_int(find("web", DNS_TYPE_A), DNS_WHERE_HERE, "A");
	is_int((long long)found.count, 1, "has one");
	is_int(found4(0), 0x0a590009, "of IPv4");
	is_int(find("old", DNS_TYPE_AAAA), DNS_WHERE_HERE,
		"one without IPv6 is known");
	is_int((long long)found.count, 0, "but has no AAAA");
}

static void test_called(void)
{
	view = 1;
	is_int(find("9.0.89.10.IN-addr.arpa", DNS_TYPE_PTR), DNS_WHERE_HERE,
		"an address is called");
	ok(found.name_len == 4 && !memcmp(found.name, "\3web", 4),
		"by its name, not by an alias");
	is_int(find("9.0.0.0.9.5.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		    "1.0.0.0.0.0.d.f.ip6.arpa",
		       DNS_TYPE_PTR),
		DNS_WHERE_HERE, "of IPv6 too");
	is_int((long long)found.count, 1, "once");
	is_int(find("9.0.89.10.in-addr.arpa", DNS_TYPE_A), DNS_WHERE_HERE,
		"it has nothing else");
	is_int((long long)found.count, 0, "at all");
	view = 2;
	is_int(find("9.0.89.10.in-addr.arpa", DNS_TYPE_PTR),
		DNS_WHERE_ELSEWHERE, "another network's is unknown");
}

static void test_reverse(void)
{
	static const char *const not [] = {"9.0.89.in-addr.arpa",
		"9.9.0.89.10.in-addr.arpa", "9.0.89.256.in-addr.arpa",
		"9.0.89.010.in-addr.arpa", "9.0.89.x.in-addr.arpa",
		"in-addr.arpa", "ip6.arpa", "1.ip6.arpa",
		"g.0.0.0.9.5.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		"1.0.0.0.0.0.d.f.ip6.arpa",
		"9.0.89.10.in-addr.arpa.tcr", "9.0.89.10xin-addr.arpa"};

	view = 1;
	for (size_t i = 0; i < sizeof(not ) / sizeof(*not ); i++)
		ok(find(not [i], DNS_TYPE_PTR) != DNS_WHERE_HERE,
			"no address: %s", not [i]);
}

int main(void)
{
	test_names();
	test_find();
	test_whose();
	test_full();
	test_networks();
	test_families();
	test_called();
	test_reverse();
	return done_testing();
}
