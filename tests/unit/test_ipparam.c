/* SPDX-License-Identifier: MIT */
/*
 * The kernel's ip= as an uplink.
 * Links: supervisor/base/signals.c supervisor/units/text/ipparam.c
 * Links: supervisor/units/text/value.c net/address.c init/fmt.c init/text.c
 */
#include "net/address.h"
#include "supervisor/units/text/ipparam.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static const char *show_ip(const char *cmdline)
{
	static char got[200];
	char address[ADDRESS_TEXT_MAX], gateway[INET_ADDRSTRLEN];
	struct ipparam p;
	const char *why = NULL;
	int rc = ipparam_read(cmdline, &p, &why);

	if (rc < 0)
		snprintf(got, sizeof(got), "bad %s%s", p.uplink.name,
			why ? "" : " without a reason");
	if (rc <= 0)
		return rc < 0 ? got : "none";
	address_write(&p.uplink.addresses[0].ip, address);
	inet_ntop(AF_INET, &p.uplink.gateway, gateway, sizeof(gateway));
	if (p.uplink.dhcp)
		snprintf(got, sizeof(got), "%s dhcp", p.uplink.name);
	else
		snprintf(got, sizeof(got), "%s %s/%u %s %zu", p.uplink.name,
			address, p.uplink.addresses[0].prefix, gateway,
			p.dns_count);
	return got;
}

static void test_ipparam(void)
{
	static const char *const rows[][2] = {
		{"", "none"},
		{"quiet zip=dhcp skip=1", "none"},
		{"ip=", "none"},
		{"ip=off", "none"},
		{"ip=none", "none"},
		{"ip=dhcp", "eth0 dhcp"},
		{"quiet ip=on\n", "eth0 dhcp"},
		{"ip=off ip=dhcp", "eth0 dhcp"},
		{"ip=::::host:eth1:dhcp", "eth1 dhcp"},
		{"ip=:::::eth1:dhcp:9.9.9.9", "eth1 dhcp"},
		{"ip=10.0.2.15::10.0.2.2:255.255.255.0:h:eth1:off",
			"eth1 10.0.2.15/24 10.0.2.2 0"},
		{"ip=10.0.2.15::10.0.2.2:255.255.255.0:h::none:9.9.9.9:8.8.8.8",
			"eth0 10.0.2.15/24 10.0.2.2 2"},
		{"ip=10.0.2.15", "eth0 10.0.2.15/8 0.0.0.0 0"},
		{"ip=172.16.0.1:", "eth0 172.16.0.1/16 0.0.0.0 0"},
		{"ip=192.168.1.1:", "eth0 192.168.1.1/24 0.0.0.0 0"},
		{"ip=bootp", "bad eth0"},
		{"ip=10.0.2:", "bad eth0"},
		{"ip=10.0.2.15:::255.0.255.0", "bad eth0"},
		{"ip=10.0.2.15:::0.0.0.0", "bad eth0"},
		{"ip=10.0.2.15::x", "bad eth0"},
		{"ip=10.0.2.15:::::eth1:off:x", "bad eth1"},
		{"ip=:::::eth1", "bad eth1"},
		{"ip=:::::../x:dhcp", "bad eth0"},
		{"ip=:::::abcdefghijklmnop:dhcp", "bad eth0"},
		{"ip=:::::..:dhcp", "bad eth0"},
		{"ip=[fe80::1]::::::", "bad eth0"},
		{"ip=1:2:3:4:5:6:7:8:9:10:11", "bad eth0"},
		{"ip=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			"bad eth0"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show_ip(rows[i][0]), rows[i][1], rows[i][0]);
}

int main(void)
{
	test_ipparam();
	return done_testing();
}
