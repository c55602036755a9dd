/* SPDX-License-Identifier: MIT */
#include "supervisor/units/keys/check_uplink.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/text/value.h"

#include <string.h>

/*
 * The last assignment of the key with that address; if there is none, the last
 * assignment of the key.
 */
static unsigned said_at(
	const struct draft *u, const char *key, const struct in6_addr *ip)
{
	unsigned last = u->last ? keys_last(u, SECTION_UPLINK, key) : 0;
	struct in6_addr found;
	uint8_t prefix;

	for (unsigned at = last; at > 0; at--) {
		const struct draft_line *line = &u->lines[at - 1];

		if (line->section == SECTION_UPLINK &&
			strcmp(line->key, key) == 0 &&
			(value_subnet(line->value, &found, &prefix) == 0 ||
				address_read(line->value, &found) == 0) &&
			address_is(&found, ip))
			return at;
	}
	return last;
}

unsigned check_uplink_at(const struct draft *u, const struct in6_addr *address)
{
	return said_at(u, "Address", address);
}

/* Refuses a gateway that is not in the network of one of the addresses. */
static void check_gateway(struct draft *u, const struct in6_addr *gateway,
	const struct net_address *list, size_t count)
{
	char text[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		if (address_in(gateway, &list[i].ip, list[i].prefix))
			return;
	report_error(&u->report, said_at(u, "Gateway", gateway),
		"Gateway=%s is not in the network of any Address=",
		address_write(gateway, text));
}

static void check_gateways(struct draft *u, const struct net_uplink *uplink)
{
	const struct in6_addr *gateway6 = &uplink->gateway6;
	struct in6_addr gateway = address_of4(uplink->gateway);

	if (uplink->dhcp && !address_is_none(&gateway))
		report_error(&u->report, said_at(u, "Gateway", &gateway),
			"Gateway= and DHCP=yes exclude each other");
	else if (!address_is_none(&gateway))
		check_gateway(
			u, &gateway, uplink->addresses, uplink->address_count);
	/*
	 * A link-local gateway is reachable without an address in its network.
	 */
	if (!address_is_none(gateway6) && !IN6_IS_ADDR_LINKLOCAL(gateway6))
		check_gateway(u, gateway6, uplink->addresses6,
			uplink->address6_count);
}

void check_uplink(struct draft *u)
{
	struct net_uplink *uplink = &u->unit.conf.uplink;
	unsigned parent = keys_last(u, SECTION_UPLINK, "Parent");
	unsigned vlan = keys_last(u, SECTION_UPLINK, "VLAN");

	(void)fmt_print(/* longer names have been refused */
		uplink->name, sizeof(uplink->name), "%s", u->stem);
	u->unit.conf.wanted = true;
	if (uplink->dhcp && uplink->address_count)
		report_error(&u->report,
			check_uplink_at(u, &uplink->addresses[0].ip),
			"Address= and DHCP=yes exclude each other");
	if (!uplink->dhcp && !uplink->address_count &&
		!uplink->address6_count && !uplink->vlan &&
		!uplink->expects_ra && !u->report.failed)
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
