/* SPDX-License-Identifier: MIT */
/*
 * What unit files say of each other, and what is built in.
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
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "tests/unit/conf_edges.h"

#include <arpa/inet.h>

/* The first IPv4 address of a unit; "::": it has none. */
static const char *first4(const struct unit_file *u)
{
	static char text[ADDRESS_TEXT_MAX];
	struct in6_addr a =
		u->conf.bridge ? net_gateway(&u->conf.bridge->bridge, false)
			       : unit_net_address(u->conf.net, false);

	return address_write(&a, text);
}

#define BRIDGE                                                                 \
	"tcr0.network after require pull, "                                    \
	"tcr-firewall.service after require pull, tcr-dns.service after pull"

static void test_empty(void)
{
	clear();
	load("");
	is_int((long long)conf.count, 0, "no files, no units");
	is_str(captured, "", "nothing to say");
}

static void test_builtins(void)
{
	clear();
	put("etc/web.container", C "[Unit]\nAfter=eth0.uplink\n");
	put("etc/db.container", C "Network=none\n");
	put("etc/eth0.uplink", "[Uplink]\nDHCP=yes\n");
	load("");
	is_int((long long)conf.count, 6, "three built-in ones");
	is_str(conf.units[0].name, "tcr0.network", "the bridge");
	is_int(conf.units[0].kind, UNIT_NETWORK, "is a network");
	is_str(first4(&conf.units[0]), "10.88.0.1", "and has an address");
	is_str(edges("tcr-dns"), "tcr0.network after pull",
		"DNS is asked there");
	is_str(conf.units[3].name, "db", "then by name");
	is_str(edges("web"), "eth0.uplink after, " BRIDGE, "a container on it");
	is_str(edges("db"), "", "a container without network");
	ok(conf.units[4].conf.wanted && !conf.units[0].conf.wanted,
		"uplinks are wanted, the bridge is when it is needed");
	put("etc/web.container", C "Network=host\n");
	load("");
	is_int((long long)conf.count, 3, "no bridge that nobody needs");
	put("etc/web.container", C "Bad=1\n");
	load("");
	is_int(conf_find(&conf, "tcr0"), -1, "nor one for a bad unit");
	ok(conf_find(&conf, "web") >= 0, "which is there to be seen");
}

static void test_find(void)
{
	clear();
	put("etc/web.container", C);
	put("etc/eth0.uplink", "[Uplink]\nDHCP=yes\n");
	load("");
	is_int(conf_find(&conf, "web"), 4, "by name");
	is_int(conf_find(&conf, "web.container"), 4, "with the suffix");
	is_int(conf_find(&conf, "web.service"), 4, "with systemd's");
	is_int(conf_find(&conf, "eth0.uplink"), 3, "an uplink");
	is_int(conf_find(&conf, "eth0.service"), -1, "is no service");
	is_int(conf_find(&conf, "tcr0.network"), 0, "the bridge");
	is_int(conf_find(&conf, "tcr-dns.service"), 1, "DNS");
	is_int(conf_find(&conf, "we"), -1, "a part of a name is none");
	is_int(conf_find(&conf, "webx"), -1, "nor a longer one");
	is_int(conf_find(&conf, ""), -1, "nor an empty one");
}

static void test_edges(void)
{
	clear();
	put("etc/a.container",
		C "Network=none\n[Unit]\nAfter=b c.container\n"
		  "Requires=b.service\nWants=c network-online.target\n"
		  "Before=d\n");
	put("etc/b.container", C "Network=none\n");
	put("etc/c.container", C "Network=none\n[Unit]\nBefore=a\n");
	put("etc/d.container", C "Network=none\n[Unit]\nRequires=bad\n");
	put("etc/bad.container", C "Bad=1\n[Unit]\nBefore=b\n");
	load("");
	is_str(edges("a"), "b after require pull, c after pull",
		"all that two units have is one edge");
	is_str(edges("b"), "", "a bad unit has none, whatever it says");
	is_str(edges("d"), "a after, bad require pull",
		"Before= is the other's edge; a bad unit may be required");
	is_str(captured,
		"error etc/bad.container:3: unknown key 'Bad' in "
		"[Container]\n",
		"nothing else is wrong");
}

static void test_unknown(void)
{
	clear();
	put("etc/a.container",
		C "[Unit]\nAfter=x dbus.service y.target network.target "
		  "tcr0.network\nWants=off x.kube t@1.service\n"
		  "Before=eth0.service\n");
	put("etc/b.container", C "[Unit]\nRequires=multi-user.target x\n");
	put("etc/c.container", C "[Unit]\nRequires=x.kube\n");
	put("etc/d.container", C "[Unit]\nRequires=off\n");
	put("etc/e.container", C "[Unit]\nAfter=e\nWants=e.service\n");
	put("etc/x.kube", "[Kube]\n");
	put("etc/eth0.uplink", "[Uplink]\nDHCP=yes\n");
	ok(symlink("/dev/null", at("etc/off.container")) == 0, "a mask");
	load("");
	is_str(captured,
		"note etc/off.container: masked\n"
		"error etc/x.kube: unit type .kube is not supported\n"
		"warning etc/a.container:4: After=x is unknown, ignored\n"
		"warning etc/a.container:4: After=dbus.service is unknown, "
		"ignored\n"
		"warning etc/a.container:4: After=y.target is unknown, "
		"ignored\n"
		"warning etc/a.container:5: Wants=off is masked, ignored\n"
		"warning etc/a.container:5: Wants=x.kube is of a type "
		"that is not supported, ignored\n"
		"warning etc/a.container:5: Wants=t@1.service is an instance "
		"without a template, ignored\n"
		"warning etc/a.container:6: Before=eth0.service is unknown, "
		"ignored\n"
		"error etc/b.container:4: Requires=x is unknown\n"
		"error etc/c.container:4: Requires=x.kube is of a type "
		"that is not supported\n"
		"error etc/d.container:4: Requires=off is masked\n"
		"error etc/e.container:4: After=e is the unit itself\n"
		"error etc/e.container:5: Wants=e.service is the unit "
		"itself\n",
		"names that nobody has");
	is_str(bad("e"), "etc/e.container:4: After=e is the unit itself",
		"the first error is why");
	ok(conf.units[conf_find(&conf, "off")].masked,
		"a masked unit can be seen");
}

static void test_cycles(void)
{
	clear();
	put("etc/a.container", C "[Unit]\nAfter=b\n");
	put("etc/b.container", C "[Unit]\nAfter=c.container\nWants=a\n");
	put("etc/c.container", C "[Unit]\nAfter=a.service\n");
	put("etc/d.container", C "[Unit]\nAfter=a\n");
	put("etc/e.container", C);
	put("etc/f.container", C "[Unit]\nBefore=e\nAfter=e\n");
	put("etc/g.container", C "[Unit]\nRequires=h\n");
	put("etc/h.container", C "[Unit]\nRequires=g\n");
	load("");
	is_str(bad("a"),
		"etc/a.container:4: dependency cycle a -> b -> c -> a (After=)",
		"each unit on a cycle");
	is_str(bad("b"),
		"etc/b.container:4: dependency cycle b -> c -> a -> b (After=)",
		"is refused");
	is_str(bad("c"),
		"etc/c.container:4: dependency cycle c -> a -> b -> c (After=)",
		"with its own line");
	is_str(bad("d"), NULL, "who waits for one is not on it");
	ok(strstr(bad("e"), "etc/e.container: dependency cycle e -> f -> e "
			    "(Before= in ") != NULL &&
			strstr(bad("e"), "etc/f.container:4)") != NULL,
		"a unit that another put on a cycle");
	is_str(bad("f"),
		"etc/f.container:5: dependency cycle f -> e -> f (After=)",
		"and that one");
	ok(!bad("g") && !bad("h"), "requirements without an order are none");
	for (int i = 0; i < 30; i++) {
		char name[64], text[128];

		snprintf(name, sizeof(name), "etc/ring%d.container", i);
		snprintf(text, sizeof(text), C "[Unit]\nBefore=ring%d\n",
			(i + 1) % 30);
		put(name, text);
	}
	load("");
	is_str(bad("ring0"),
		"etc/ring0.container:4: dependency cycle ring0 -> ring29 -> "
		"ring28 -> ring27 -> ring26 -> ring25 -> ring24 -> ... -> "
		"ring0 (Before=)",
		"a long cycle is named in part");
}

static void test_ports(void)
{
	clear();
	put("etc/a.container", C "PublishPort=8080:80\n");
	put("etc/b.container",
		C "PublishPort=9090:90\nPublishPort=8000-8100:1000-1100\n");
	put("etc/c.container",
		C "PublishPort=9090:90\nPublishPort=8080:1/udp\n");
	put("etc/d.container",
		C "PublishPort=1:1\nPublishPort=127.0.0.1:1:2\n");
	put("etc/e.container", C "PublishPort=10.0.0.1:77:1\n");
	put("etc/f.container", C "PublishPort=10.0.0.2:77:1\n");
	put("etc/g.container", C "PublishPort=77:1\n");
	load("");
	is_str(bad("a"), NULL, "the first one has the port");
	ok(strstr(bad("b"), "etc/b.container:4: PublishPort= 8080/tcp is taken "
			    "by ") != NULL &&
			strstr(bad("b"), "etc/a.container:3") != NULL,
		"a range over it is refused, both places named");
	is_str(bad("c"), NULL, "the ports of a refused unit are free");
	is_str(bad("d"),
		"etc/d.container:4: PublishPort= 1/tcp is in line 3 too",
		"twice in a unit");
	ok(!bad("e") && !bad("f"), "different addresses do not collide");
	ok(bad("g") != NULL, "every address collides with each");
	is_str(inet_ntoa(conf.units[conf_find(&conf, "c")].conf.ports[0].to_ip),
		"10.88.0.3", "a port leads to the container's address");
}

static void test_addresses(void)
{
	clear();
	for (int i = 0; i < 255; i++) {
		char name[64];

		snprintf(name, sizeof(name), "etc/u%03d.container", i);
		put(name, i == 7 ? C "Network=none\n" : C);
	}
	load("");
	is_str(first4(&conf.units[3]), "10.88.0.2", "the first");
	is_str(first4(&conf.units[10]), "::", "none without a bridge");
	is_str(first4(&conf.units[11]), "10.88.0.9", "in order");
	is_str(first4(&conf.units[257]), "10.88.0.255",
		"also in the middle of the network, which is a /16");

	clear();
	put("etc/lan.network", "[Network]\nSubnet=10.70.0.0/29\n");
	for (int i = 0; i < 6; i++) {
		char name[64];

		snprintf(name, sizeof(name), "etc/u%d.container", i);
		put(name, C "Network=lan.network\n");
	}
	load("");
	is_str(first4(&conf.units[conf_find(&conf, "u4")]), "10.70.0.6",
		"the last one that a /29 has");
	is_str(bad("u5"),
		"etc/u5.container:3: no address is left in lan.network "
		"(10.70.0.0/29)",
		"one too many");
}

static void test_kernel(void)
{
	int i;

	clear();
	put("etc/a.container", C "[Unit]\nAfter=eth1.uplink\n");
	load("quiet ip=10.0.2.15::10.0.2.2:255.255.255.0::eth1:off:9.9.9.9");
	i = conf_find(&conf, "eth1.uplink");
	is_int(i, 3, "the kernel's uplink is among the built-in ones");
	ok(i >= 0 && conf.units[i].builtin && conf.units[i].conf.wanted &&
			conf.units[i].conf.uplink.address_count == 1 &&
			conf.units[i].conf.uplink.addresses[0].prefix == 24 &&
			address_to4(&conf.units[i].conf.uplink.addresses[0].ip)
					.s_addr == inet_addr("10.0.2.15") &&
			conf.units[i].conf.dns_count == 1,
		"as the kernel says");
	is_str(edges("a"), "eth1.uplink after, " BRIDGE,
		"and can be waited for");
	put("etc/eth1.uplink", "[Uplink]\nDHCP=yes\n");
	load("ip=10.0.2.15:::::eth1:off");
	i = conf_find(&conf, "eth1");
	ok(i >= 0 && !conf.units[i].builtin && conf.units[i].conf.uplink.dhcp,
		"a file has precedence");
	load("ip=x");
	is_str(bad("eth0"),
		"kernel command line: bad value of ip= (unknown method (dhcp "
		"or off))",
		"a bad one is seen");
}

int main(void)
{
	if (!begin())
		return 1;
	test_empty();
	test_builtins();
	test_find();
	test_edges();
	test_unknown();
	test_cycles();
	test_ports();
	test_addresses();
	test_kernel();
	return end();
}
