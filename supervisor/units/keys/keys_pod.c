/* SPDX-License-Identifier: MIT */
/* The key table: [Pod]: what several containers share. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_mount.h"
#include "supervisor/units/keys/set_net.h"
#include "supervisor/units/keys/set_pod.h"
#include "supervisor/units/keys/set_podman.h"
#include "supervisor/units/keys/set_rights.h"
#include "supervisor/units/keys/set_run.h"

static const struct keys_row rows[] = {
	{"Network", KEY_LIST, 0, set_net_network,
		"bridge, none, host or X.network[:OPTIONS]", NULL,
		KEYS_TEXT("The network of all members, as in "
			  "tcr.container(5).",
			"lan.network")},
	{"NetworkAlias", KEY_ITEMS, 0, set_net_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the pod, for others in its "
			  "networks.",
			"shop")},
	{"IP", KEY_TEXT, 0, set_net_ip, "an IPv4 address", NULL,
		KEYS_TEXT("The pod's address.", "10.88.0.100")},
	{"IP6", KEY_TEXT, 0, set_net_ip6, "an IPv6 address", NULL,
		KEYS_TEXT("The pod's IPv6 address.", "fd00:1::5")},
	{"PublishPort", KEY_ITEMS, 0, set_run_publish,
		"[IP:]HOST:CONTAINER[/tcp|udp|sctp]", NULL,
		KEYS_TEXT("A port of the device that leads into the pod, "
			  "whichever member listens there.",
			"8080:80/tcp")},
	{"HostName", KEY_TEXT, 0, set_run_hostname,
		"up to 64 letters, digits, dots and dashes", NULL,
		KEYS_TEXT("The host name of all members; otherwise the pod's "
			  "name.",
			"shop")},
	{"AddHost", KEY_ITEMS, 0, set_net_add_host, "NAME[;NAME...]:ADDRESS",
		NULL,
		KEYS_TEXT("A line of the members' /etc/hosts.",
			"printer:192.168.1.7")},
	{"DNS", KEY_ITEMS, 0, set_net_resolver, "an address, or none", NULL,
		KEYS_TEXT("The resolvers of all members.", "192.168.1.1")},
	{"DNSSearch", KEY_ITEMS, 0, set_net_search, "DOMAIN, or a dot for none",
		NULL,
		KEYS_TEXT("The domains in which members look names up.",
			"example.org")},
	{"DNSOption", KEY_ITEMS, 0, set_net_resolver_option, "OPTION", NULL,
		KEYS_TEXT("An option of the members' /etc/resolv.conf.",
			"timeout:1")},
	{"Volume", KEY_LIST, 0, set_mount_volume,
		"SOURCE:DESTINATION[:OPTIONS]", NULL,
		KEYS_TEXT("A volume in every member, as in tcr.container(5). "
			  "A member's own at the same place has precedence.",
			"data:/var/lib/app")},
	{"UserNS", KEY_TEXT, KEYS_RIGHTS(userns), set_rights_userns,
		"host, auto[:size=NUMBER] or ns:/PATH", "host",
		KEYS_TEXT("The user namespace of members that do not say one, "
			  "as in tcr.container(5). With auto they have the "
			  "same ids, which no unit outside the pod has.",
			"auto")},
	{"UIDMap", KEY_PARTS, KEYS_RIGHTS(uid_maps), set_rights_map,
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("As in tcr.container(5), for members that do not "
			  "say a user namespace.",
			"0:100000:1000")},
	{"GIDMap", KEY_PARTS, KEYS_RIGHTS(gid_maps), set_rights_map,
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("The same for groups.", "0:100000:1000")},
	{"ShmSize", KEY_TEXT, 0, set_pod_shm, "bytes, or a size like 64m", NULL,
		KEYS_TEXT("The size of /dev/shm, which members share; without "
			  "it a quarter of what all containers together may "
			  "use, 64m at most.",
			"128m")},
	{"StopTimeout", KEY_TEXT, KEYS_CONF(stop_timeout_ms), set_duration,
		"seconds, or a time like 1min 30s", "10",
		KEYS_TEXT("How long a member has to end before it is killed, "
			  "unless its own file sets StopTimeout=.",
			"30")},
	{"ExitPolicy", KEY_TEXT, 0, set_pod_exit, "stop or continue", "stop",
		KEYS_TEXT("What follows when the last member has ended: the "
			  "pod goes down, or it stays.",
			"continue")},
	{"PodName", KEY_TEXT, KEYS_CONF(goals.name), set_name,
		"letters, digits, _ . -", NULL,
		KEYS_TEXT("A further name of the pod, as ContainerName= in "
			  "tcr.container(5); Pod= may say it, too.",
			"store")},
	{"ServiceName", KEY_TEXT, 0, set_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
	{"Label", KEY_PAIRS, 0, set_run_label, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as in tcr.container(5).",
			"app=web")},
	{"PodmanArgs", KEY_ARGUMENTS, SECTION_POD, set_podman_args,
		"OPTION ...", NULL,
		KEYS_TEXT("Options of podman are read as keys, as in "
			  "tcr.container(5).",
			"--shm-size=64m")},
};

const struct keys_row *keys_pod(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
