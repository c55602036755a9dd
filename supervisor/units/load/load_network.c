/* SPDX-License-Identifier: MIT */
/*
 * Gives each container and pod an address in each of its networks, whose
 * subnets subnets.c has found.  All addresses are known before any unit starts,
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
#include "supervisor/units/load/load_network6.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WHERE_MAX (PATH_MAX + 16)

/* An address that is taken, and by which file and assignment. */
struct assigned {
	struct in_addr address;
	const struct draft *file;
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

static struct subnet *subnet_of(struct world *w, const struct unit_end *e)
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
	const struct world *w, struct in_addr address)
{
	for (size_t i = 0; i < w->assigned_count; i++)
		if (w->assigned[i].address.s_addr == address.s_addr)
			return &w->assigned[i];
	return NULL;
}

static void lease(struct world *w, const struct draft *u, struct unit_end *e,
	struct in_addr address)
{
	e->address = address;
	w->assigned[w->assigned_count++] = (struct assigned){address, u, e->at};
}

/* Why a container cannot have that address; NULL: it can. */
static const char *unfit(const struct subnet *subnet, struct in_addr address)
{
	const struct net_bridge *b = &subnet->bridge->bridge;
	uint32_t ip = ntohl(address.s_addr);
	uint32_t own = ntohl(b->address.s_addr);

	if (((ip ^ own) & subnets_mask(b->prefix)) != 0)
		return "is not in the subnet of";
	if (ip == own)
		return "is the gateway of";
	return (ip & ~subnets_mask(b->prefix)) == 0 ||
			       (ip | subnets_mask(b->prefix)) == UINT32_MAX
		       ? "is not a host address in"
		       : NULL;
}

static const char *dotted(struct in_addr ip, char out[ADDRESS_TEXT_MAX])
{
	struct in6_addr a = address_of4(ip);

	return address_write(&a, out);
}

static void lease_fixed(struct world *w, struct draft *u, struct subnet *subnet,
	struct unit_end *e)
{
	unsigned at = e->at;
	const char *why = unfit(subnet, e->address);
	const struct assigned *other = lease_of(w, e->address);
	char text[ADDRESS_TEXT_MAX], where[WHERE_MAX];

	if (u->unit.conf.net->ip.s_addr == e->address.s_addr)
		at = keys_last(u,
			u->unit.kind == UNIT_POD ? SECTION_POD
						 : SECTION_CONTAINER,
			"IP");
	(void)dotted(e->address, text);
	if (why)
		report_error(&u->report, at, "the address %s %s %s", text, why,
			e->network);
	else if (other)
		report_error(&u->report, at, "the address %s is taken by %s",
			text,
			report_where(&other->file->report, other->at, where,
				sizeof(where)));
	else
		lease(w, u, e, e->address);
}

static void lease_remembered(struct world *w, struct draft *u,
	struct subnet *subnet, struct unit_end *e)
{
	uint32_t ip = subnets_remembered(&w->subnets, &u->unit, e->network);
	struct in_addr address = {htonl(ip)};

	if (ip >= ntohl(subnet->bridge->first.s_addr) &&
		ip <= ntohl(subnet->bridge->last.s_addr) &&
		!unfit(subnet, address) && !lease_of(w, address))
		lease(w, u, e, address);
}

static void lease_next(struct world *w, struct draft *u, struct subnet *subnet,
	struct unit_end *e)
{
	uint32_t last = ntohl(subnet->bridge->last.s_addr);

	while (subnet->next <= last) {
		struct in_addr address = {htonl(subnet->next++)};

		if (!unfit(subnet, address) && !lease_of(w, address)) {
			lease(w, u, e, address);
			return;
		}
	}
	report_error(&u->report, e->at, "no address is left in %s", e->network);
}

static void check_mac(
	struct draft *u, const struct subnet *subnet, const struct unit_end *e)
{
	static const uint8_t none[sizeof(e->mac)];

	if (subnet->bridge->bridge.driver == NET_IPVLAN &&
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
		const struct draft *u = &w->subnets.files[i];
		const struct net_uplink *up = &u->unit.conf.uplink;

		if (u->unit.kind != UNIT_UPLINK || u->report.failed)
			continue;
		for (size_t j = 0; j < up->address_count; j++)
			w->assigned[w->assigned_count++] = (struct assigned){
				address_to4(&up->addresses[j].ip), u,
				check_uplink_at(u, &up->addresses[j].ip)};
	}
}

static void lease_unit(struct world *w, struct draft *u, int pass)
{
	struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; i < net->end_count && !u->report.failed; i++) {
		struct unit_end *e = &net->ends[i];
		struct subnet *subnet = subnet_of(w, e);

		if (!subnet)
			continue;
		if (pass == 0)
			check_mac(u, subnet, e);
		if (pass == 0 && e->fixed)
			lease_fixed(w, u, subnet, e);
		else if (pass == 1 && !e->fixed)
			lease_remembered(w, u, subnet, e);
		else if (pass == 2 && !e->address.s_addr)
			lease_next(w, u, subnet, e);
	}
}

/*
 * Sets the addresses that published ports lead to: those in the unit's first
 * network of Driver=bridge that is not internal.
 */
static void link_ports(struct world *w, struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	const struct unit_end *to = NULL;

	for (size_t i = conf->net->end_count; i-- > 0;) {
		const struct subnet *subnet = subnet_of(w, &conf->net->ends[i]);

		if (!subnet)
			return; /* the unit cannot start */
		if (!subnet->bridge->bridge.internal &&
			subnet->bridge->bridge.driver == NET_BRIDGE)
			to = &conf->net->ends[i];
	}
	if (conf->net->end_count > 0) {
		conf->address = conf->net->ends[0].address;
		conf->address6 = conf->net->ends[0].address6;
	}
	if (!to && conf->port_count > 0)
		report_error(&u->report, u->port_ats[0],
			"PublishPort= needs a network of Driver=bridge that "
			"is not Internal=");
	for (size_t i = 0; to && i < conf->port_count; i++) {
		conf->ports[i].to_ip = to->address;
		conf->ports[i].to_ip6 = to->address6;
		if (conf->ports[i].family == AF_INET6 &&
			address_is_none(&to->address6))
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
	load_network6_subnets(files, count);
	subnets_find(&w.subnets);
	for (size_t i = 0; i < count; i++)
		ends += subnets_connected(&files[i])
				? files[i].unit.conf.net->end_count
				: 0;
	w.assigned = calloc(
		ends + count * NET_ADDRESSES_MAX + 1, sizeof(*w.assigned));
	if (w.assigned)
		lease_uplinks(&w);
	for (int pass = 0; w.assigned && pass < 3; pass++)
		for (unsigned rank = 0; rank <= DRAFT_RANK_MAX; rank++)
			for (size_t i = 0; i < count; i++)
				if (files[i].rank == rank &&
					subnets_connected(&files[i]))
					lease_unit(&w, &files[i], pass);
	load_network6_leases(files, count);
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
	char ip[ADDRESS_TEXT_MAX];
	int len = 0;

	text[0] = 0;
	if (unit->conf.bridge)
		return fmt_print(text, SUBNETS_TEXT_MAX, "gateway %s\n",
			dotted(unit->conf.bridge->bridge.address, ip));
	for (size_t i = 0; net && i < net->end_count; i++)
		len += fmt_print(text + len, SUBNETS_TEXT_MAX - (size_t)len,
			"%s %s\n", net->ends[i].network,
			dotted(net->ends[i].address, ip));
	return len; /* UNIT_ENDS_MAX lines of a name and an address fit */
}
