/* SPDX-License-Identifier: MIT */
/*
 * Networks of several subnets across unit files: which addresses are given,
 * that they stay, and what is refused.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c net/address.c
 * Links: init/fmt.c init/log.c init/io.c init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "net/address.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "tests/unit/conf_given.h"

/* The addresses of an end, with blanks between them. */
static const char *addresses(const char *name, size_t end)
{
	static char text[256];
	char one[ADDRESS_TEXT_MAX];
	int i = conf_find(&conf, name);
	const struct unit_end *e = &conf.units[i].conf.net->ends[end];

	text[0] = 0;
	for (size_t a = 0; a < e->address_count; a++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			"%s%s", a ? " " : "",
			address_write(&e->addresses[a], one));
	return text;
}

#define TWO "Subnet=10.1.0.0/24\nSubnet=10.2.0.0/29\n"

/* Networks of several subnets, which come and go. */
static void test_subnets(void)
{
	clear();
	put("etc/a.network", N TWO "IPRange=10.1.0.128/25\nIPv6=yes\n");
	put("etc/web.container", C "Network=a.network\nIP=10.2.0.3\n"
				   "PublishPort=80:80\n");
	put("etc/db.container", C "Network=a.network\n");
	put("etc/two.container", C "Network=a.network:ip=10.2.0.4,ip=10.1.0.7,"
				   "ip6=fd8c:ec01:864c::9\n");
	put("etc/p.pod", "[Pod]\nNetwork=a.network\nIP=10.1.0.9\n");
	reload();
	is_str(addresses("db", 0), "10.1.0.128 10.2.0.2 fd8c:ec01:864c::a01:80",
		"a container has an address in each subnet");
	is_str(addresses("web", 0),
		"10.1.0.129 10.2.0.3 fd8c:ec01:864c::a01:81",
		"IP= sets the one of its subnet");
	is_str(addresses("two", 0), "10.1.0.7 10.2.0.4 fd8c:ec01:864c::9",
		"ip= may set each of them");
	is_str(addresses("p.pod", 0), "10.1.0.9 10.2.0.5 fd8c:ec01:864c::a01:9",
		"a pod has them, too");

	put("etc/aaa.container", C "Network=a.network\n");
	reload();
	is_str(addresses("web", 0),
		"10.1.0.129 10.2.0.3 fd8c:ec01:864c::a01:81",
		"all of them are kept");
	is_str(addresses("aaa", 0),
		"10.1.0.130 10.2.0.6 fd8c:ec01:864c::a01:82",
		"a new one gets free ones");
	put("etc/xb.container", C "Network=a.network\n");
	put("etc/xc.container",
		C "Network=a.network:ip=10.1.0.8,ip=10.1.0.9\n");
	put("etc/xd.container", C "Network=a.network:ip=10.2.0.1\n");
	put("etc/xe.container", C "Network=a.network\nIP=10.3.0.1\n");
	put("etc/b.network", N "Subnet=10.3.0.0/24\nSubnet=10.1.0.0/16\n");
	put("etc/c.network", N "Subnet=10.3.0.0/24\nSubnet=10.88.3.0/24\n");
	put("etc/d.network", N "Subnet=10.77.0.0/24\nSubnet=10.78.0.0/24\n");
	put("etc/eth0.uplink", "[Uplink]\nAddress=10.78.0.5/16\n");
	put("etc/built.container", C);
	reload();
	is_str(why("xb"),
		"etc/xb.container:3: no address is left in "
		"a.network (10.2.0.0/29)",
		"one of two subnets may be used up");
	is_str(why("xc"),
		"etc/xc.container:3: the address 10.1.0.9 is the "
		"second one in a subnet of a.network",
		"two addresses of one subnet");
	is_str(why("xd"),
		"etc/xd.container:3: the address 10.2.0.1 is the "
		"gateway of a.network",
		"the second gateway's address");
	is_str(why("xe"),
		"etc/xe.container:4: the address 10.3.0.1 is not "
		"in the subnet of a.network",
		"an address of neither");
	is_str(why("b.network"),
		"etc/b.network:3: Subnet= overlaps the one of "
		"etc/a.network",
		"a second subnet that another has");
	is_str(why("c.network"),
		"etc/c.network:3: Subnet= overlaps the one of "
		"tcr0.network",
		"or the built-in network");
	is_str(why("d.network"),
		"etc/d.network:3: Subnet= overlaps the one of "
		"etc/eth0.uplink",
		"or an uplink");

	put("etc/a.network", N "Subnet=10.2.0.0/29\nSubnet=10.1.0.0/24\n");
	reload();
	is_str(addresses("db", 0), "10.2.0.2 10.1.0.128",
		"their order may change");
	put("etc/a.network", N "Subnet=10.1.0.0/24\n");
	reload();
	is_str(addresses("db", 0), "10.1.0.128", "one may go");
	ok(bad("web") != NULL, "whose addresses cannot be set then");
	put("etc/a.network", N TWO);
	reload();
	is_str(addresses("db", 0), "10.1.0.128 10.2.0.5", "and come");
	is_str(why("web"), "good", "where they can");
}

int main(void)
{
	if (!begin())
		return 1;
	test_subnets();
	return end();
}
