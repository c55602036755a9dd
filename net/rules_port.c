/* SPDX-License-Identifier: MIT */
/* Published ports are a map.  Port 53 of a gateway is never translated. */
#include "net/rules_port.h"

#include "init/text.h"

/* Whether the address can be a container's on a bridge that is not internal. */
static bool leads_on(const struct net_firewall *f, const struct in6_addr *to)
{
	for (size_t i = 0; i < f->bridge_count; i++) {
		const struct net_bridge *b = &f->bridges[i];

		if (net_subnet_of(b, to))
			return !b->internal && !net_is_gateway(b, to);
	}
	return false;
}

static struct in6_addr target(const struct net_port *p, bool is6)
{
	return is6 ? p->to_ip6 : address_of4(p->to_ip);
}

/* Whether the port is published in that family. */
static bool port_is(const struct net_port *p, bool is6)
{
	if (is6 && address_is_none(&p->to_ip6))
		return false;
	return p->family == AF_UNSPEC ||
	       p->family == (is6 ? AF_INET6 : AF_INET);
}

bool rules_port_ok(const struct net_firewall *f, const struct net_port *p)
{
	for (int is6 = 0; is6 < 2; is6++) {
		struct in6_addr to = target(p, is6);

		if (port_is(p, is6) && !leads_on(f, &to))
			return false;
	}
	return (port_is(p, false) || port_is(p, true)) &&
	       (p->protocol == IPPROTO_TCP || p->protocol == IPPROTO_UDP ||
		       p->protocol == IPPROTO_SCTP) &&
	       p->count >= 1 && p->host_port >= 1 && p->to_port >= 1 &&
	       p->host_port + p->count - 1 <= UINT16_MAX &&
	       p->to_port + p->count - 1 <= UINT16_MAX;
}

static const char *target_text(
	char out[ADDRESS_TEXT_MAX], const struct net_port *p, bool is6)
{
	struct in6_addr to = target(p, is6);

	return address_write(&to, out);
}

/* Whether a range keeps its port numbers: then one rule is enough for it. */
static bool is_range(const struct net_port *p)
{
	return p->count > 1 && p->host_port == p->to_port;
}

static void put_ranges(struct text *t, const struct net_firewall *f, bool is6)
{
	const char *ip = is6 ? "ip6" : "ip";
	char text[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < f->port_count; i++) {
		const struct net_port *p = &f->ports[i];

		if (!port_is(p, is6) || !is_range(p))
			continue;
		text_put(t, "\t\t");
		if (!address_is_none(&p->host_ip))
			text_put(t, "%s daddr %s ", ip,
				address_write(&p->host_ip, text));
		text_put(t, "%s dport %u-%u dnat %s to %s\n", net_protocol(p),
			p->host_port, p->host_port + p->count - 1U, ip,
			target_text(text, p, is6));
	}
}

/*
 * All other ports are in a map, so that a packet's cost does not grow with
 * them: one map for ports of one address of the device (of_one), one for the
 * others.
 */
static void put_map(
	struct text *t, const struct net_firewall *f, bool is6, bool of_one)
{
	const char *ip = is6 ? "ip6" : "ip";
	char host[ADDRESS_TEXT_MAX], to[ADDRESS_TEXT_MAX];
	size_t count = 0;

	for (size_t i = 0; i < f->port_count; i++) {
		const struct net_port *p = &f->ports[i];

		if (!port_is(p, is6) || is_range(p) ||
			address_is_none(&p->host_ip) == of_one)
			continue;
		for (unsigned n = 0; n < p->count; n++) {
			if (count++ == 0)
				text_put(t,
					"\t\tdnat %s to %s%s"
					"meta l4proto . th dport map {\n",
					ip, of_one ? ip : "",
					of_one ? " daddr . " : "");
			text_put(t, "\t\t\t");
			if (of_one)
				text_put(t, "%s . ",
					address_write(&p->host_ip, host));
			text_put(t, "%s . %u : %s . %u,\n", net_protocol(p),
				p->host_port + n, target_text(to, p, is6),
				p->to_port + n);
		}
	}
	if (count > 0)
		text_put(t, "\t\t}\n");
}

void rules_put_published(struct text *t, const struct sides *sides, bool is6)
{
	text_put(t, "\tchain published%s {\n", is6 ? "6" : "");
	for (size_t i = 0; i < sides->count; i++)
		if (sides->at[i].is6 == is6)
			text_put(t,
				"\t\t%s daddr %s meta l4proto { tcp, udp } "
				"th dport 53 return\n",
				sides->at[i].ip, sides->at[i].gateway);
	put_map(t, sides->firewall, is6, true);
	put_map(t, sides->firewall, is6, false);
	put_ranges(t, sides->firewall, is6);
	text_put(t, "\t}\n");
}

/* Whether a packet is for tcr-dns: the chain does not translate it. */
static bool is_names(const struct net_firewall *f, uint8_t protocol,
	const struct in6_addr *to, uint16_t port)
{
	bool found = false;

	for (size_t i = 0; i < f->bridge_count; i++)
		found |= net_is_gateway(&f->bridges[i], to);
	return found && port == 53 && protocol != IPPROTO_SCTP;
}

static bool takes(const struct net_port *p, uint8_t protocol,
	const struct in6_addr *to, uint16_t port)
{
	return port_is(p, !address_is4(to)) && p->protocol == protocol &&
	       port >= p->host_port && port - p->host_port < p->count &&
	       (address_is_none(&p->host_ip) || address_is(&p->host_ip, to));
}

const struct net_port *rules_port_find(const struct net_firewall *f,
	uint8_t protocol, const struct in6_addr *to, uint16_t port)
{
	/* In the order of the chain: the two maps, then the ranges. */
	for (int turn = 0; turn < 3 && !is_names(f, protocol, to, port); turn++)
		for (size_t i = 0; i < f->port_count; i++) {
			const struct net_port *p = &f->ports[i];
			int its =
				is_range(p) ? 2 : address_is_none(&p->host_ip);

			if (its == turn && takes(p, protocol, to, port))
				return p;
		}
	return NULL;
}

bool rules_port_is_routed(const struct net_firewall *f, uint8_t protocol,
	const struct in6_addr *to, uint16_t port)
{
	for (size_t i = 0; i < f->port_count; i++) {
		const struct net_port *p = &f->ports[i];

		if (port_is(p, true) && address_is(&p->to_ip6, to) &&
			p->protocol == protocol && port >= p->to_port &&
			port - p->to_port < p->count)
			return true;
	}
	return false;
}

void rules_put_routed(struct text *t, const struct sides *sides)
{
	const struct net_firewall *f = sides->firewall;
	char to[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < f->port_count; i++) {
		const struct net_port *p = &f->ports[i];
		size_t b = 0;

		while (b < f->bridge_count &&
			!(f->bridges[b].routed6 &&
				net_subnet_of(&f->bridges[b], &p->to_ip6)))
			b++;
		if (b < f->bridge_count && port_is(p, true))
			text_put(t, "\t\tip6 daddr %s %s dport %u-%u accept\n",
				target_text(to, p, true), net_protocol(p),
				p->to_port, p->to_port + p->count - 1U);
	}
}
