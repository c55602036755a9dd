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
 */
#include "net/rules.h"

#include "init/fmt.h"
#include "net/link.h"
#include "net/net.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ADDRESS_TEXT_MAX 20 /* "255.255.255.255/32" */

struct text {
	char *buf;
	size_t size;
	size_t len;
	bool overflow;
};

__attribute__((format(printf, 2, 3))) static void put(
	struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	if (t->overflow)
		return;
	va_start(ap, format);
	n = fmt_vprint(t->buf + t->len, t->size - t->len, format, ap);
	va_end(ap);
	if (n < 0)
		t->overflow = true;
	else
		t->len += (size_t)n;
}

/* Host byte order in, dotted text out. */
static const char *address(char *buf, uint32_t a)
{
	(void)fmt_print(buf, ADDRESS_TEXT_MAX, "%u.%u.%u.%u", a >> 24,
		a >> 16 & 255, a >> 8 & 255, a & 255);
	return buf;
}

static uint32_t netmask(uint8_t prefix)
{
	return prefix ? UINT32_MAX << (32 - prefix) : 0;
}

bool rules_bridge_ok(const struct net_bridge *b)
{
	uint32_t ip = ntohl(b->address.s_addr);

	/* Room for a gateway and a container, in a unicast range. */
	return link_name_ok(b->name) && b->prefix >= 8 && b->prefix <= 30 &&
	       ip >> 24 != 0 && ip >> 24 != 127 && ip >> 24 < 224 &&
	       (ip & ~netmask(b->prefix)) != 0 &&
	       (ip | netmask(b->prefix)) != UINT32_MAX;
}

static bool is_inside(const struct net_bridge *b, uint32_t ip)
{
	return ((ip ^ ntohl(b->address.s_addr)) & netmask(b->prefix)) == 0;
}

/* Leads to a container that can answer. */
static bool port_ok(const struct net_firewall *f, const struct net_port *p)
{
	uint32_t to = ntohl(p->to_ip.s_addr);
	size_t i = 0;

	while (i < f->bridge_count && !is_inside(&f->bridges[i], to))
		i++;
	return i < f->bridge_count && !f->bridges[i].internal &&
	       p->to_ip.s_addr != f->bridges[i].address.s_addr &&
	       (p->protocol == IPPROTO_TCP || p->protocol == IPPROTO_UDP) &&
	       p->count >= 1 && p->host_port >= 1 && p->to_port >= 1 &&
	       p->host_port + p->count - 1 <= UINT16_MAX &&
	       p->to_port + p->count - 1 <= UINT16_MAX;
}

static void put_port(struct text *t, const struct net_port *p)
{
	const char *proto = p->protocol == IPPROTO_TCP ? "tcp" : "udp";
	char host[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	bool shifted = p->host_port != p->to_port;

	address(to, ntohl(p->to_ip.s_addr));
	put(t, "\t\t");
	if (p->host_ip.s_addr != INADDR_ANY)
		put(t, "ip daddr %s ", address(host, ntohl(p->host_ip.s_addr)));
	put(t, "%s dport %u", proto, p->host_port);
	if (p->count > 1)
		put(t, "-%u", p->host_port + p->count - 1U);
	put(t, " dnat ip to ");
	if (!shifted) {
		put(t, "%s\n", to);
	} else if (p->count == 1) {
		put(t, "%s:%u\n", to, p->to_port);
	} else {
		/* "to A:x-y" takes any free port of the range: name each. */
		put(t, "%s dport map {", proto);
		for (unsigned i = 0; i < p->count; i++)
			put(t, "%s %u : %s . %u", i ? "," : "",
				p->host_port + i, to, p->to_port + i);
		put(t, " }\n");
	}
}

/* "10.88.0.0/24" */
static const char *subnet(char *buf, const struct net_bridge *b)
{
	size_t len;

	address(buf, ntohl(b->address.s_addr) & netmask(b->prefix));
	len = strlen(buf);
	(void)fmt_print(buf + len, ADDRESS_TEXT_MAX - len, "/%u", b->prefix);
	return buf;
}

/* All names, for a set. */
static void put_names(struct text *t, const struct net_firewall *f)
{
	for (size_t i = 0; i < f->bridge_count; i++)
		put(t, "%s\"%s\"", i ? ", " : "", f->bridges[i].name);
}

static void put_guard(struct text *t, const struct net_firewall *f)
{
	char net[ADDRESS_TEXT_MAX];

	put(t, "\tchain guard {\n"
	       "\t\ttype filter hook prerouting priority raw; policy accept;\n"
	       "\t\tiifname != \"lo\" ip daddr 127.0.0.0/8 drop\n");
	for (size_t i = 0; i < f->bridge_count; i++) {
		const char *name = f->bridges[i].name;

		subnet(net, &f->bridges[i]);
		put(t,
			"\t\tiifname != { \"lo\", \"%s\" } ip daddr %s drop\n"
			"\t\tiifname != { \"lo\", \"%s\" } ip saddr %s drop\n"
			"\t\tiifname \"%s\" ip saddr != %s drop\n"
			"\t\tiifname \"%s\" meta nfproto ipv6 drop\n",
			name, net, name, net, name, net, name);
	}
	put(t, "\t}\n");
}

/*
 * What passes a bridge is counted by its source, before it is entered in the
 * table of connections, which all of the device shares: a container that fills
 * its part loses its own new connections only.
 */
static void put_share(struct text *t, const struct net_firewall *f)
{
	put(t, "\tset connections {\n"
	       "\t\ttype ipv4_addr; size 65535; flags dynamic;\n"
	       "\t}\n"
	       "\tchain share {\n"
	       "\t\ttype filter hook prerouting priority mangle; "
	       "policy accept;\n"
	       "\t\tiifname { ");
	put_names(t, f);
	put(t,
		" } ct state new add @connections "
		"{ ip saddr ct count over %u } drop\n\t}\n",
		f->connections);
}

static void put_nat(struct text *t, const struct net_firewall *f)
{
	static const char *const hooks[] = {"prerouting", "output"};
	char text[ADDRESS_TEXT_MAX];

	put(t, "\tchain published {\n");
	for (size_t i = 0; i < f->bridge_count; i++)
		put(t,
			"\t\tip daddr %s meta l4proto { tcp, udp } th dport 53 "
			"return\n",
			address(text, ntohl(f->bridges[i].address.s_addr)));
	for (size_t i = 0; i < f->port_count; i++)
		put_port(t, &f->ports[i]);
	put(t, "\t}\n");
	for (int i = 0; i < 2; i++)
		put(t,
			"\tchain %s {\n"
			"\t\ttype nat hook %s priority -100; policy accept;\n"
			"\t\tmeta nfproto ipv4 fib daddr type local "
			"jump published\n"
			"\t}\n",
			hooks[i], hooks[i]);
	put(t, "\tchain postrouting {\n"
	       "\t\ttype nat hook postrouting priority srcnat; "
	       "policy accept;\n");
	for (size_t i = 0; i < f->bridge_count; i++) {
		const struct net_bridge *b = &f->bridges[i];

		if (b->internal)
			continue;
		subnet(text, b);
		put(t,
			"\t\tip saddr %s oifname != { \"lo\", \"%s\" } "
			"masquerade\n"
			"\t\tip saddr { 127.0.0.0/8, %s } oifname \"%s\" "
			"ct status dnat masquerade\n",
			text, b->name, text, b->name);
	}
	put(t, "\t}\n");
}

static void put_forward(struct text *t, const struct net_firewall *f)
{
	put(t, "\tchain forward {\n"
	       "\t\ttype filter hook forward priority filter; policy drop;\n"
	       "\t\tct state established,related accept\n"
	       "\t\tct state invalid drop\n");
	for (size_t i = 0; i < f->bridge_count; i++)
		if (f->bridges[i].internal)
			put(t, "\t\tiifname \"%s\" drop\n", f->bridges[i].name);
	put(t, "\t\toifname { ");
	put_names(t, f);
	put(t, " } ct status dnat accept\n\t\toifname { ");
	put_names(t, f);
	put(t, " } drop\n\t\tiifname { ");
	put_names(t, f);
	put(t, " } accept\n\t}\n");
}

static void put_input(struct text *t, const struct net_firewall *f)
{
	char gateway[ADDRESS_TEXT_MAX];

	put(t, "\tchain input {\n"
	       "\t\ttype filter hook input priority filter; policy accept;\n"
	       "\t\tiifname { ");
	put_names(t, f);
	put(t, " } jump asked\n"
	       "\t}\n"
	       "\tchain asked {\n"
	       "\t\tct state established,related accept\n");
	for (size_t i = 0; i < f->bridge_count; i++) {
		const struct net_bridge *b = &f->bridges[i];

		address(gateway, ntohl(b->address.s_addr));
		if (!b->no_dns)
			put(t,
				"\t\tiifname \"%s\" ip daddr %s "
				"meta l4proto { tcp, udp } th dport 53 "
				"accept\n",
				b->name, gateway);
		put(t,
			"\t\tiifname \"%s\" ip daddr %s "
			"icmp type echo-request accept\n",
			b->name, gateway);
	}
	put(t, "\t\tdrop\n\t}\n");
}

/* The first thing that cannot be; the count of all: none. */
static size_t first_bad(const struct net_firewall *f)
{
	size_t i = 0, b = 0;

	while (b < f->bridge_count && rules_bridge_ok(&f->bridges[b]))
		b++;
	if (b < f->bridge_count)
		return f->port_count + b;
	while (i < f->port_count && port_ok(f, &f->ports[i]))
		i++;
	return i < f->port_count ? i : f->port_count + f->bridge_count;
}

int rules_write(
	char *buf, size_t size, const struct net_firewall *f, size_t *bad)
{
	struct text t = {.buf = buf, .size = size};

	*bad = first_bad(f);
	if (*bad < f->port_count + f->bridge_count)
		return -EINVAL;
	put(&t, RULES_NONE);
	if (f->bridge_count > 0) {
		put(&t, "table inet " RULES_TABLE " {\n");
		put_guard(&t, f);
		if (f->connections)
			put_share(&t, f);
		put_nat(&t, f);
		put_forward(&t, f);
		put_input(&t, f);
		put(&t, "}\n");
	}
	return t.overflow ? -ENOBUFS : (int)t.len;
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
		{"ct count", RULES_OPTIONAL},
		{"ct st", "CONFIG_NFT_CT"},
		{"type nat", "CONFIG_NFT_NAT"},
		{"table inet", "CONFIG_NF_TABLES_INET"},
	};

	if (!strstr(message, "No such file or directory") &&
		!strstr(message, "not supported"))
		return NULL;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(message, known[i].words))
			return known[i].option;
	return NULL;
}
