/* SPDX-License-Identifier: MIT */
/* The key table: [Uplink]: an interface to the outside. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_BOOL, "DHCP", set_bool, KEYS_CONF(uplink.dhcp), "yes or no", "no",
		KEYS_TEXT(
			"Whether address, route and resolvers come from DHCP. "
			"Either this or Address= must be there.",
			"yes")},
	{KEY_TEXT, "Address", set_address, 0,
		"ADDRESS/PREFIX, as 192.168.1.5/24", NULL,
		KEYS_TEXT("The fixed address of the interface.",
			"192.168.1.5/24")},
	{KEY_TEXT, "Gateway", set_ipv4, KEYS_CONF(uplink.gateway),
		"an IPv4 address", NULL,
		KEYS_TEXT("Where the default route leads.", "192.168.1.1")},
	{KEY_WORDS, "DNS", set_dns, 0, "IPv4 addresses", NULL,
		KEYS_TEXT("The resolvers that are asked. Four at most.",
			"192.168.1.1 9.9.9.9")},
	{KEY_TEXT, "MTU", set_mtu, 0, "68 to 65535", NULL,
		KEYS_TEXT("The largest packet of the interface.", "1400")},
};

const struct keys_row *keys_uplink(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
