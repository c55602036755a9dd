/* SPDX-License-Identifier: MIT */
/*
 * Writes the nftables ruleset of the device.  Only names that passed
 * link_name_ok(), numbers and addresses get into the text, so nothing in a unit
 * file can become a rule of its own.
 *
 * How it works: the table is made (so that it can be deleted), deleted and made
 * again in one transaction: at no instant is there none of it, and connections
 * go on, for they live in conntrack.
 *
 * guard: what must not exist on the wire: from outside a bridge its subnet or
 * 127.0.0.0/8, from inside any other source.  Before conntrack and NAT, so that
 * it sees the addresses that were sent.  Another bridge is outside: this is
 * what keeps networks apart.
 *
 * share: how many connections a container may have at once.
 *
 * published: the ports, for what comes from outside or from a container
 * (prerouting) and from the device itself (output).
 *
 * postrouting: a subnet leaves with the device's address.  So does what comes
 * back in through a published port from the subnet or from 127.0.0.1: its
 * answer must pass here to be translated back.
 *
 * forward drops what is not named; input says what a container may ask of the
 * device: names and echoes.
 *
 * What passes between the ports of one bridge is rules_bridge.c's.
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

/* Neither the first of its subnet, which is no host's, nor the last. */
static bool gateway_ok(const struct net_bridge *b)
{
	uint32_t ip = ntohl(b->address.s_addr), all = UINT32_MAX >> b->prefix;

	return ip >> 24 != 127 && (ip & all) != 0 && (ip & all) != all;
}

bool rules_bridge_ok(const struct net_bridge *b)
{
	struct in6_addr ip = address_of4(b->address);

	/* Room for a gateway and a container, in a unicast range. */
	return link_name_ok(b->name) && b->prefix >= 8 && b->prefix <= 30 &&
	       address_is_unicast(&ip) && gateway_ok(b) &&
	       (!b->prefix6 || (b->prefix6 >= NET_PREFIX6_MIN &&
				       b->prefix6 <= NET_PREFIX6_MAX &&
				       address_is_unicast(&b->address6) &&
				       !address_is4(&b->address6)));
}

/* All names, for a set. */
static void put_names(struct text *t, const struct net_firewall *f)
{
	for (size_t i = 0; i < f->bridge_count; i++)
		text_put(t, "%s\"%s\"", i ? ", " : "", f->bridges[i].name);
}

static void put_guard(struct text *t, const struct sides *sides)
{
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
			"\t\tiifname != { \"lo\", \"%s\" } %s saddr %s drop\n"
			"\t\tiifname \"%s\" %s saddr != { %s%s } drop\n",
			name, s->ip, s->subnet, name, s->ip, s->subnet,
			s->is6 ? ", fe80::/10" : "");
		if (!s->bridge->prefix6)
			text_put(t,
				"\t\tiifname \"%s\" meta nfproto ipv6 drop\n",
				name);
	}
	text_put(t, "\t}\n");
}

/*
 * What passes a bridge is counted by its source, before it is entered in the
 * table of connections, which all of the device shares: a container that fills
 * its part loses its own new connections only.
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
		"\t\ttype filter hook forward priority filter; policy drop;\n"
		"\t\tct state established,related accept\n"
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
	/* No one is reached without (RFC 4861); lo and uplinks are not here. */
	if (sides->families > 1)
		text_put(t, "\t\ticmpv6 type { nd-neighbor-solicit, "
			    "nd-neighbor-advert } accept\n");
	text_put(t, "\t\tdrop\n\t}\n");
}

static void add_side(struct sides *sides, const struct net_bridge *b, bool is6)
{
	struct side *s = &sides->at[sides->count++];
	struct in6_addr gateway = is6 ? b->address6 : address_of4(b->address);
	unsigned prefix = is6 ? b->prefix6 : b->prefix;
	struct in6_addr subnet = address_subnet(&gateway, prefix);
	char text[ADDRESS_TEXT_MAX];

	*s = (struct side){.bridge = b, .is6 = is6, .ip = is6 ? "ip6" : "ip"};
	(void)address_write(&gateway, s->gateway);
	(void)fmt_print(s->subnet, sizeof(s->subnet), "%s/%u",
		address_write(&subnet, text), prefix);
	if (is6)
		sides->families = 2;
}

/* The first thing that cannot be; the count of all: none. */
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
	for (size_t i = 0; i < f->bridge_count; i++) {
		add_side(&sides, &f->bridges[i], false);
		if (f->bridges[i].prefix6)
			add_side(&sides, &f->bridges[i], true);
	}
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
		/* What has no place is put to the first: nft_meta_bridge. */
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
