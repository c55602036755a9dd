/* SPDX-License-Identifier: MIT */
/*
 * Checks a .network file.  Each Gateway= and IPRange= belongs to the Subnet=
 * that it is in: so their order does not count, and files that name them in the
 * order of the subnets, as podman wants it, mean the same here.
 */
#include "supervisor/units/keys/check_bridge.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/keys/set_bridge.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <string.h>

#define POOL_PREFIX  24 /* of networks without Subnet= */
#define POOL_PREFIX6 64
#define STEM_KEPT    7 /* bytes of a long name in its bridge's name */

/* FNV-1a */
static uint64_t hash_name(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *p = name; *p; p++)
		hash = (hash ^ (uint8_t)*p) * UINT64_C(0x100000001b3);
	return hash;
}

/* Names the bridge "br-lan"; a long name is cut and gets a hash. */
static void name_bridge(struct draft *u, char out[16])
{
	const char *stem = u->stem;

	if (fmt_print(out, 16, "br-%s", stem) < 0)
		(void)fmt_print(out, 16, "br-%.*s-%04x", STEM_KEPT, stem,
			(unsigned)hash_name(stem) & 0xffff);
	for (char *p = out; *p; p++)
		*p = *p == '@' || *p == '.' ? '-' : *p;
}

/* The index of the subnet that the whole range is in; -1: it is in none. */
static int subnet_of(const struct net_bridge *n, const struct unit_range *range)
{
	const struct net_subnet *s = net_subnet_of(n, &range->first);

	return s && s == net_subnet_of(n, &range->last) ? (int)(s - n->subnets)
							: -1;
}

/* The first address of a subnet of IPv4, in host byte order. */
static uint32_t first_of(const struct net_subnet *s)
{
	return ntohl(address_to4(&s->net.ip).s_addr);
}

/* The last one. */
static uint32_t last_of(const struct net_subnet *s)
{
	return first_of(s) | UINT32_MAX >> s->net.prefix;
}

static struct in6_addr address_at(uint32_t ip)
{
	return address_of4((struct in_addr){htonl(ip)});
}

/* Whether it is the first address of its subnet, or of IPv4 the last. */
static bool is_edge(const struct net_subnet *s, const struct in6_addr *a)
{
	struct in6_addr last = s->net.ip;

	if (address_is4(a))
		last = address_at(last_of(s));
	return address_is(a, &s->net.ip) || address_is(a, &last);
}

/* The gateway that the file sets, else the first address for a host. */
static struct in6_addr gateway_of(const struct net_subnet *s)
{
	struct in6_addr gateway = s->gateway;

	if (!address_is_none(&gateway))
		return gateway;
	gateway = s->net.ip;
	gateway.s6_addr[15] |= 1;
	return gateway;
}

static void place_gateway(
	struct draft *u, struct net_bridge *n, const struct unit_range *range)
{
	int i = subnet_of(n, range);
	struct net_subnet *s = &n->subnets[i < 0 ? 0 : i];

	if (i < 0 || is_edge(s, &range->first))
		report_error(&u->report, range->at,
			"Gateway= is not an address of any Subnet=");
	else if (!address_is_none(&s->gateway))
		report_error(&u->report, range->at,
			"Gateway= is the second one of its subnet");
	else
		s->gateway = range->first;
}

/* Narrows the addresses that containers get; hosts have no edge of a subnet. */
static void place_range(
	struct draft *u, struct unit_bridge *b, const struct unit_range *range)
{
	int i = subnet_of(&b->bridge, range);
	const struct net_subnet *s = &b->bridge.subnets[i < 0 ? 0 : i];
	struct unit_pool *pool = &b->pools[i < 0 ? 0 : i];
	struct in6_addr gateway = gateway_of(s);
	const char *why = NULL;

	if (i < 0) {
		why = "is not in any Subnet=";
	} else if (pool->first.s_addr) {
		why = "is the second one of its subnet";
	} else {
		pool->first = address_to4(&range->first);
		pool->last = address_to4(&range->last);
		if (ntohl(pool->first.s_addr) == first_of(s))
			pool->first.s_addr = htonl(first_of(s) + 1);
		if (ntohl(pool->last.s_addr) == last_of(s))
			pool->last.s_addr = htonl(last_of(s) - 1);
		if (ntohl(pool->first.s_addr) > ntohl(pool->last.s_addr) ||
			(pool->first.s_addr == pool->last.s_addr &&
				pool->first.s_addr ==
					address_to4(&gateway).s_addr))
			why = "has no address for a container";
	}
	if (why)
		report_error(&u->report, range->at, "IPRange= %s", why);
}

/* Gives each subnet the gateway and the addresses that the file does not set.
 */
static void complete(struct unit_bridge *b)
{
	for (size_t i = 0; i < b->bridge.subnet_count; i++) {
		struct net_subnet *s = &b->bridge.subnets[i];
		bool is4 = address_is4(&s->net.ip);

		/* A router of IPv6 is another device, which only a file tells.
		 */
		if (is4 || b->bridge.driver == NET_BRIDGE)
			s->gateway = gateway_of(s);
		if (is4 && !b->pools[i].first.s_addr) {
			b->pools[i].first.s_addr = htonl(first_of(s) + 1);
			b->pools[i].last.s_addr = htonl(last_of(s) - 1);
		}
	}
}

/*
 * Makes an IPv6 subnet from the unit's name: it is the same after every start
 * and another network hardly has it.  Its 40 random bits (RFC 4193, 3.2.2) are
 * a hash.
 */
static struct net_address invent_subnet6(const struct draft *u)
{
	struct net_address net = {.ip.s6_addr = {0xfd}, .prefix = POOL_PREFIX6};
	uint64_t hash = hash_name(u->stem);

	for (int i = 1; i <= 5; i++, hash >>= 8)
		net.ip.s6_addr[i] = (uint8_t)hash;
	return net;
}

/* Adds the subnets that the network needs and the file does not set. */
static void add_subnets(struct draft *u, struct unit_bridge *b)
{
	/* The loader finds a free one when it knows all networks. */
	const struct net_address free4 = {
		address_of4((struct in_addr){0}), POOL_PREFIX};
	const struct net_address free6 = invent_subnet6(u);
	unsigned at = keys_last(u, SECTION_NETWORK, "IPv6");
	struct net_bridge *n = &b->bridge;
	bool add6 = b->ipv6 && !net_has6(n);

	b->pooled = n->subnet_count == 0 || !address_is4(&n->subnets[0].net.ip);
	if (n->subnet_count + b->pooled + add6 > NET_SUBNETS_MAX) {
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Subnet"),
			"4 subnets at most, with one of %s",
			add6 ? "IPv6" : "IPv4");
		return;
	}
	if (add6)
		set_bridge_add(b, &free6, at);
	if (b->pooled)
		set_bridge_add(b, &free4, 0);
}

static void check_ipv6(struct draft *u, const struct unit_bridge *b)
{
	unsigned at = keys_last(u, SECTION_NETWORK, "IPv6");
	bool has6 = net_has6(&b->bridge);

	if (has6 && at && !b->ipv6)
		report_error(
			&u->report, at, "IPv6=no excludes Subnet= of IPv6");
	if (!has6 && !b->ipv6 && b->bridge.routed6)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Options"),
			"gateway_mode_ipv6= needs IPv6=yes");
}

/* Checks the parent, the interface whose network the containers are on. */
static void check_parent(struct draft *u, struct unit_bridge *b)
{
	unsigned named = keys_last(u, SECTION_NETWORK, "InterfaceName");
	struct net_bridge *n = &b->bridge;

	if (n->name[0] && n->parent[0] && strcmp(n->name, n->parent) != 0)
		report_error(&u->report, named,
			"InterfaceName= and parent= in Options= differ");
	if (!n->parent[0])
		memcpy(n->parent, n->name, sizeof(n->parent));
	n->name[0] = 0; /* no interface is made */
	if (!n->parent[0])
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Driver"),
			"Driver= needs Options=parent=INTERFACE");
}

static void check_shared(struct draft *u, struct unit_bridge *b)
{
	unsigned at = keys_last(u, SECTION_NETWORK, "Driver");
	unsigned options = keys_last(u, SECTION_NETWORK, "Options");
	struct net_bridge *n = &b->bridge;
	struct in6_addr router = net_gateway(n, false);
	bool ipvlan = n->driver == NET_IPVLAN;

	check_parent(u, b);
	if (n->subnet_count == 0 || !address_is4(&n->subnets[0].net.ip) ||
		(b->ipv6 && !net_has6(n)))
		report_error(&u->report, at,
			"Driver= needs Subnet=, that of the parent's network");
	else if (address_is_none(&router) && !n->internal)
		report_error(&u->report, at,
			"Driver= needs Gateway=, the router there (or "
			"Internal=yes)");
	if (b->isolated || n->routed6)
		report_error(&u->report, options,
			"isolate and gateway_mode_ipv6 need Driver=bridge");
	if (n->mode && ipvlan != (n->mode == BRIDGE_MODE_L2))
		report_error(&u->report, options, "not a mode of Driver=%s",
			ipvlan ? "ipvlan" : "macvlan");
	if (ipvlan)
		n->mode = 0;
	n->no_dns = true; /* the containers cannot reach the device */
}

int check_bridge(struct draft *u)
{
	struct unit_bridge *b = set_bridge_of(u);

	if (!b)
		return -ENOMEM;
	for (size_t i = 0; i < b->gateway_count; i++)
		place_gateway(u, &b->bridge, &b->gateways[i]);
	if (b->bridge.driver != NET_BRIDGE)
		check_shared(u, b);
	else if (b->bridge.parent[0] || b->bridge.mode)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Options"),
			"parent and mode need Driver=macvlan or ipvlan");
	else if (!b->bridge.name[0])
		name_bridge(u, b->bridge.name);
	check_ipv6(u, b);
	for (size_t i = 0; i < b->range_count; i++)
		place_range(u, b, &b->ranges[i]);
	add_subnets(u, b);
	complete(b);
	return 0;
}
