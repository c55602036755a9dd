/* SPDX-License-Identifier: MIT */
/* The key table: [Pod]: what several containers share. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_bridge.h"
#include "supervisor/units/set_extra.h"
#include "supervisor/units/set_mount.h"
#include "supervisor/units/set_net.h"
#include "supervisor/units/setrun.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_LIST, "Network", set_network, 0,
		"bridge, none, host or X.network[:OPTIONS]", NULL,
		KEYS_TEXT("The network of all members, as in "
			  "tcr.container(5).",
			"lan.network")},
	{KEY_LIST, "NetworkAlias", set_network_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the pod, for others in its "
			  "networks.",
			"shop")},
	{KEY_TEXT, "IP", set_network_ip, 0, "an IPv4 address", NULL,
		KEYS_TEXT("The pod's address.", "10.88.0.100")},
	{KEY_TEXT, "IP6", set_network_ip6, 0, "an IPv6 address", NULL,
		KEYS_TEXT("The pod's IPv6 address.", "fd00:1::5")},
	{KEY_LIST, "PublishPort", setrun_publish, 0,
		"[IP:]HOST:CONTAINER[/tcp|udp|sctp]", NULL,
		KEYS_TEXT("A port of the device that leads into the pod, "
			  "whichever member listens there.",
			"8080:80/tcp")},
	{KEY_TEXT, "HostName", setrun_hostname, 0,
		"up to 64 letters, digits, dots and dashes", NULL,
		KEYS_TEXT("The host name of all members; otherwise the pod's "
			  "name.",
			"shop")},
	{KEY_LIST, "AddHost", set_add_host, 0, "NAME[;NAME...]:ADDRESS", NULL,
		KEYS_TEXT("A line of the members' /etc/hosts.",
			"printer:192.168.1.7")},
	{KEY_LIST, "DNS", set_resolver, 0, "an address, or none", NULL,
		KEYS_TEXT("The resolvers of all members.", "192.168.1.1")},
	{KEY_LIST, "DNSSearch", set_search, 0, "DOMAIN, or a dot for none",
		NULL,
		KEYS_TEXT("The domains in which members look names up.",
			"example.org")},
	{KEY_LIST, "DNSOption", set_resolver_option, 0, "OPTION", NULL,
		KEYS_TEXT("An option of the members' /etc/resolv.conf.",
			"timeout:1")},
	{KEY_LIST, "Volume", setmount_volume, 0, "SOURCE:DESTINATION[:OPTIONS]",
		NULL,
		KEYS_TEXT("A volume in every member, as in tcr.container(5). "
			  "A member's own at the same place has precedence.",
			"data:/var/lib/app")},
	{KEY_TEXT, "ShmSize", set_pod_shm, 0, "bytes, or a size like 64m", NULL,
		KEYS_TEXT("The size of /dev/shm, which members share; without "
			  "it, 64m.",
			"128m")},
	{KEY_TEXT, "StopTimeout", set_duration, KEYS_CONF(stop_timeout_ms),
		"seconds, or a time like 1min 30s", "10",
		KEYS_TEXT("How long a member has to end before it is killed, "
			  "if it does not say so itself.",
			"30")},
	{KEY_TEXT, "ExitPolicy", set_pod_exit, 0, "stop or continue", "stop",
		KEYS_TEXT("What follows when the last member has ended: the "
			  "pod goes down, or it stays.",
			"continue")},
	{KEY_TEXT, "PodName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
	{KEY_TEXT, "ServiceName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
	{KEY_PAIRS, "Label", set_label, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as in tcr.container(5).",
			"app=web")},
};

const struct keys_row *keys_pod(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
