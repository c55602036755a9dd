/* SPDX-License-Identifier: MIT */
/* The key table: [Uplink]: an interface to the outside. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_uplink.h"

static const struct keys_row rows[] = {
	{"DHCP", KEY_BOOL, KEYS_CONF(uplink.dhcp), set_bool, "yes or no", "no",
		KEYS_TEXT("Whether IPv4 address, route and resolvers come from "
			  "DHCP. Either this or Address= must be there, but "
			  "for an interface that is only the parent of a "
			  "network.",
			"yes")},
	{"Address", KEY_LIST, 0, set_uplink_address,
		"ADDRESS/PREFIX, as 192.168.1.5/24", NULL,
		KEYS_TEXT("A fixed address of the interface; it may have four "
			  "of IPv4 and four of IPv6. Of several of IPv4 the "
			  "first in the network of Gateway= is the one that "
			  "connections leave with.",
			"192.168.1.5/24")},
	{"Gateway", KEY_LIST, 0, set_uplink_gateway, "an address", NULL,
		KEYS_TEXT("Where the default route leads, one of each family "
			  "at most, in the network of an Address=. Of IPv6 it "
			  "may be an address of the link, fe80::1.",
			"192.168.1.1")},
	{"IPv6AcceptRA", KEY_BOOL, 0, set_uplink_accept_ra, "yes or no", "yes",
		KEYS_TEXT("Whether the interface takes IPv6 addresses, a "
			  "default route and resolvers from routers that "
			  "advertise them. Said, it is enough for an uplink. "
			  "DHCPv6 is not spoken.",
			"no")},
	{"Metric", KEY_TEXT, 0, set_uplink_metric, "a number from 1 on", NULL,
		KEYS_TEXT("The metric of the interface's default routes: of "
			  "several the one with the lowest number is used, as "
			  "long as its link is there. Without it 100 is the "
			  "first uplink's, by name, 101 the next one's and so "
			  "on.",
			"50")},
	{"VLAN", KEY_TEXT, 0, set_uplink_vlan, "1 to 4094", NULL,
		KEYS_TEXT("Makes the interface, as that of a VLAN of Parent=. "
			  "An interface of that name which belongs to another "
			  "VLAN or parent is replaced; any other interface of "
			  "that name stays, and the unit fails. The interface "
			  "needs no address.",
			"5")},
	{"Parent", KEY_TEXT, 0, set_uplink_parent, "an interface", NULL,
		KEYS_TEXT("The interface that carries the VLAN.", "eth0")},
	{"DNS", KEY_WORDS, 0, set_uplink_dns, "addresses", NULL,
		KEYS_TEXT("The resolvers that are asked. Four at most.",
			"192.168.1.1 9.9.9.9")},
	{"MTU", KEY_TEXT, 0, set_uplink_mtu, "68 to 65535", NULL,
		KEYS_TEXT("The largest packet of the interface.", "1400")},
};

const struct keys_row *keys_uplink(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
