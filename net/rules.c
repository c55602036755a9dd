/* SPDX-License-Identifier: MIT */
/*
 * Writes the nftables ruleset of the device.  Only names that passed
 * link_name_ok(), numbers and addresses get into the text, so nothing in a unit
 * file can become a rule of its own.
 *
 * How it works: one transaction makes the table (so that it can be deleted),
 * deletes it and makes it again.  So there is a table at every instant, and
 * connections, which conntrack keeps, go on.
 *
 * guard drops packets with addresses that cannot be true: from outside of a
 * bridge to or from its subnets, or to 127.0.0.0/8, and from inside with any
 * other source.  It runs before conntrack and NAT, so it sees the addresses
 * that were sent.  Other bridges count as outside, which separates the
 * networks.
 *
 * share limits how many connections a container may have at once.
 *
 * published translates published ports, for packets from outside or from a
 * container (prerouting) and from the device itself (output).
 *
 * postrouting gives packets that leave a subnet the device's address; also
 * packets that come back through a published port from the subnet or from
 * 127.0.0.1, as their replies must pass the device to be translated back.
 *
 * forward drops by default; beside an existing system it leaves packets alone
 * that concern no bridge of tcr's.  input and asked allow containers DNS and
 * ping of the device.
 *
 * rules_bridge.c has the rules for frames between ports of one bridge.
 */
#include "net/rules.h"

#include "init/fmt.h"
#include "init/text.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/rules_bridge.h"
#include "net/rules_port.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Whether the address is neither the first nor the last of its subnet. */
static bool host_ok(const struct in6_addr *address, uint8_t prefix)
{
	uint32_t ip = ntohl(address_to4(address).s_addr);
	uint32_t all = UINT32_MAX >> prefix;

	return ip >> 24 != 127 && (ip & all) != 0 && (ip & all) != all;
}

static bool subnet_ok(const struct net_subnet *s)
{
	uint8_t prefix = s->net.prefix;

	if (!address_is_unicast(&s->gateway) ||
		!address_in(&s->gateway, &s->net.ip, prefix))
		return false;
	/* A /30 has room for a gateway and a container. */
	return address_is4(&s->gateway)
		       ? prefix >= 8 && prefix <= 30 &&
				 host_ok(&s->gateway, prefix)
		       : prefix >= NET_PREFIX6_MIN && prefix <= NET_PREFIX6_MAX;
}

bool rules_bridge_ok(const struct net_bridge *b)
{
	bool six = false; /* a subnet of IPv6 comes before */

	for (size_t i = 0; i < b->subnet_count; i++) {
		if (!subnet_ok(&b->subnets[i]) ||
			(six && address_is4(&b->subnets[i].gateway)))
			return false;
		six = !address_is4(&b->subnets[i].gateway);
	}
	return link_name_ok(b->name) && b->subnet_count > 0 &&
	       b->subnet_count <= NET_SUBNETS_MAX &&
	       address_is4(&b->subnets[0].gateway);
}

/* Writes the names of all bridges, as elements of a set. */
static void put_names(struct text *t, const struct net_firewall *f)
{
	for (size_t i = 0; i < f->bridge_count; i++)
		text_put(t, "%s\"%s\"", i ? ", " : "", f->bridges[i].name);
}

/* Drops what comes from a bridge with another source than its subnets. */
static void put_sources(
	struct text *t, const struct sides *sides, const struct net_bridge *b)
{
	for (int is6 = 0; is6 < (net_has6(b) ? 2 : 1); is6++) {
		text_put(t, "\t\tiifname \"%s\" %s saddr != { %s", b->name,
			is6 ? "ip6" : "ip", is6 ? "fe80::/10" : "");
		for (size_t i = 0, n = 0; i < sides->count; i++)
			if (sides->at[i].bridge == b && sides->at[i].is6 == is6)
				text_put(t, "%s%s", is6 || n++ ? ", " : "",
					sides->at[i].subnet);
		text_put(t, " } drop\n");
	}
	if (!net_has6(b))
		text_put(t, "\t\tiifname \"%s\" meta nfproto ipv6 drop\n",
			b->name);
}

static void put_guard(struct text *t, const struct sides *sides)
{
	const struct net_firewall *f = sides->firewall;

	text_put(t,
		"\tchain guard {\n"
		"\t\ttype filter hook prerouting priority raw; policy accept;\n"
		"\t\tiifname != \"lo\" ip daddr 127.0.0.0/8 drop\n");
	for (size_t i = 0; i < sides->count; i++) {
		const struct side *s = &sides->at[i];
		const char *name = s->bridge->name;

		if (!s->is6 || !s->bridge->routed6)
			text_put(t,
				"\t\tiifname != { \"lo\", \"%s\" } %s daddr %s "
				"drop\n",
				name, s->ip, s->subnet);
		text_put(t,
			"\t\tiifname != { \"lo\", \"%s\" } %s saddr %s drop\n",
			name, s->ip, s->subnet);
	}
	for (size_t i = 0; i < f->bridge_count; i++)
		put_sources(t, sides, &f->bridges[i]);
	text_put(t, "\t}\n");
}

/*
 * Counts connections by source before they enter the conntrack table, which the
 * whole device shares: a container that has too many loses only its own new
 * connections.
 */
static void put_share(struct text *t, const struct sides *sides)
{
	const struct net_firewall *f = sides->firewall;

	for (int is6 = 0; is6 < sides->families; is6++)
		text_put(t,
			"\tset connections%s {\n"
			"\t\ttype ipv%d_addr; size 65535; flags dynamic;\n"
			"\t}\n",
			is6 ? "6" : "", is6 ? 6 : 4);
	text_put(t, "\tchain share {\n"
		    "\t\ttype filter hook prerouting priority mangle; "
		    "policy accept;\n");
	for (int is6 = 0; is6 < sides->families; is6++) {
		text_put(t, "\t\tiifname { ");
		put_names(t, f);
		text_put(t,
			" } ct state new add @connections%s "
			"{ ip%s saddr ct count over %u } drop\n",
			is6 ? "6" : "", is6 ? "6" : "", f->connections);
	}
	text_put(t, "\t}\n");
}

static void put_nat(struct text *t, const struct sides *sides)
{
	static const char *const hooks[] = {"prerouting", "output"};

	for (int is6 = 0; is6 < sides->families; is6++)
		rules_put_published(t, sides, is6);
	for (int i = 0; i < 2; i++) {
		text_put(t,
			"\tchain %s {\n"
			"\t\ttype nat hook %s priority -100; policy accept;\n",
			hooks[i], hooks[i]);
		for (int is6 = 0; is6 < sides->families; is6++)
			text_put(t,
				"\t\tmeta nfproto ipv%d fib daddr type local "
				"jump published%s\n",
				is6 ? 6 : 4, is6 ? "6" : "");
		text_put(t, "\t}\n");
	}
	text_put(t, "\tchain postrouting {\n"
		    "\t\ttype nat hook postrouting priority srcnat; "
		    "policy accept;\n");
	for (size_t i = 0; i < sides->count; i++) {
		const struct side *s = &sides->at[i];
		const char *name = s->bridge->name;

		if (s->bridge->internal)
			continue;
		if (!s->is6 || !s->bridge->routed6)
			text_put(t,
				"\t\t%s saddr %s oifname != { \"lo\", \"%s\" } "
				"masquerade\n",
				s->ip, s->subnet, name);
		text_put(t,
			"\t\t%s saddr { %s%s } oifname \"%s\" ct status dnat "
			"masquerade\n",
			s->ip, s->is6 ? "" : "127.0.0.0/8, ", s->subnet, name);
	}
	text_put(t, "\t}\n");
}

static void put_forward(struct text *t, const struct sides *sides)
{
	const struct net_firewall *f = sides->firewall;

	text_put(t,
		"\tchain forward {\n"
		"\t\ttype filter hook forward priority filter; policy drop;\n");
	if (f->beside) {
		text_put(t, "\t\tiifname != { ");
		put_names(t, f);
		text_put(t, " } oifname != { ");
		put_names(t, f);
		text_put(t, " } accept\n");
	}
	text_put(t, "\t\tct state established,related accept\n"
		    "\t\tct state invalid drop\n");
	for (size_t i = 0; i < f->bridge_count; i++)
		if (f->bridges[i].internal)
			text_put(t, "\t\tiifname \"%s\" drop\n",
				f->bridges[i].name);
	text_put(t, "\t\toifname { ");
	put_names(t, f);
	text_put(t, " } ct status dnat accept\n");
	rules_put_routed(t, sides);
	text_put(t, "\t\toifname { ");
	put_names(t, f);
	text_put(t, " } drop\n\t\tiifname { ");
	put_names(t, f);
	text_put(t, " } accept\n\t}\n");
}

static void put_input(struct text *t, const struct sides *sides)
{
	text_put(t,
		"\tchain input {\n"
		"\t\ttype filter hook input priority filter; policy accept;\n"
		"\t\tiifname { ");
	put_names(t, sides->firewall);
	text_put(t, " } jump asked\n"
		    "\t}\n"
		    "\tchain asked {\n"
		    "\t\tct state established,related accept\n");
	for (size_t i = 0; i < sides->count; i++) {
		const struct side *s = &sides->at[i];
		const char *name = s->bridge->name;

		if (!s->bridge->no_dns)
			text_put(t,
				"\t\tiifname \"%s\" %s daddr %s "
				"meta l4proto { tcp, udp } th dport 53 "
				"accept\n",
				name, s->ip, s->gateway);
		text_put(t,
			"\t\tiifname \"%s\" %s daddr %s "
			"icmp%s type echo-request accept\n",
			name, s->ip, s->gateway, s->is6 ? "v6" : "");
	}
	/* Neighbour discovery (RFC 4861), without which IPv6 does not work. */
	if (sides->families > 1)
		text_put(t, "\t\ticmpv6 type { nd-neighbor-solicit, "
			    "nd-neighbor-advert } accept\n");
	text_put(t, "\t\tdrop\n\t}\n");
}

static void add_side(struct sides *sides, const struct net_bridge *b,
	const struct net_subnet *subnet)
{
	struct side *s = &sides->at[sides->count++];
	bool is6 = !address_is4(&subnet->net.ip);
	char text[ADDRESS_TEXT_MAX];

	*s = (struct side){.bridge = b, .is6 = is6, .ip = is6 ? "ip6" : "ip"};
	(void)address_write(&subnet->gateway, s->gateway);
	(void)fmt_print(s->subnet, sizeof(s->subnet), "%s/%u",
		address_write(&subnet->net.ip, text), subnet->net.prefix);
	if (is6)
		sides->families = 2;
}

/* The index of the first invalid port or bridge (*bad of rules_write()). */
static size_t first_bad(const struct net_firewall *f)
{
	size_t i = 0, b = 0;

	while (b < f->bridge_count && b < NET_BRIDGES_MAX &&
		rules_bridge_ok(&f->bridges[b]))
		b++;
	if (b < f->bridge_count)
		return f->port_count + b;
	while (i < f->port_count && rules_port_ok(f, &f->ports[i]))
		i++;
	return i < f->port_count ? i : f->port_count + f->bridge_count;
}

int rules_write(
	char *buf, size_t size, const struct net_firewall *f, size_t *bad)
{
	struct text t = {.buf = buf, .size = size};
	struct sides sides = {.firewall = f, .families = 1};

	*bad = first_bad(f);
	if (*bad < f->port_count + f->bridge_count)
		return -EINVAL;
	for (size_t i = 0; i < f->bridge_count; i++)
		for (size_t j = 0; j < f->bridges[i].subnet_count; j++)
			add_side(&sides, &f->bridges[i],
				&f->bridges[i].subnets[j]);
	text_put(&t, RULES_NONE);
	if (f->bridge_count > 0) {
		text_put(&t, "table inet " RULES_TABLE " {\n");
		put_guard(&t, &sides);
		if (f->connections)
			put_share(&t, &sides);
		put_nat(&t, &sides);
		put_forward(&t, &sides);
		put_input(&t, &sides);
		text_put(&t, "}\n");
	}
	if (!f->unpinned)
		rules_put_pins(&t, f);
	return t.rc < 0 ? -ENOBUFS : (int)t.len;
}

const char *rules_missing(const char *message)
{
	static const struct {
		const char *words, *option;
	} known[] = {
		{"Netlink socket", "CONFIG_NF_TABLES"},
		{"cache initialization", "CONFIG_NF_TABLES"},
		{"masquerade", "CONFIG_NFT_MASQ"},
		{"dnat ip", "CONFIG_NFT_NAT"},
		{"fib daddr", "CONFIG_NFT_FIB_INET"},
		{"ct count", RULES_COUNTING},
		{"ct st", "CONFIG_NFT_CT"},
		{"type nat", "CONFIG_NFT_NAT"},
		/* Without nft_meta_bridge, the message quotes the first line.
		 */
		{"directory add table inet", RULES_BRIDGE},
		{"table inet", "CONFIG_NF_TABLES_INET"},
		{"table bridge", RULES_BRIDGE},
		{RULES_PIN_HOOK, RULES_BRIDGE},
	};

	if (!strstr(message, "No such file or directory") &&
		!strstr(message, "not supported"))
		return NULL;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(message, known[i].words))
			return known[i].option;
	return NULL;
}
