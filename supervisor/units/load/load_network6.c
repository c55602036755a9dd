/* SPDX-License-Identifier: MIT */
/*
 * Unless a file sets it, an IPv6 address ends in the IPv4 address of the same
 * network: so it needs no search for a free one and stays the same over
 * restarts.
 */
#include "supervisor/units/load/load_network6.h"

#include "net/address.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/load/subnets.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <string.h>

static const struct unit_bridge *network_of(const struct draft *u)
{
	return u->unit.kind == UNIT_NETWORK && !u->report.failed
		       ? u->unit.conf.bridge
		       : NULL;
}

static bool overlap(const struct unit_bridge *a, const struct unit_bridge *b)
{
	uint8_t prefix = a->bridge.prefix6 < b->bridge.prefix6
				 ? a->bridge.prefix6
				 : b->bridge.prefix6;

	return prefix && address_in(&a->subnet6, &b->subnet6, prefix);
}

void load_network6_subnets(struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			const struct unit_bridge *b = network_of(&files[i]);
			const struct unit_bridge *other = network_of(&files[j]);

			if (b && other && draft_yields(&files[i], &files[j]) &&
				overlap(b, other))
				report_error(&files[i].report,
					keys_last(&files[i], SECTION_NETWORK,
						b->fixed6 ? "Subnet" : "IPv6"),
					"the IPv6 subnet overlaps the one of "
					"%s%s",
					files[j].report.path,
					b->fixed6 ? "" : " (set Subnet=)");
		}
}

/* The assignment that sets the IPv6 address. */
static unsigned at6(const struct draft *u, const struct unit_end *e)
{
	return address_is_none(&u->unit.conf.net->ip6)
		       ? e->at
		       : keys_last(u,
				 u->unit.kind == UNIT_POD ? SECTION_POD
							  : SECTION_CONTAINER,
				 "IP6");
}

static void lease(
	struct draft *u, const struct unit_bridge *network, struct unit_end *e)
{
	const struct net_bridge *b = &network->bridge;

	if (!e->fixed6 && b->prefix6) {
		e->address6 = network->subnet6;
		memcpy(e->address6.s6_addr + 12, &e->address, 4);
	}
	if (!e->fixed6)
		return;
	if (!b->prefix6)
		report_error(
			&u->report, at6(u, e), "%s has no IPv6", e->network);
	else if (!address_in(&e->address6, &network->subnet6, b->prefix6) ||
		 address_is(&e->address6, &network->subnet6) ||
		 address_is(&e->address6, &b->address6))
		report_error(&u->report, at6(u, e),
			"the IPv6 address cannot be a container's in %s",
			e->network);
}

static void lease_unit(struct draft *files, size_t count, struct draft *u)
{
	/* The built-in network has no IPv6. */
	static const struct unit_bridge without;
	struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; i < net->end_count; i++) {
		struct unit_end *e = &net->ends[i];
		const struct unit_bridge *network = &without;

		for (size_t j = 0; j < count; j++)
			if (network_of(&files[j]) &&
				!strcmp(files[j].unit.name, e->network))
				network = network_of(&files[j]);
		if (e->address.s_addr)
			lease(u, network, e);
	}
}

/* The file of another container or pod with that IPv6 address; NULL: none. */
static const struct draft *user_of(
	const struct draft *files, size_t count, const struct unit_end *e)
{
	for (size_t i = 0; i < count; i++) {
		const struct unit_net *net = files[i].unit.conf.net;

		if (!subnets_connected(&files[i]))
			continue;
		for (size_t n = 0; n < net->end_count; n++)
			if (&net->ends[n] != e &&
				address_is(
					&net->ends[n].address6, &e->address6))
				return &files[i];
	}
	return NULL;
}

/*
 * An address that a file sets may be the one that another unit got from its
 * IPv4 address.
 */
static void check_fixed(
	const struct draft *files, size_t count, struct draft *u)
{
	const struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];
		const struct draft *other =
			e->fixed6 ? user_of(files, count, e) : NULL;

		if (other)
			report_error(&u->report, at6(u, e),
				"the IPv6 address is taken by %s",
				other->report.path);
	}
}

void load_network6_leases(struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (subnets_connected(&files[i]))
			lease_unit(files, count, &files[i]);
	for (size_t i = 0; i < count; i++)
		if (subnets_connected(&files[i]))
			check_fixed(files, count, &files[i]);
}
