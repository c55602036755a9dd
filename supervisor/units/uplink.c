/* SPDX-License-Identifier: MIT */
#include "supervisor/units/uplink.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/unitfile.h"

#include <string.h>

/* Gateways are in the networks of the addresses, or on the link. */
static void check_gateways(struct unitfile *u, const struct net_uplink *uplink)
{
	unsigned at = keys_last(u, SECTION_UPLINK, "Gateway");
	const struct in6_addr *gateway6 = &uplink->gateway6;
	struct in6_addr gateway = address_of4(uplink->gateway);
	struct in6_addr address = address_of4(uplink->address);

	if (uplink->dhcp && uplink->gateway.s_addr)
		report_error(&u->report, at,
			"Gateway= and DHCP=yes exclude each other");
	else if (uplink->gateway.s_addr &&
		 (!uplink->prefix ||
			 !address_in(&gateway, &address, uplink->prefix)))
		report_error(&u->report, at,
			"Gateway= is not in the network of Address=");
	if (!address_is_none(gateway6) && !IN6_IS_ADDR_LINKLOCAL(gateway6) &&
		(!uplink->prefix6 || !address_in(gateway6, &uplink->address6,
					     uplink->prefix6)))
		report_error(&u->report, at,
			"Gateway= of IPv6 is not in the network of Address=");
}

void uplink_check(struct unitfile *u)
{
	struct net_uplink *uplink = &u->unit.conf.uplink;
	unsigned parent = keys_last(u, SECTION_UPLINK, "Parent");
	unsigned vlan = keys_last(u, SECTION_UPLINK, "VLAN");

	(void)fmt_print(/* a longer name has been refused */
		uplink->name, sizeof(uplink->name), "%s", u->stem);
	u->unit.conf.wanted = true;
	if (uplink->dhcp && uplink->prefix)
		report_error(&u->report,
			keys_last(u, SECTION_UPLINK, "Address"),
			"Address= and DHCP=yes exclude each other");
	if (!uplink->dhcp && !uplink->prefix && !uplink->prefix6 &&
		!uplink->vlan && !uplink->expects_ra && !u->report.failed)
		report_error(&u->report, 0,
			"none of Address=, DHCP=yes and IPv6AcceptRA=yes in "
			"[Uplink]");
	if (!uplink->vlan != !uplink->parent[0])
		report_error(&u->report, uplink->vlan ? vlan : parent,
			"VLAN= and Parent= need each other");
	if (uplink->vlan && !strcmp(uplink->parent, uplink->name))
		report_error(
			&u->report, parent, "Parent= is the interface itself");
	check_gateways(u, uplink);
}

static bool is_good(const struct unitfile *u)
{
	return u->unit.kind == UNIT_UPLINK && !u->report.failed;
}

/* Two routes of one metric would replace each other. */
static void check_metric(
	const struct unitfile *files, size_t self, struct unitfile *u)
{
	for (size_t i = 0; i < self; i++)
		if (is_good(&files[i]) && files[i].unit.conf.uplink.metric ==
						  u->unit.conf.uplink.metric)
			report_error(&u->report,
				keys_last(u, SECTION_UPLINK, "Metric"),
				"Metric=%u is that of %s",
				u->unit.conf.uplink.metric,
				files[i].report.path);
}

static bool is_taken(
	const struct unitfile *files, size_t count, uint32_t metric)
{
	for (size_t i = 0; i < count; i++)
		if (is_good(&files[i]) &&
			files[i].unit.conf.uplink.metric == metric)
			return true;
	return false;
}

void uplink_link(struct unitfile *files, size_t count)
{
	uint32_t next = NET_METRIC_MIN;

	for (size_t i = 0; i < count; i++)
		if (is_good(&files[i]) && files[i].unit.conf.uplink.metric)
			check_metric(files, i, &files[i]);
	for (size_t i = 0; i < count; i++) {
		uint32_t *metric = &files[i].unit.conf.uplink.metric;

		if (!is_good(&files[i]))
			continue;
		if (!*metric) {
			while (is_taken(files, count, next))
				next++;
			*metric = next;
		}
		next += *metric == next;
	}
}
