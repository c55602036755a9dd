/* SPDX-License-Identifier: MIT */
/*
 * Gives each container and pod an address in each subnet of its networks, which
 * subnets.c has found.  All addresses are known before any unit starts,
 * so that the rules of the firewall and the names of tcr-dns need no change
 * when one does.  A unit keeps its addresses while the device runs, also when
 * other units come and go.
 */
#include "supervisor/units/load/load_network.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/check_uplink.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WHERE_MAX (PATH_MAX + 16)

/* An address that is taken, and by which file and assignment. */
struct assigned {
	struct in6_addr address;
	struct draft *file;
	unsigned at;
};

struct world {
	struct subnets subnets;
	struct assigned *assigned;
	size_t assigned_count;
};

bool load_network_needs_builtin(const struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct unit_net *net = files[i].unit.conf.net;

		for (size_t e = 0; net && e < net->end_count; e++)
			if (!files[i].report.failed &&
				!strcmp(net->ends[e].network, UNIT_NET_BUILTIN))
				return true;
	}
	return false;
}

static struct network *network_of(struct world *w, const struct unit_end *e)
{
	for (size_t i = 0; i < w->subnets.count; i++)
		if (!strcmp(e->network,
			    w->subnets.at[i].file
				    ? w->subnets.at[i].file->unit.name
				    : UNIT_NET_BUILTIN))
			return &w->subnets.at[i];
	return NULL; /* the network is bad or missing: the unit cannot start */
}

static const struct assigned *lease_of(
	const struct world *w, const struct in6_addr *address)
{
	for (size_t i = 0; i < w->assigned_count; i++)
		if (address_is(&w->assigned[i].address, address))
			return &w->assigned[i];
	return NULL;
}

static void note(struct world *w, struct draft *u, unsigned at,
	const struct in6_addr *address)
{
	w->assigned[w->assigned_count++] = (struct assigned){*address, u, at};
}

/* Gives the end that address in the i-th subnet. */
static void lease(struct world *w, struct draft *u, struct unit_end *e,
	size_t i, const struct in6_addr *address)
{
	e->addresses[i] = *address;
	note(w, u, e->at, address);
}

/* Why a container cannot have an address of that subnet; NULL: it can. */
static const char *unfit(
	const struct net_subnet *subnet, const struct in6_addr *address)
{
	uint32_t host =
		address_is4(address) ? UINT32_MAX >> subnet->net.prefix : 0;
	uint32_t ip = ntohl(address_to4(address).s_addr);

	if (address_is(address, &subnet->gateway))
		return "is the gateway of";
	return address_is(address, &subnet->net.ip) ||
			       (host && (ip & host) == host)
		       ? "is not a host address in"
		       : NULL;
}

/* The assignment that sets an address of the end. */
static unsigned set_at(const struct draft *u, const struct unit_end *e,
	const struct in6_addr *address)
{
	const struct unit_net *net = u->unit.conf.net;
	struct in6_addr ip = address_of4(net->ip);
	enum keys_section section =
		u->unit.kind == UNIT_POD ? SECTION_POD : SECTION_CONTAINER;

	if (address_is(&ip, address))
		return keys_last(u, section, "IP");
	return address_is(&net->ip6, address) ? keys_last(u, section, "IP6")
					      : e->at;
}

static void lease_fixed(struct world *w, struct draft *u,
	const struct network *n, struct unit_end *e,
	const struct in6_addr *address)
{
	const struct net_bridge *b = &n->bridge->bridge;
	const struct net_subnet *subnet = net_subnet_of(b, address);
	const char *why =
		subnet ? unfit(subnet, address) : "is not in the subnet of";
	const struct assigned *other = lease_of(w, address);
	size_t i = subnet ? (size_t)(subnet - b->subnets) : 0;
	unsigned at = set_at(u, e, address);
	char text[ADDRESS_TEXT_MAX], where[WHERE_MAX];

	if (!why && !address_is_none(&e->addresses[i]))
		why = "is the second one in a subnet of";
	(void)address_write(address, text);
	if (why)
		report_error(&u->report, at, "the address %s %s %s", text, why,
			e->network);
	else if (other)
		report_error(&u->report, at, "the address %s is taken by %s",
			text,
			report_where(&other->file->report, other->at, where,
				sizeof(where)));
	else
		lease(w, u, e, i, address);
}

/* Gives the end the addresses that the file sets, each in its subnet. */
static void lease_all_fixed(struct world *w, struct draft *u,
	const struct network *n, struct unit_end *e)
{
	struct in6_addr fixed[NET_SUBNETS_MAX];

	memcpy(fixed, e->addresses, sizeof(fixed));
	memset(e->addresses, 0, sizeof(e->addresses));
	e->address_count = (uint8_t)n->bridge->bridge.subnet_count;
	for (size_t i = 0; i < e->fixed; i++)
		lease_fixed(w, u, n, e, &fixed[i]);
}

static void lease_remembered(struct world *w, struct draft *u,
	struct network *n, struct unit_end *e, size_t i)
{
	const struct net_subnet *subnet = &n->bridge->bridge.subnets[i];
	const struct unit_pool *pool = &n->bridge->pools[i];
	uint32_t ip = subnets_remembered(
		&w->subnets, &u->unit, e->network, &subnet->net);
	struct in6_addr address = address_of4((struct in_addr){htonl(ip)});

	if (ip >= ntohl(pool->first.s_addr) && ip <= ntohl(pool->last.s_addr) &&
		!unfit(subnet, &address) && !lease_of(w, &address))
		lease(w, u, e, i, &address);
}

static void lease_next(struct world *w, struct draft *u, struct network *n,
	struct unit_end *e, size_t i)
{
	const struct net_subnet *subnet = &n->bridge->bridge.subnets[i];
	uint32_t last = ntohl(n->bridge->pools[i].last.s_addr);
	struct in6_addr net = subnet->net.ip;
	char text[ADDRESS_TEXT_MAX];

	while (n->next[i] <= last) {
		struct in6_addr address =
			address_of4((struct in_addr){htonl(n->next[i]++)});

		if (!unfit(subnet, &address) && !lease_of(w, &address)) {
			lease(w, u, e, i, &address);
			return;
		}
	}
	report_error(&u->report, e->at, "no address is left in %s (%s/%u)",
		e->network, address_write(&net, text), subnet->net.prefix);
}

/*
 * An IPv6 address ends in the first IPv4 address, unless the file sets it: so
 * it needs no search for a free one and stays the same over restarts.  A unit
 * whose file sets this very address is refused.
 */
static void lease6(struct world *w, struct draft *u, const struct network *n,
	struct unit_end *e, size_t i)
{
	const struct net_subnet *subnet = &n->bridge->bridge.subnets[i];
	struct in6_addr address = subnet->net.ip;
	const struct assigned *other;
	char text[ADDRESS_TEXT_MAX];

	memcpy(address.s6_addr + 12, e->addresses[0].s6_addr + 12, 4);
	other = lease_of(w, &address);
	if (address_is(&address, &subnet->gateway))
		report_error(&u->report, e->at,
			"the address %s is the gateway of %s",
			address_write(&address, text), e->network);
	if (other)
		report_error(&other->file->report, other->at,
			"the address %s is taken by %s",
			address_write(&address, text), u->report.path);
	lease(w, u, e, i, &address);
}

static void check_mac(
	struct draft *u, const struct network *n, const struct unit_end *e)
{
	static const uint8_t none[sizeof(e->mac)];

	if (n->bridge->bridge.driver == NET_IPVLAN &&
		memcmp(e->mac, none, sizeof(none)) != 0)
		report_error(&u->report, e->at,
			"mac= cannot be set in %s: all there have the MAC "
			"address of its parent",
			e->network);
}

/*
 * The device's own addresses are taken: a network of Driver=macvlan or ipvlan
 * can be in the same subnet as the device.
 */
static void lease_uplinks(struct world *w)
{
	for (size_t i = 0; i < w->subnets.file_count; i++) {
		struct draft *u = &w->subnets.files[i];
		const struct net_uplink *up = &u->unit.conf.uplink;

		if (u->unit.kind != UNIT_UPLINK || u->report.failed)
			continue;
		for (size_t j = 0; j < up->address_count; j++)
			note(w, u, check_uplink_at(u, &up->addresses[j].ip),
				&up->addresses[j].ip);
	}
}

/* Gives the end what it lacks of its addresses. */
static void lease_end(struct world *w, struct draft *u, struct network *n,
	struct unit_end *e, int pass)
{
	for (size_t i = 0; i < e->address_count && !u->report.failed; i++) {
		bool is4 = address_is4(&n->bridge->bridge.subnets[i].net.ip);

		if (!address_is_none(&e->addresses[i]))
			continue;
		if (pass == 1 && is4)
			lease_remembered(w, u, n, e, i);
		else if (pass == 2 && is4)
			lease_next(w, u, n, e, i);
		else if (pass == 2)
			lease6(w, u, n, e, i);
	}
}

static void lease_unit(struct world *w, struct draft *u, int pass)
{
	struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; i < net->end_count && !u->report.failed; i++) {
		struct unit_end *e = &net->ends[i];
		struct network *n = network_of(w, e);

		if (n && pass == 0) {
			check_mac(u, n, e);
			lease_all_fixed(w, u, n, e);
		} else if (n) {
			lease_end(w, u, n, e, pass);
		}
	}
}

/*
 * Sets the addresses that published ports lead to: the first of each family in
 * the unit's first network of Driver=bridge that is not internal.
 */
static void link_ports(struct world *w, struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	const struct unit_end *to = NULL;

	for (size_t i = conf->net->end_count; i-- > 0;) {
		const struct network *n = network_of(w, &conf->net->ends[i]);

		if (!n)
			return; /* the unit cannot start */
		if (!n->bridge->bridge.internal &&
			n->bridge->bridge.driver == NET_BRIDGE)
			to = &conf->net->ends[i];
	}
	if (!to && conf->port_count > 0)
		report_error(&u->report, u->port_ats[0],
			"PublishPort= needs a network of Driver=bridge that "
			"is not Internal=");
	for (size_t i = 0; to && i < conf->port_count; i++) {
		struct in6_addr ip = unit_net_end_address(to, false);
		struct in6_addr ip6 = unit_net_end_address(to, true);

		conf->ports[i].to_ip = address_to4(&ip);
		conf->ports[i].to_ip6 = ip6;
		if (conf->ports[i].family == AF_INET6 && address_is_none(&ip6))
			report_error(&u->report, u->port_ats[i],
				"PublishPort= of IPv6 needs a network with "
				"IPv6=yes (%s)",
				to->network);
	}
}

/*
 * Refuses After= that makes a network wait for a container: containers start
 * after tcr-dns, and tcr-dns after the networks, so it would be a cycle.
 */
static void check_order(struct world *w, struct draft *u)
{
	for (size_t i = 0; i < u->dep_count; i++) {
		const struct draft_dep *dep = &u->deps[i];
		struct draft *on =
			dep->on < 0 ? NULL : &w->subnets.files[dep->on];
		bool after = dep->relation == RELATION_AFTER;
		const struct draft *network = after ? u : on;
		const struct draft *other = after ? on : u;

		if (on && (after || dep->relation == RELATION_BEFORE) &&
			network->unit.kind == UNIT_NETWORK &&
			other->unit.conf.net)
			report_error(&u->report, dep->at,
				"a network cannot come after a container (%s)",
				other->unit.name);
	}
}

int load_network_link(struct draft *files, size_t count, const char *saved,
	const struct unit_bridge *builtin)
{
	struct world w = {
		.subnets = {
			.files = files, .file_count = count, .saved = saved}};
	size_t ends = 0;

	for (size_t i = 0; i < count; i++)
		check_order(&w, &files[i]);
	if (load_network_needs_builtin(files, count))
		subnets_take(&w.subnets, NULL, builtin);
	subnets_find(&w.subnets);
	for (size_t i = 0; i < count; i++)
		ends += subnets_connected(&files[i])
				? files[i].unit.conf.net->end_count
				: 0;
	w.assigned =
		calloc(ends * NET_SUBNETS_MAX + count * NET_ADDRESSES_MAX + 1,
			sizeof(*w.assigned));
	if (w.assigned)
		lease_uplinks(&w);
	for (int pass = 0; w.assigned && pass < 3; pass++)
		for (unsigned rank = 0; rank <= DRAFT_RANK_MAX; rank++)
			for (size_t i = 0; i < count; i++)
				if (files[i].rank == rank &&
					subnets_connected(&files[i]))
					lease_unit(&w, &files[i], pass);
	for (size_t i = 0; w.assigned && i < count; i++)
		if (subnets_connected(&files[i]))
			link_ports(&w, &files[i]);
	if (!w.assigned)
		return -ENOMEM;
	free(w.assigned);
	return 0;
}

int load_network_text(const struct unit_file *unit, char text[SUBNETS_TEXT_MAX])
{
	const struct unit_net *net = unit->conf.net;
	struct in6_addr gateway;
	char ip[ADDRESS_TEXT_MAX];
	int len = 0;

	text[0] = 0;
	if (unit->conf.bridge) {
		gateway = net_gateway(&unit->conf.bridge->bridge, false);
		return fmt_print(text, SUBNETS_TEXT_MAX, "gateway %s\n",
			address_write(&gateway, ip));
	}
	for (size_t i = 0; net && i < net->end_count; i++)
		for (size_t j = 0; j < net->ends[i].address_count; j++)
			len += fmt_print(text + len,
				SUBNETS_TEXT_MAX - (size_t)len, "%s %s\n",
				net->ends[i].network,
				address_write(&net->ends[i].addresses[j], ip));
	return len; /* that many names of networks and addresses fit */
}
