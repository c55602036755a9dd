/* SPDX-License-Identifier: MIT */
/* The key table: [Network]: a bridge of containers. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_bridge.h"
#include "supervisor/units/set_extra.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_TEXT, "Driver", set_bridge_driver, 0, "bridge, macvlan or ipvlan",
		"bridge",
		KEYS_TEXT("The kind of network. Containers of a macvlan or "
			  "ipvlan network are hosts of the network that the "
			  "device's interface parent= is in, each with an "
			  "address of its own there, and of macvlan with a MAC "
			  "address of its own. They are reached from there at "
			  "every port: the firewall, PublishPort= and names "
			  "are of bridges alone, and the device itself does "
			  "not reach them. Subnet= and Gateway= are those of "
			  "that network, and say IPRange=, too, for nobody "
			  "else may give out these addresses.",
			"macvlan")},
	{KEY_TEXT, "NetworkName", set_bridge_name, 0,
		"letters, digits, '-' and '_'", NULL,
		KEYS_TEXT("What names of containers may end in: web.NAME. "
			  "Without it, the unit's name.",
			"lan")},
	{KEY_TEXT, "InterfaceName", set_bridge_interface, 0,
		"up to 15 letters, digits, '.', '_' and '-'", NULL,
		KEYS_TEXT("The bridge's name on the device. Without it, br- "
			  "and the unit's name. Of macvlan and ipvlan, the "
			  "parent.",
			"br-lan")},
	{KEY_LIST, "Subnet", set_bridge_subnet, 0, "ADDRESS/PREFIX", NULL,
		KEYS_TEXT("The addresses of the network. Without it, the next "
			  "free network of 256 addresses in 10.89.0.0/16, in "
			  "the order of the units' names. An IPv6 one beside "
			  "it, of a prefix of 32 to 96 bits, means IPv6=yes. "
			  "No two networks of the device may overlap.",
			"10.90.0.0/24")},
	{KEY_LIST, "Gateway", set_bridge_gateway, 0, "an address", NULL,
		KEYS_TEXT("The device's own address in it; by default the "
			  "first one. Needs Subnet= of its family.",
			"10.90.0.1")},
	{KEY_LIST, "IPRange", set_bridge_range, 0,
		"ADDRESS/PREFIX or FIRST-LAST", NULL,
		KEYS_TEXT("The part of the subnet from which containers get "
			  "addresses. Needs Subnet=.",
			"10.90.0.128/25")},
	{KEY_BOOL, "Internal", set_bridge_internal, 0, "yes or no", "no",
		KEYS_TEXT("Whether the network leads nowhere else: no default "
			  "route, no translation to the device's address, no "
			  "published ports, no names but those of containers.",
			"yes")},
	{KEY_BOOL, "DisableDNS", set_bridge_no_dns, 0, "yes or no", "no",
		KEYS_TEXT("Whether containers do without names. They then "
			  "have the device's resolvers.",
			"yes")},
	{KEY_LIST, "DNS", set_bridge_resolver, 0, "an address", NULL,
		KEYS_TEXT("The resolvers that are asked for this network, in "
			  "place of the device's. Four at most.",
			"9.9.9.9")},
	{KEY_BOOL, "IPv6", set_bridge_ipv6, 0, "yes or no", "no",
		KEYS_TEXT("Whether the network has IPv6 beside IPv4. Without a "
			  "Subnet= of IPv6 it is a unique local /64 that is "
			  "made of the unit's name. A container's IPv6 address "
			  "ends in its IPv4 address: in fd00:1::/64 the one of "
			  "10.90.0.5 is fd00:1::a5a:5. What leaves for outside "
			  "has the device's IPv6 address, see Options=.",
			"yes")},
	{KEY_TEXT, "IPAMDriver", set_bridge_ipam, 0, "host-local", "host-local",
		KEYS_TEXT("Who gives addresses: tcr does.", "host-local")},
	{KEY_PAIRS, "Options", set_bridge_option, 0,
		"mtu=BYTES, isolate=HOW, gateway_mode_ipv6=HOW, "
		"parent=INTERFACE, mode=MODE",
		NULL,
		KEYS_TEXT("mtu is the largest packet. Networks are isolated "
			  "from each other always, so that isolate=true and "
			  "isolate=strict change nothing; with "
			  "isolate=containers those of this network do not "
			  "reach each other either. With "
			  "gateway_mode_ipv6=routed containers keep their IPv6 "
			  "addresses outside, published ports are reached "
			  "there too, and the router outside must know the "
			  "way; nat is the default. parent and mode are of "
			  "macvlan (mode bridge, private, vepa or passthru) "
			  "and ipvlan (mode l2).",
			"mtu=1400 isolate=containers")},
	{KEY_TEXT, "ServiceName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"office")},
	{KEY_PAIRS, "Label", set_label, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as in tcr.container(5).",
			"app=web")},
};

const struct keys_row *keys_network(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
