/* SPDX-License-Identifier: MIT */
/* Checks the network keys of a unit against each other. */
#include "supervisor/units/keys/check_net.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/keys/set_bridge.h"
#include "supervisor/units/keys/set_net.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <string.h>

#define POOL_PREFIX  24 /* of networks without Subnet= */
#define POOL_PREFIX6 64
#define STEM_KEPT    7 /* bytes of a long name in its bridge's name */

static enum keys_section section_of(const struct draft *u)
{
	return u->unit.kind == UNIT_POD ? SECTION_POD : SECTION_CONTAINER;
}

/*
 * The next key of the list that the unit sets; *keys and *at are set to the
 * rest of the list and to the assignment.  NULL: there is none.
 */
static const char *next_of(
	const struct draft *u, const char *const **keys, unsigned *at)
{
	while (**keys) {
		const char *key = *(*keys)++;

		*at = keys_last(u, section_of(u), key);
		if (*at && *u->lines[*at - 1].value)
			return key;
	}
	return NULL;
}

/* Refuses keys that only the unit whose network it joins can set. */
static void refuse_keys(struct draft *u, const char *const *keys)
{
	const char *key;
	unsigned at;

	while ((key = next_of(u, &keys, &at)))
		report_error(&u->report, at, "%s= has to be set in %s", key,
			u->unit.conf.net->join);
}

/*
 * Makes the unit depend on the unit called name and start after it.  Assignment
 * `at` is named in errors.
 */
static int need(
	struct draft *u, enum draft_relation how, char **name, unsigned at)
{
	int rc = draft_complete(u, name, at);

	if (rc == 0)
		rc = draft_add_dep(u, how, *name, at);
	if (rc == 0)
		rc = draft_add_dep(u, RELATION_AFTER, *name, at);
	if (rc == -EINVAL) {
		report_error(
			&u->report, at, "bad name %.60s (%s)", *name, u->why);
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

static int check_member(struct draft *u, struct unit_net *net)
{
	static const char *const keys[] = {"Network", "NetworkAlias", "IP",
		"IP6", "PublishPort", "HostName", "AddHost", "DNS", "DNSSearch",
		"DNSOption", NULL};

	if (arena_set(&u->unit.arena, &net->join, u->pod) < 0)
		return -ENOMEM;
	u->unit.conf.network = NETWORK_POD;
	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, &net->join,
		keys_last(u, SECTION_CONTAINER, "Pod"));
}

static int check_join(struct draft *u, struct unit_net *net)
{
	static const char *const keys[] = {"NetworkAlias", "IP", "IP6",
		"PublishPort", "AddHost", "DNS", "DNSSearch", "DNSOption",
		NULL};

	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, &net->join,
		keys_last(u, section_of(u), "Network"));
}

/* IP= and IP6= need exactly one network, whose Network= does not set them. */
static bool check_ip(
	struct draft *u, const char *key, const char *option, bool fixed_too)
{
	const struct unit_net *net = u->unit.conf.net;
	unsigned at = keys_last(u, section_of(u), key);

	if (net->end_count != 1)
		report_error(&u->report, at,
			"%s= needs one network (with several: "
			"Network=X.network:%s=)",
			key, option);
	else if (fixed_too)
		report_error(&u->report, at,
			"%s= and %s= in Network= exclude each other", key,
			option);
	return net->end_count == 1;
}

static void check_ips(struct draft *u, struct unit_net *net)
{
	struct unit_end *e = net->ends;

	if (net->ip.s_addr && check_ip(u, "IP", "ip", e->fixed)) {
		e->fixed = true;
		e->address = net->ip;
	}
	if (!address_is_none(&net->ip6) &&
		check_ip(u, "IP6", "ip6", e->fixed6)) {
		e->fixed6 = true;
		e->address6 = net->ip6;
	}
}

static int check_ends(struct draft *u, struct unit_net *net)
{
	int rc = net->end_count
			 ? 0
			 : set_net_add_end(&u->unit, UNIT_NET_BUILTIN, 0);

	for (size_t i = 0; rc == 0 && i < net->end_count; i++) {
		struct unit_end *e = &net->ends[i];

		for (size_t j = 0; j < i; j++)
			if (!strcmp(e->name, net->ends[j].name))
				report_error(&u->report, e->at,
					"two interfaces are called %s",
					e->name);
		if (strcmp(e->network, UNIT_NET_BUILTIN) != 0)
			rc = need(u, RELATION_REQUIRES, &e->network, e->at);
	}
	if (rc == 0)
		check_ips(u, net);
	return rc;
}

/* Checks a unit that is on no network (none, host or a path). */
static void check_alone(struct draft *u)
{
	static const char *const keys[] = {
		"PublishPort", "IP", "IP6", "NetworkAlias", NULL};
	const char *const *next = keys;
	const char *key;
	unsigned at;

	while ((key = next_of(u, &next, &at)))
		if (u->unit.conf.network == NETWORK_HOST && next == keys + 1) {
			report_warning(&u->report, at,
				"%s= has no effect with Network=host: ports "
				"are the device's own",
				key);
			u->unit.conf.port_count = 0;
		} else {
			report_error(&u->report, at,
				"%s= needs Network=bridge or X.network", key);
		}
}

int check_net(struct draft *u)
{
	enum unit_network mode = u->unit.conf.network;
	struct unit_net *net = set_net_of(u);

	if (!net)
		return -ENOMEM;
	if (u->pod)
		return check_member(u, net);
	if (net->no_resolv && net->resolver_count)
		report_error(&u->report, keys_last(u, section_of(u), "DNS"),
			"DNS=none excludes addresses");
	if (u->unit.kind == UNIT_POD &&
		(mode == NETWORK_JOIN || mode == NETWORK_PATH))
		report_error(&u->report, keys_last(u, SECTION_POD, "Network"),
			"a pod has a network of its own (bridge, none, host or "
			"X.network)");
	if (mode == NETWORK_BRIDGE)
		return check_ends(u, net);
	if (mode == NETWORK_JOIN)
		return check_join(u, net);
	check_alone(u);
	return 0;
}

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

/* Checks the gateway and the range of a network whose file sets the subnet. */
static void check_subnet(struct draft *u, struct unit_bridge *b)
{
	uint32_t net = ntohl(b->first.s_addr);
	uint32_t top = net | UINT32_MAX >> b->bridge.prefix;
	uint32_t gateway = ntohl(b->bridge.address.s_addr);
	const char *why = NULL;

	if (!gateway)
		gateway = net + 1;
	b->bridge.address.s_addr = htonl(gateway);
	b->first.s_addr = htonl(net + 1);
	b->last.s_addr = htonl(top - 1);
	if (gateway <= net || gateway >= top)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Gateway"),
			"Gateway= is not an address of Subnet=");
	if (!u->range_set)
		return;
	if (ntohl(u->range[0].s_addr) < net || ntohl(u->range[1].s_addr) > top)
		why = "is not in Subnet=";
	if (ntohl(u->range[0].s_addr) > net)
		b->first = u->range[0];
	if (ntohl(u->range[1].s_addr) < top)
		b->last = u->range[1];
	if (!why && (ntohl(b->first.s_addr) > ntohl(b->last.s_addr) ||
			    (b->first.s_addr == b->last.s_addr &&
				    ntohl(b->first.s_addr) == gateway)))
		why = "has no address for a container";
	if (why)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "IPRange"), "IPRange= %s",
			why);
}

/*
 * Makes an IPv6 subnet from the unit's name: it is the same after every start
 * and another network hardly has it.  Its 40 random bits (RFC 4193, 3.2.2) are
 * a hash.
 */
static void invent_subnet6(const struct draft *u, struct unit_bridge *b)
{
	uint64_t hash = hash_name(u->stem);

	b->subnet6 = (struct in6_addr){.s6_addr = {0xfd}};
	for (int i = 1; i <= 5; i++, hash >>= 8)
		b->subnet6.s6_addr[i] = (uint8_t)hash;
	b->bridge.prefix6 = POOL_PREFIX6;
}

static void check_subnet6(struct draft *u, struct unit_bridge *b)
{
	struct in6_addr *gateway = &b->bridge.address6;
	unsigned at = keys_last(u, SECTION_NETWORK, "Gateway");

	if (!b->fixed6 && !address_is_none(gateway))
		report_error(&u->report, at,
			"Gateway= of IPv6 without Subnet= of IPv6");
	if (b->fixed6 && keys_last(u, SECTION_NETWORK, "IPv6") && !b->ipv6)
		report_error(&u->report, keys_last(u, SECTION_NETWORK, "IPv6"),
			"IPv6=no excludes Subnet= of IPv6");
	b->ipv6 |= b->fixed6;
	if (!b->ipv6) {
		if (b->bridge.routed6)
			report_error(&u->report,
				keys_last(u, SECTION_NETWORK, "Options"),
				"gateway_mode_ipv6= needs IPv6=yes");
		return;
	}
	if (!b->fixed6)
		invent_subnet6(u, b);
	if (address_is_none(gateway) && b->bridge.driver != NET_BRIDGE)
		return; /* the router must be set: it is another device */
	if (address_is_none(gateway)) {
		*gateway = b->subnet6;
		gateway->s6_addr[15] = 1;
	}
	if (!address_in(gateway, &b->subnet6, b->bridge.prefix6) ||
		address_is(gateway, &b->subnet6))
		report_error(&u->report, at,
			"Gateway= is not an address of Subnet=");
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
	bool ipvlan = n->driver == NET_IPVLAN;

	check_parent(u, b);
	if (!b->fixed || (b->ipv6 && !b->fixed6))
		report_error(&u->report, at,
			"Driver= needs Subnet=, that of the parent's network");
	else if (!n->address.s_addr && !n->internal)
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

int check_net_bridge(struct draft *u)
{
	struct unit_bridge *b = set_bridge_of(u);

	if (!b)
		return -ENOMEM;
	if (b->bridge.driver != NET_BRIDGE)
		check_shared(u, b);
	else if (b->bridge.parent[0] || b->bridge.mode)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Options"),
			"parent and mode need Driver=macvlan or ipvlan");
	else if (!b->bridge.name[0])
		name_bridge(u, b->bridge.name);
	check_subnet6(u, b);
	if (b->fixed) {
		check_subnet(u, b);
		return 0;
	}
	b->bridge.prefix = POOL_PREFIX;
	if (b->bridge.address.s_addr)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Gateway"),
			"Gateway= without Subnet=");
	if (u->range_set)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "IPRange"),
			"IPRange= without Subnet=");
	return 0;
}
