/* SPDX-License-Identifier: MIT */
/* The key table: [Network]: a bridge of containers. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_bridge.h"
#include "supervisor/units/keys/set_podman.h"
#include "supervisor/units/keys/set_run.h"

static const struct keys_row rows[] = {
	{"Driver", KEY_TEXT, 0, set_bridge_driver, "bridge, macvlan or ipvlan",
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
	{"NetworkName", KEY_TEXT, 0, set_bridge_name,
		"letters, digits, '-', '_' and '.'", NULL,
		KEYS_TEXT("What names of containers may end in: web.NAME. "
			  "Without it, the unit's name. Dots are dashes "
			  "there.",
			"lan")},
	{"InterfaceName", KEY_TEXT, 0, set_bridge_interface,
		"up to 15 letters, digits, '.', '_' and '-'", NULL,
		KEYS_TEXT("The bridge's name on the device. Without it, br- "
			  "and the unit's name, with dashes for dots. Of "
			  "macvlan and ipvlan, the "
			  "parent.",
			"br-lan")},
	{"Subnet", KEY_LIST, 0, set_bridge_subnet, "ADDRESS/PREFIX", NULL,
		KEYS_TEXT("The addresses of the network: up to four subnets, "
			  "in each of which a container gets an address. One "
			  "at least is of IPv4; without it, that is the next "
			  "free network of 256 addresses in 10.89.0.0/16, in "
			  "the order of the units' names. One of IPv6 has a "
			  "prefix of 32 to 96 bits. No two networks of the "
			  "device may overlap.",
			"10.90.0.0/24")},
	{"Gateway", KEY_LIST, 0, set_bridge_gateway, "an address", NULL,
		KEYS_TEXT("The device's own address in the Subnet= that it is "
			  "in; by default the first one.",
			"10.90.0.1")},
	{"IPRange", KEY_LIST, 0, set_bridge_range,
		"ADDRESS/PREFIX or FIRST-LAST", NULL,
		KEYS_TEXT("The part of the Subnet= that it is in from which "
			  "containers get addresses.",
			"10.90.0.128/25")},
	{"Internal", KEY_BOOL, 0, set_bridge_internal, "yes or no", "no",
		KEYS_TEXT("Whether the network leads nowhere else: no default "
			  "route, no translation to the device's address, no "
			  "published ports, no names but those of containers.",
			"yes")},
	{"DisableDNS", KEY_BOOL, 0, set_bridge_no_dns, "yes or no", "no",
		KEYS_TEXT("Whether containers do without names. They then "
			  "have the device's resolvers.",
			"yes")},
	{"DNS", KEY_LIST, 0, set_bridge_resolver, "an address", NULL,
		KEYS_TEXT("The resolvers that are asked for this network, in "
			  "place of the device's. Four at most.",
			"9.9.9.9")},
	{"IPv6", KEY_BOOL, 0, set_bridge_ipv6, "yes or no", "no",
		KEYS_TEXT("Whether the network has IPv6 beside IPv4. Without a "
			  "Subnet= of IPv6 it is a unique local /64 that is "
			  "made of the unit's name. A container's IPv6 address "
			  "ends in its first IPv4 address: in fd00:1::/64 that "
			  "of "
			  "10.90.0.5 is fd00:1::a5a:5. What leaves for outside "
			  "has the device's IPv6 address, see Options=.",
			"yes")},
	{"IPAMDriver", KEY_TEXT, 0, set_bridge_ipam, "host-local", "host-local",
		KEYS_TEXT("Who gives addresses: tcr does.", "host-local")},
	{"Options", KEY_PAIRS, 0, set_bridge_option,
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
			  "and ipvlan (mode l2). "
			  "com.docker.network.driver.mtu is mtu, and "
			  "com.docker.network.bridge.name InterfaceName=.",
			"mtu=1400 isolate=containers")},
	{"ServiceName", KEY_TEXT, 0, set_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"office")},
	{"Label", KEY_PAIRS, 0, set_run_label, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as in tcr.container(5).",
			"app=web")},
	{"PodmanArgs", KEY_ARGUMENTS, SECTION_NETWORK, set_podman_args,
		"OPTION ...", NULL,
		KEYS_TEXT("Options of podman are read as keys, as in "
			  "tcr.container(5).",
			"--internal")},
};

const struct keys_row *keys_network(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
