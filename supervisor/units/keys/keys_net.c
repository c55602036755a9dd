/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: how it is connected. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set_net.h"
#include "supervisor/units/keys/set_run.h"

static const struct keys_row rows[] = {
	{"Network", KEY_LIST, 0, set_net_network,
		"bridge, none, host, X.network[:OPTIONS], NAME[:OPTIONS], "
		"X.container, container:NAME or ns:/PATH",
		NULL,
		KEYS_TEXT("The network that the container is in; without it, "
			  "bridge. "
			  "bridge is the built-in network of the device's "
			  "containers, behind the device's own address. "
			  "X.network is a network of a unit file, see "
			  "tcr.network(5), NAME the one with this NetworkName= "
			  "or, for X.network without one, systemd-X; "
			  "podman is bridge. With several such lines the "
			  "container has an interface in each, eth0, eth1 and "
			  "so on, and the first that leads outside has the "
			  "default route. Options, separated by commas, are "
			  "ip=ADDRESS and ip6=ADDRESS (one for each subnet of "
			  "the network), mac=ADDRESS, alias=NAME and "
			  "interface_name=NAME. none has a loopback interface "
			  "alone; host is the device's network itself. "
			  "X.container, or container:NAME, is the network of "
			  "that container, ports and addresses included. "
			  "ns:/PATH is a network namespace that is pinned "
			  "there.",
			"lan.network:ip=10.89.0.5,alias=www")},
	{"NetworkAlias", KEY_ITEMS, 0, set_net_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the container, for others in its "
			  "networks.",
			"www")},
	{"IP", KEY_TEXT, 0, set_net_ip, "an IPv4 address", NULL,
		KEYS_TEXT("The address of the container, in a subnet of its "
			  "network. Where it sets none the container gets one "
			  "that is free and keeps it as long as the device "
			  "runs. With several networks or addresses use "
			  "Network=X.network:ip=.",
			"10.88.0.100")},
	{"IP6", KEY_TEXT, 0, set_net_ip6, "an IPv6 address", NULL,
		KEYS_TEXT("The IPv6 address of the container, in the IPv6 "
			  "subnet of its network, see IPv6= in tcr.network(5). "
			  "Without it, it follows from the IPv4 address.",
			"fd00:1::5")},
	{"PublishPort", KEY_ITEMS, 0, set_run_publish,
		"[IP:]HOST:CONTAINER[/tcp|udp|sctp]", NULL,
		KEYS_TEXT(
			"A port of the device, or a range, that leads inside. "
			"Both ports may be ranges (8000-8010:8000-8010) of one "
			"length. Without an address it is every one of the "
			"device, of IPv4 and, if the container has one, of "
			"IPv6; an IPv6 address is written in brackets, but "
			"[::1] leads nowhere. The port of the device must be "
			"named, and no "
			"other unit may have it. sctp needs a kernel with "
			"CONFIG_NF_CT_PROTO_SCTP.",
			"8080:80/tcp")},
	{"ExposeHostPort", KEY_ITEMS, 0, set_net_expose,
		"PORT[-PORT][/PROTOCOL]", NULL,
		KEYS_TEXT("A port that the program listens at, for people: "
			  "nothing follows from it.",
			"8080/tcp")},
	{"AddHost", KEY_ITEMS, 0, set_net_add_host, "NAME[;NAME...]:ADDRESS",
		NULL,
		KEYS_TEXT("A line of the container's /etc/hosts. The address "
			  "host-gateway is the device, as the container "
			  "reaches it.",
			"printer:192.168.1.7")},
	{"DNS", KEY_ITEMS, 0, set_net_resolver, "an address, or none", NULL,
		KEYS_TEXT("The resolvers in the container's /etc/resolv.conf, "
			  "in place of tcr-dns(8); it then finds no other "
			  "container by name. none leaves the image's "
			  "/etc/resolv.conf alone. Four at most.",
			"192.168.1.1")},
	{"DNSSearch", KEY_ITEMS, 0, set_net_search, "DOMAIN, or a dot for none",
		NULL,
		KEYS_TEXT("The domains in which names without a dot are "
			  "looked up, in place of tcr.",
			"example.org")},
	{"DNSOption", KEY_ITEMS, 0, set_net_resolver_option, "OPTION", NULL,
		KEYS_TEXT("An option of /etc/resolv.conf.", "timeout:1")},
	{"Pod", KEY_TEXT, 0, set_net_pod, "X.pod, or its PodName=", NULL,
		KEYS_TEXT(
			"The pod that the container is in, see tcr.pod(5): it "
			"has the pod's network, host name and shared memory, "
			"and none of its own. It starts after the pod and "
			"ends with it.",
			"web.pod")},
	{"StartWithPod", KEY_BOOL, 0, set_net_with_pod, "yes or no", "yes",
		KEYS_TEXT("Whether the container is started with its pod.",
			"no")},
};

const struct keys_row *keys_net(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
