/* SPDX-License-Identifier: MIT */
/*
 * Subnets and addresses across unit files: what is given, to whom, and that it
 * stays.
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
#include "tests/unit/conf_given.h"

#include <arpa/inet.h>

/* The first address of a family that the end has. */
static const char *first(const struct unit_end *e, bool is6)
{
	static char text[ADDRESS_TEXT_MAX];
	struct in6_addr a = unit_net_end_address(e, is6);

	return address_write(&a, text);
}

static const char *address(const char *name, size_t end)
{
	int i = conf_find(&conf, name);
	const struct unit_net *net = i < 0 ? NULL : conf.units[i].conf.net;

	return net && end < net->end_count ? first(&net->ends[end], false)
					   : "none";
}

static const char *gateway(const char *name)
{
	static char text[ADDRESS_TEXT_MAX];
	int i = conf_find(&conf, name);
	struct in6_addr a;

	if (i < 0 || !conf.units[i].conf.bridge)
		return "none";
	a = net_gateway(&conf.units[i].conf.bridge->bridge, false);
	return address_write(&a, text);
}

static const char *address6(const char *name, size_t end)
{
	int i = conf_find(&conf, name);
	const struct unit_net *net = i < 0 ? NULL : conf.units[i].conf.net;

	return net && end < net->end_count ? first(&net->ends[end], true)
					   : "none";
}

static void test_given(void)
{
	clear();
	put("etc/b.network", N);
	put("etc/c.network", N "Subnet=10.89.1.0/24\n");
	put("etc/d.network", N);
	put("etc/web.container",
		C "Network=b.network\nNetwork=c.network:ip=10.89.1.9\n"
		  "PublishPort=80:80\n");
	put("etc/app.container", C "Network=c.network\n");
	put("etc/db.container", C "Network=b.network\nIP=10.89.0.2\n");
	reload();
	is_str(gateway("b.network"), "10.89.0.1", "the first subnet");
	is_str(gateway("c.network"), "10.89.1.1", "one that the file says");
	is_str(gateway("d.network"), "10.89.2.1", "is not given again");
	is_str(address("db", 0), "10.89.0.2", "an address that the file says");
	is_str(address("web", 0), "10.89.0.3", "is not given again");
	is_str(address("web", 1), "10.89.1.9", "one in each network");
	is_str(address("app", 0), "10.89.1.2", "in the order of names");
	is_str(inet_ntoa(
		       conf.units[conf_find(&conf, "web")].conf.ports[0].to_ip),
		"10.89.0.3", "ports lead to the first");

	put("etc/a.network", N);
	put("etc/aaa.container", C "Network=b.network\n");
	put("etc/db.container", C "Network=b.network\nIP=10.89.0.9\n");
	reload();
	is_str(gateway("b.network"), "10.89.0.1", "a subnet stays");
	is_str(gateway("a.network"), "10.89.3.1", "a new one gets a free one");
	is_str(address("web", 0), "10.89.0.3", "an address stays");
	is_str(address("db", 0), "10.89.0.9", "unless the file says another");
	is_str(address("aaa", 0), "10.89.0.2", "a new one gets a free one");
	put("etc/zzz.container", C "Network=b.network\nIP=10.89.0.3\n");
	reload();
	is_str(address("zzz", 0), "10.89.0.3", "what a file says comes first");
	is_str(address("web", 0), "10.89.0.4", "who had it gets another");
}

static void test_conflicts(void)
{
	clear();
	put("etc/a.network", N "Subnet=10.90.0.0/16\n");
	put("etc/b.network", N "Subnet=10.90.7.0/24\n");
	put("etc/c.network", N "Subnet=10.88.0.0/16\n");
	put("etc/d.network", N "InterfaceName=br-a\n");
	put("etc/e.network", N "InterfaceName=tcr0\n");
	put("etc/f.network", N "InterfaceName=eth0\n");
	put("etc/g.network", N "NetworkName=A\n");
	put("etc/h.network", N "Subnet=192.168.1.128/25\n");
	put("etc/i.network", N "[Unit]\nAfter=one.container\n");
	put("etc/j.network", N "Subnet=10.77.0.0/16\n");
	put("etc/eth0.uplink",
		"[Uplink]\nAddress=192.168.1.5/24\nAddress=10.77.1.5/24\n");
	put("etc/one.container", C "Network=a.network:ip=10.90.0.7\n");
	put("etc/two.container", C "Network=a.network\nIP=10.90.0.7\n");
	put("etc/three.container", C "Network=a.network:ip=10.90.255.255\n");
	put("etc/four.container", C "IP=10.88.0.1\n");
	put("etc/five.container", C "Network=e.network\n");
	put("etc/six.container", C "Network=nope.network\n");
	load("");
	is_str(why("b.network"),
		"etc/b.network:2: Subnet= overlaps the one of etc/a.network",
		"subnets do not overlap");
	is_str(why("c.network"),
		"etc/c.network:2: Subnet= overlaps the one of tcr0.network",
		"nor the built-in one");
	is_str(why("d.network"),
		"etc/d.network:2: the interface br-a is taken by etc/a.network",
		"bridges have different names");
	is_str(why("e.network"),
		"etc/e.network:2: the interface tcr0 is reserved for tcr",
		"none the built-in one's");
	is_str(why("f.network"),
		"etc/f.network:2: the interface eth0 is taken by "
		"etc/eth0.uplink",
		"nor an uplink's");
	is_str(why("g.network"),
		"etc/g.network:2: the network's name A is taken by "
		"etc/a.network",
		"names of networks differ in more than case");
	is_str(why("h.network"),
		"etc/h.network:2: Subnet= overlaps the one of etc/eth0.uplink",
		"an uplink's subnet is taken");
	is_str(why("j.network"),
		"etc/j.network:2: Subnet= overlaps the one of etc/eth0.uplink",
		"its second one too");
	is_str(why("i.network"),
		"etc/i.network:3: a network cannot come after a container "
		"(one)",
		"a network waits for no container");
	is_str(why("two"),
		"etc/two.container:4: the address 10.90.0.7 is taken by "
		"etc/one.container:3",
		"an address is one container's");
	is_str(why("three"),
		"etc/three.container:3: the address 10.90.255.255 is not "
		"a host address in a.network",
		"and a host's");
	is_str(why("four"),
		"etc/four.container:3: the address 10.88.0.1 is the gateway "
		"of tcr0.network",
		"not the gateway's");
	ok(!bad("five"), "a bad network does not make its containers bad");
	ok(bad("six") != NULL, "one that is not there does");
}

static void test_ipv6(void)
{
	const struct net_port *port;
	char text[ADDRESS_TEXT_MAX];

	clear();
	put("etc/a.network", N "Subnet=10.90.0.0/24\nSubnet=fd00:1::/64\n");
	put("etc/b.network", N "Subnet=10.91.0.0/24\nIPv6=yes\n");
	put("etc/c.network", N "Subnet=10.92.0.0/24\n");
	put("etc/web.container", C "Network=c.network\nNetwork=a.network\n"
				   "Network=b.network:ip6=fda5:f101:864c::77\n"
				   "PublishPort=80:80\n");
	put("etc/db.container", C "Network=a.network\nIP6=fd00:1::5\n"
				  "PublishPort=[::]:81:80\n");
	reload();
	is_str(why("web"), "good", "networks may have IPv6");
	is_str(address6("web", 0), "::", "or none");
	is_str(address6("web", 1), "fd00:1::a5a:3",
		"an address ends in the IPv4 one");
	is_str(address6("db", 0), "fd00:1::5", "or is said");
	is_str(address("db", 0), "10.90.0.2", "the other is given then");
	port = &conf.units[conf_find(&conf, "db")].conf.ports[0];
	is_str(address_write(&port->to_ip6, text), "fd00:1::5",
		"ports lead there");

	put("etc/d.network", N "Subnet=fd00:1::/48\n");
	put("etc/e.container", C "Network=a.network:ip6=fd00:1::a5a:3\n");
	put("etc/f.container", C "Network=a.network:ip6=fd00:2::1\n");
	put("etc/g.container", C "Network=a.network:ip6=fd00:1::1\n");
	put("etc/h.container", C "IP6=fd00:1::1\n");
	put("etc/i.container", C "Network=c.network\nPublishPort=[::]:82:80\n");
	reload();
	is_str(why("d.network"),
		"etc/d.network:2: Subnet= overlaps the one of etc/a.network",
		"overlapping subnets are told");
	is_str(why("e"),
		"etc/e.container:3: the address fd00:1::a5a:3 is taken by "
		"etc/web.container",
		"an address that another has");
	is_str(why("f"),
		"etc/f.container:3: the address fd00:2::1 is not in the "
		"subnet of a.network",
		"one outside");
	is_str(why("g"),
		"etc/g.container:3: the address fd00:1::1 is the gateway of "
		"a.network",
		"the gateway's");
	is_str(why("h"),
		"etc/h.container:3: the address fd00:1::1 is not in the "
		"subnet of tcr0.network",
		"one where there is none");
	is_str(why("i"),
		"etc/i.container:4: PublishPort= of IPv6 needs a network with "
		"IPv6=yes (c.network)",
		"a port that would lead nowhere");
}

static uint32_t metric(const char *name)
{
	int i = conf_find(&conf, name);

	return i < 0 ? 0 : conf.units[i].conf.uplink.metric;
}

static void test_metrics(void)
{
	clear();
	put("etc/eth0.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/eth1.uplink", "[Uplink]\nDHCP=yes\nMetric=101\n");
	put("etc/eth2.uplink", "[Uplink]\nDHCP=yes\n");
	put("etc/wwan0.uplink", "[Uplink]\nDHCP=yes\nMetric=50\n");
	put("etc/wwan1.uplink", "[Uplink]\nDHCP=yes\nMetric=50\n");
	reload();
	is_int(metric("eth0.uplink"), 100, "the first uplink, by name");
	is_int(metric("eth2.uplink"), 102, "the next one, past what is said");
	is_int(metric("eth1.uplink"), 101, "which stays");
	is_str(why("wwan0.uplink"), "good", "one of two of a metric");
	is_str(why("wwan1.uplink"),
		"etc/wwan1.uplink:3: Metric=50 is taken by etc/wwan0.uplink",
		"the other is told");
}

static void test_uplink_addresses(void)
{
	clear();
	put("etc/hosts.network",
		N "Driver=macvlan\nOptions=parent=eth0\n"
		  "Subnet=192.168.1.0/24\nGateway=192.168.1.1\n");
	put("etc/eth0.uplink",
		"[Uplink]\nAddress=192.168.1.5/24\nAddress=192.168.1.6/24\n"
		"Address=10.0.0.1/8\n");
	put("etc/a.container", C "Network=hosts.network:ip=192.168.1.5\n");
	put("etc/b.container", C "Network=hosts.network:ip=192.168.1.6\n");
	put("etc/c.container", C "Network=hosts.network:ip=192.168.1.7\n");
	load("");
	is_str(why("a"),
		"etc/a.container:3: the address 192.168.1.5 is taken by "
		"etc/eth0.uplink:2",
		"an uplink's address is its own");
	is_str(why("b"),
		"etc/b.container:3: the address 192.168.1.6 is taken by "
		"etc/eth0.uplink:3",
		"each of several, and where it is said");
	is_str(why("c"), "good", "another one is free");
}

static void test_ports(void)
{
	clear();
	put("etc/in.network", N "Internal=yes\n");
	put("etc/a.container", C "Network=in.network\nPublishPort=80:80\n");
	put("etc/b.container",
		C "Network=in.network\nNetwork=bridge\nPublishPort=81:80\n");
	put("etc/p.pod", "[Pod]\nPublishPort=82:80\n");
	put("etc/q.pod", "[Pod]\nPublishPort=82:80\n");
	load("");
	is_str(why("a"),
		"etc/a.container:4: PublishPort= needs a network of "
		"Driver=bridge that is not Internal=",
		"a port leads nowhere inside");
	is_str(inet_ntoa(conf.units[conf_find(&conf, "b")].conf.ports[0].to_ip),
		address("b", 1), "but to another end");
	is_str(why("q.pod"),
		"etc/q.pod:2: PublishPort= 82/tcp is taken by etc/p.pod:2",
		"ports of pods are told apart too");
}

static void test_pods(void)
{
	const struct unit_conf *c;

	clear();
	put("etc/p.pod",
		"[Pod]\nVolume=data:/data\nVolume=more:/more\nStopTimeout=3\n");
	put("etc/a.container", C "Pod=p.pod\nVolume=own:/data\n");
	put("etc/b.container", C "Pod=p.pod\nStopTimeout=7\n");
	put("etc/c.container", C "Pod=nope.pod\n");
	put("etc/d.container", C "Network=none\n");
	put("etc/e.container", C "Network=d.container\n");
	put("etc/f.container", C "Network=g.container\n");
	put("etc/g.container", C "Network=f.container\n");
	load("");
	c = &conf.units[conf_find(&conf, "a")].conf;
	is_int((long long)c->volume_count, 2, "a member has the pod's volumes");
	is_str(c->volumes[0].source, "/var/lib/tcr/volumes/own",
		"its own has precedence");
	is_int(c->stop_timeout_ms, 3000, "and the pod's time to stop");
	c = &conf.units[conf_find(&conf, "b")].conf;
	is_int(c->stop_timeout_ms, 7000, "unless it says so itself");
	is_int((long long)c->net->end_count, 0, "but no end of its own");
	ok(bad("c") != NULL, "a pod that is not there is told");
	ok(conf.units[conf_find(&conf, "d")].conf.net->joined,
		"who is joined is known");
	ok(bad("f") && bad("g"), "two that join each other are refused");
}

static void test_many(void)
{
	char name[64];

	clear();
	for (int i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "etc/n%02d.network", i);
		put(name, N);
	}
	put("etc/a.network", N "Subnet=10.90.0.0/29\n");
	for (int i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "etc/c%d.container", i);
		put(name, C "Network=a.network\n");
	}
	load("");
	ok(!bad("n14.network"), "16 networks are fine");
	is_str(why("n15.network"), "etc/n15.network: more than 16 networks",
		"one more is not");
	is_str(address("c4", 0), "10.90.0.6", "a small network is used up");
	is_str(why("c5"),
		"etc/c5.container:3: no address is left in a.network "
		"(10.90.0.0/29)",
		"then there is none");
}

/* Networks, pods and containers by the names that podman gives them. */
static void test_podman(void)
{
	clear();
	put("etc/lan.network", N "NetworkName=office\nSubnet=10.1.0.0/24\n");
	put("etc/dmz@.network", N);
	put("etc/shop.pod", "[Pod]\nPodName=the-shop\n");
	put("etc/a.container", C "Network=office:ip=10.1.0.9\n");
	put("etc/b.container", C "Network=systemd-lan\n");
	put("etc/c.container", C "Pod=the-shop\n");
	put("etc/d.container", C "Network=container:front\n");
	put("etc/e.container", C "ContainerName=front\nNetwork=none\n");
	put("etc/f.container", C "ContainerName=front\n");
	put("etc/g.container", C "[Install]\nAlias=e.service\n");
	put("etc/h@x.container",
		C "Network=systemd-dmz_x\nNetwork=dmz@x.network\n");
	put("etc/dmz@x.network", N);
	reload();
	is_str(address("a", 0), "10.1.0.9", "a network by NetworkName=");
	is_str(why("b"),
		"etc/b.container:3: Network=systemd-lan.network is unknown",
		"which then has no other of podman's");
	is_str(why("c"), "good", "a pod by PodName=");
	is_str(conf.units[conf_find(&conf, "c")].conf.net->join, "shop.pod",
		"is that unit");
	is_str(conf.units[conf_find(&conf, "d")].conf.net->join, "e.container",
		"a container by ContainerName=");
	is_str(why("f"),
		"etc/f.container:3: the name front is taken by "
		"etc/e.container",
		"a name is one container's");
	is_str(why("g"),
		"etc/g.container:4: the name e is taken by etc/e.container",
		"an alias is told at its line");
	is_str(why("h@x"),
		"etc/h@x.container:4: it is in dmz@x.network already",
		"one network under two names");
}

int main(void)
{
	if (!begin())
		return 1;
	test_given();
	test_conflicts();
	test_ipv6();
	test_metrics();
	test_uplink_addresses();
	test_ports();
	test_pods();
	test_podman();
	test_many();
	return end();
}
