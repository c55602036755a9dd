/* SPDX-License-Identifier: MIT */
/*
 * The built-in units.  Edges make a container start after the firewall, after
 * the networks that it is on, and after tcr-dns, which answers its names.
 */
#include "supervisor/units/load/builtin.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/load/load_network.h"
#include "supervisor/units/load/resolve.h"
#include "supervisor/units/text/kind.h"

#include <errno.h>
#include <string.h>

/* The subnet of tcr0.network. */
#define BRIDGE_NET    0x0a580000 /* 10.88.0.0 */
#define BRIDGE_PREFIX 16

static struct in6_addr address(uint32_t ip)
{
	return address_of4((struct in_addr){htonl(ip)});
}

struct unit_bridge builtin_bridge(void)
{
	return (struct unit_bridge){
		.bridge = {.name = UNIT_NET_BRIDGE,
			.subnets = {{.net = {address(BRIDGE_NET),
					     BRIDGE_PREFIX},
				.gateway = address(BRIDGE_NET + 1)}},
			.subnet_count = 1},
		.pools = {{.first = {htonl(BRIDGE_NET + 2)},
			.last = {htonl(BRIDGE_NET + 0xfffe)}}},
	};
}

static bool is_end_on(const struct draft *u, const char *network)
{
	const struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; net && !u->report.failed && i < net->end_count; i++)
		if (!strcmp(net->ends[i].network, network))
			return true;
	return false;
}

/* Whether tcr-dns has to answer in a network: a container or pod is on it. */
static bool is_asked(
	const struct draft *files, size_t count, const struct draft *lan)
{
	if (lan->unit.kind != UNIT_NETWORK || lan->report.failed ||
		lan->unit.conf.bridge->bridge.no_dns)
		return false;
	for (size_t i = 0; i < count; i++)
		if (is_end_on(&files[i], lan->unit.name))
			return true;
	return false;
}

struct builtins builtin_needed(const struct draft *files, size_t count)
{
	struct builtins b = {.network = -1, .dns = -1, .firewall = -1};
	bool network = load_network_needs_builtin(files, count);
	bool dns = network, firewall = network;

	for (size_t i = 0; i < count; i++) {
		firewall |=
			files[i].unit.kind == UNIT_NETWORK &&
			!files[i].report.failed &&
			files[i].unit.conf.bridge->bridge.driver == NET_BRIDGE;
		dns = dns || is_asked(files, count, &files[i]);
	}
	if (network)
		b.network = (int)b.count++;
	if (dns)
		b.dns = (int)b.count++;
	if (firewall)
		b.firewall = (int)b.count++;
	return b;
}

static int add(struct unit_file *unit, enum unit_kind kind, const char *name,
	const char *description)
{
	unit->kind = kind;
	unit->builtin = true;
	(void)fmt_print(unit->name, sizeof(unit->name), "%s", name);
	return arena_set(&unit->arena, &unit->conf.description, description);
}

static int add_network(struct unit_file *unit)
{
	int rc = add(unit, UNIT_NETWORK, UNIT_NET_BUILTIN,
		"Bridge of the containers");

	unit->conf.bridge =
		arena_alloc(&unit->arena, sizeof(*unit->conf.bridge));
	if (!unit->conf.bridge)
		return -ENOMEM;
	*unit->conf.bridge = builtin_bridge();
	return rc;
}

int builtin_add(const struct builtins *b, struct unit_file *units)
{
	int rc = b->network < 0 ? 0 : add_network(&units[b->network]);

	if (rc == 0 && b->dns >= 0)
		rc = add(&units[b->dns], UNIT_DNS, KIND_DNS,
			"DNS of the containers");
	if (rc == 0 && b->firewall >= 0)
		rc = add(&units[b->firewall], UNIT_FIREWALL, KIND_FIREWALL,
			"Firewall of the containers");
	return rc;
}

static int link_to(struct unit_file *unit, int on, bool after, bool require)
{
	const struct unit_edge edge = {.on = (unsigned)on,
		.after = after,
		.require = require,
		.pull = true};

	return on < 0 ? 0 : resolve_add_edge(unit, &edge);
}

/*
 * A network does not wait for the firewall, as no container is on it yet: only
 * containers and pods wait for both.
 */
static int link_unit(const struct builtins *b, struct draft *u)
{
	const struct unit_net *net = u->unit.conf.net;
	int rc = 0;

	if (u->unit.kind == UNIT_NETWORK)
		return link_to(&u->unit, b->firewall, false, false);
	if (!net || net->end_count == 0)
		return 0;
	if (is_end_on(u, UNIT_NET_BUILTIN))
		rc = link_to(&u->unit, b->network, true, true);
	if (rc == 0)
		rc = link_to(&u->unit, b->firewall, true, true);
	return rc < 0 ? rc : link_to(&u->unit, b->dns, true, false);
}

int builtin_edges(const struct builtins *b, struct unit_file *units,
	struct draft *files, size_t count, const unsigned *place)
{
	int rc = 0;

	if (b->network >= 0) {
		rc = link_to(&units[b->network], b->firewall, false, false);
		if (rc == 0)
			rc = link_to(&units[b->dns], b->network, true, false);
	}
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (!files[i].report.failed)
			rc = link_unit(b, &files[i]);
		if (rc == 0 && is_asked(files, count, &files[i]))
			rc = link_to(
				&units[b->dns], (int)place[i], true, false);
	}
	return rc;
}
