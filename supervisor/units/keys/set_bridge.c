/* SPDX-License-Identifier: MIT */
/* Setters of the key table for [Network]. */
#include "supervisor/units/keys/set_bridge.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <string.h>

#include <linux/if_link.h>

struct unit_bridge *set_bridge_of(struct draft *u)
{
	if (!u->unit.conf.bridge)
		u->unit.conf.bridge =
			arena_alloc(&u->unit.arena, sizeof(struct unit_bridge));
	return u->unit.conf.bridge;
}

SET_FUNCTION(set_bridge_driver)
{
	static const char *const drivers[] = {
		"bridge", "macvlan", "ipvlan", NULL};
	struct unit_bridge *b = set_bridge_of(u);
	int i = value_index(drivers, value);

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (i < 0)
		return -EINVAL;
	b->bridge.driver = (enum net_driver)i;
	return 0;
}

SET_FUNCTION(set_bridge_interface)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (value && !value_is_interface(value))
		return -EINVAL;
	(void)fmt_print(b->bridge.name, sizeof(b->bridge.name), "%s",
		value ? value : "");
	return 0;
}

void set_bridge_add(
	struct unit_bridge *b, const struct net_address *net, unsigned at)
{
	struct net_subnet *s = b->bridge.subnets;
	size_t i = b->bridge.subnet_count++;

	for (; i > 0 && address_is4(&net->ip) && !address_is4(&s[i - 1].net.ip);
		i--) {
		s[i] = s[i - 1];
		b->pools[i] = b->pools[i - 1];
	}
	s[i] = (struct net_subnet){.net = *net};
	b->pools[i] = (struct unit_pool){.at = at};
}

/* Why a network cannot have a prefix of that length; NULL: it can. */
static const char *unfit(bool is4, uint8_t prefix)
{
	if (is4)
		return prefix < 8 || prefix > 29
			       ? "a network has a prefix of 8 to 29 bits"
			       : NULL;
	return prefix < NET_PREFIX6_MIN || prefix > NET_PREFIX6_MAX
		       ? "a network of IPv6 has a prefix of 32 to 96 bits"
		       : NULL;
}

/*
 * Whether hosts can have the addresses: for IPv6, 2000::/3 (RFC 4291) and
 * fc00::/7 (RFC 4193).
 */
static bool is_network(const struct in6_addr *a)
{
	uint8_t first = a->s6_addr[0];

	if (!address_is4(a))
		return (first & 0xe0) == 0x20 || (first & 0xfe) == 0xfc;
	return address_is_unicast(a) && a->s6_addr[12] != 127;
}

SET_FUNCTION(set_bridge_subnet)
{
	struct unit_bridge *b = set_bridge_of(u);
	struct net_address subnet;
	struct in6_addr net;
	const char *why;

	(void)row;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->bridge.subnet_count = 0;
		return 0;
	}
	if (value_subnet(value, &subnet.ip, &subnet.prefix) < 0)
		return -EINVAL;
	net = address_subnet(&subnet.ip, subnet.prefix);
	if (!address_is(&net, &subnet.ip))
		return draft_refuse(u, "it has bits after the prefix");
	if (!is_network(&net))
		return draft_refuse(u, "not a network of hosts");
	why = unfit(address_is4(&net), subnet.prefix);
	if (!why && b->bridge.subnet_count == NET_SUBNETS_MAX)
		why = "4 subnets at most";
	if (!why && net_subnet_overlaps(&b->bridge, &subnet))
		why = "it overlaps another Subnet= of this network";
	if (why)
		return draft_refuse(u, why);
	set_bridge_add(b, &subnet, at);
	return 0;
}

/* Adds a value to a list, for check_bridge() to find its subnet. */
static int add_range(struct draft *u, struct unit_range *list, size_t *count,
	const struct unit_range *range)
{
	if (*count == NET_SUBNETS_MAX)
		return draft_refuse(u, "4 at most");
	list[(*count)++] = *range;
	return 0;
}

SET_FUNCTION(set_bridge_gateway)
{
	struct unit_bridge *b = set_bridge_of(u);
	struct unit_range one = {.at = at};

	(void)row;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->gateway_count = 0;
		return 0;
	}
	if (value_host(value, &one.first) < 0)
		return -EINVAL;
	one.last = one.first;
	return add_range(u, b->gateways, &b->gateway_count, &one);
}

/* Reads "FIRST-LAST" or a part of a subnet. */
static int read_range(
	const char *value, struct in_addr *first, struct in_addr *last)
{
	const char *dash = strchr(value, '-');
	char text[20];
	uint8_t prefix;

	if (dash)
		return fmt_print(text, sizeof(text), "%.*s",
			       (int)(dash - value), value) < 0 ||
				       value_ipv4(text, first) < 0 ||
				       value_ipv4(dash + 1, last) < 0
			       ? -EINVAL
			       : 0;
	if (value_cidr(value, first, &prefix) < 0)
		return -EINVAL;
	last->s_addr =
		first->s_addr | (prefix < 32 ? htonl(UINT32_MAX >> prefix) : 0);
	return 0;
}

SET_FUNCTION(set_bridge_range)
{
	struct unit_bridge *b = set_bridge_of(u);
	struct in_addr first, last;
	struct unit_range range;

	(void)row;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->range_count = 0;
		return 0;
	}
	if (strchr(value, ':'))
		return draft_refuse(u,
			"a container's IPv6 address follows from its IPv4 one "
			"(or set IP6= there)");
	if (read_range(value, &first, &last) < 0)
		return -EINVAL;
	if (ntohl(first.s_addr) > ntohl(last.s_addr))
		return draft_refuse(u, "it ends before it begins");
	range = (struct unit_range){address_of4(first), address_of4(last), at};
	return add_range(u, b->ranges, &b->range_count, &range);
}

SET_FUNCTION(set_bridge_internal)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	return b ? value_bool(value, &b->bridge.internal) : -ENOMEM;
}

SET_FUNCTION(set_bridge_no_dns)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	return b ? value_bool(value, &b->bridge.no_dns) : -ENOMEM;
}

SET_FUNCTION(set_bridge_resolver)
{
	struct unit_bridge *b = set_bridge_of(u);
	int rc;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (!value) {
		b->resolver_count = 0;
		return 0;
	}
	if (b->resolver_count == NET_DNS_MAX)
		return draft_refuse(u, "4 resolvers at most");
	rc = value_host(value, &b->resolvers[b->resolver_count]);
	b->resolver_count += rc == 0;
	return rc;
}

static int set_isolate(
	struct draft *u, struct unit_bridge *b, const char *value)
{
	bool yes;

	b->isolated = !strcmp(value, "containers");
	/* Networks are always isolated from each other. */
	if (b->isolated || !strcmp(value, "strict") ||
		value_bool(value, &yes) == 0)
		return 0;
	return draft_refuse(u, "isolate is true, strict, containers or false");
}

static int take_parent(
	struct draft *u, struct unit_bridge *b, const char *value)
{
	if (!value_is_interface(value))
		return draft_refuse(u, "parent is a name of an interface");
	(void)fmt_print(
		b->bridge.parent, sizeof(b->bridge.parent), "%s", value);
	return 0;
}

static int take_mode(struct draft *u, struct unit_bridge *b, const char *value)
{
	static const struct {
		const char *name;
		uint32_t mode;
	} modes[] = {{"l2", BRIDGE_MODE_L2}, {"bridge", MACVLAN_MODE_BRIDGE},
		{"private", MACVLAN_MODE_PRIVATE}, {"vepa", MACVLAN_MODE_VEPA},
		{"passthru", MACVLAN_MODE_PASSTHRU}};

	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(value, modes[i].name)) {
			b->bridge.mode = modes[i].mode;
			return 0;
		}
	if (!strcmp(value, "unmanaged"))
		return draft_refuse(u,
			"a bridge that others manage: tcr makes its bridges "
			"itself; for a network outside use Driver=macvlan");
	return draft_refuse(u,
		"mode of macvlan is bridge, private, vepa or passthru; of "
		"ipvlan l2");
}

static int take_mtu(struct draft *u, struct unit_bridge *b, const char *value)
{
	int64_t mtu = value_number(value, 65535);

	if (mtu < 576)
		return draft_refuse(u, "mtu is 576 to 65535");
	b->bridge.mtu = (unsigned)mtu;
	return 0;
}

#define DOCKERS "com.docker.network."

SET_FUNCTION(set_bridge_option)
{
	struct unit_bridge *b = set_bridge_of(u);

	if (!b)
		return -ENOMEM;
	if (!value) {
		b->bridge.mtu = b->bridge.mode = 0;
		b->bridge.parent[0] = 0;
		b->bridge.routed6 = false;
		b->isolated = false;
		return 0;
	}
	/* Names of docker that podman takes. */
	if (!strncmp(value, DOCKERS "bridge.name=", sizeof(DOCKERS) + 11))
		return set_bridge_interface(
			u, row, value + sizeof(DOCKERS) + 11, at);
	if (!strncmp(value, DOCKERS "driver.mtu=", sizeof(DOCKERS) + 10))
		return take_mtu(u, b, value + sizeof(DOCKERS) + 10);
	if (!strncmp(value, "mtu=", 4))
		return take_mtu(u, b, value + 4);
	if (!strncmp(value, "isolate=", 8))
		return set_isolate(u, b, value + 8);
	if (!strcmp(value, "gateway_mode_ipv6=routed") ||
		!strcmp(value, "gateway_mode_ipv6=nat")) {
		b->bridge.routed6 =
			strcmp(value, "gateway_mode_ipv6=routed") == 0;
		return 0;
	}
	if (!strncmp(value, "parent=", 7))
		return take_parent(u, b, value + 7);
	if (!strncmp(value, "mode=", 5))
		return take_mode(u, b, value + 5);
	if (!strncmp(value, "vlan=", 5))
		return draft_refuse(u, "set VLAN= in an uplink, and its "
				       "interface as parent= here");
	if (!strncmp(value, "metric=", 7) ||
		!strncmp(value, "no_default_route=", 17))
		return draft_refuse(u,
			"not supported by this version; mtu, isolate, parent "
			"and mode are");
	return draft_refuse(u, "mtu=BYTES, isolate=HOW, parent=INTERFACE, "
			       "mode=MODE or gateway_mode_ipv6=nat or "
			       "routed");
}

/* The network's label in DNS names. */
SET_FUNCTION(set_bridge_name)
{
	struct unit_bridge *b = set_bridge_of(u);
	size_t len = value ? strlen(value) : 0;

	(void)row;
	(void)at;
	if (!b)
		return -ENOMEM;
	if (value &&
		(len > UNIT_STEM_MAX || !value_is_word(value, len, "-_.") ||
			!value_is_word(value, 1, "")))
		return -EINVAL;
	return arena_set(&u->unit.arena, &b->label, value);
}

SET_FUNCTION(set_bridge_ipam)
{
	(void)row;
	(void)at;
	if (!strcmp(value, "host-local"))
		return 0;
	if (!strcmp(value, "none") || !strcmp(value, "dhcp"))
		return draft_refuse(u,
			"not supported by this version; host-local: "
			"tcr gives the addresses");
	return -EINVAL;
}

SET_FUNCTION(set_bridge_ipv6)
{
	struct unit_bridge *b = set_bridge_of(u);

	(void)row;
	(void)at;
	return b ? value_bool(value, &b->ipv6) : -ENOMEM;
}
