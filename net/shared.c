/* SPDX-License-Identifier: MIT */
/* Makes and deletes macvlan and ipvlan ends of containers. */
#include "net/shared.h"

#include "init/io.h"
#include "init/log.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/vlan.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#define NETNS_SELF "/proc/thread-self/ns/net"
#define SHARED_MAX 16 /* in one namespace; the kernel deletes more */

/*
 * Makes a macvlan or ipvlan in the container's namespace, first with the unique
 * name host_if: the kernel refuses a name that the device's namespace has, such
 * as "eth0".
 */
static int shared_request(
	struct netlink *device, const struct net_end *e, int parent, int netns)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	bool ipvlan = e->driver == NET_IPVLAN;
	uint8_t mac[LINK_MAC_LEN];
	struct netlink_message m;
	size_t info, data;

	link_mac_or(e->mac, &e->addresses[0].ip, mac);
	netlink_start(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head,
		sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, e->host_if);
	netlink_put_u32(&m, IFLA_LINK, (uint32_t)parent);
	netlink_put_u32(&m, IFLA_NET_NS_FD, (uint32_t)netns);
	if (!ipvlan)
		netlink_put(&m, IFLA_ADDRESS, mac, sizeof(mac));
	info = netlink_nest(&m, IFLA_LINKINFO);
	netlink_put_text(&m, IFLA_INFO_KIND, ipvlan ? "ipvlan" : "macvlan");
	data = netlink_nest(&m, IFLA_INFO_DATA);
	if (ipvlan)
		netlink_put_u16(&m, IFLA_IPVLAN_MODE, IPVLAN_MODE_L2);
	else
		netlink_put_u32(&m, IFLA_MACVLAN_MODE,
			e->mode ? e->mode : MACVLAN_MODE_BRIDGE);
	netlink_nest_end(&m, data);
	netlink_nest_end(&m, info);
	return netlink_ask(device, &m, NULL, NULL);
}

int shared_up(struct netlink *device, struct netlink *inside,
	const struct net_end *e, int netns)
{
	struct link parent, end;
	int rc = link_find(device, e->on, &parent);

	if (rc < 0)
		return netlink_failed(device, rc, "find interface %s", e->on);
	rc = shared_request(device, e, parent.index, netns);
	if (rc < 0)
		return netlink_failed(device, rc, "make %s on %s%s", e->name,
			e->on,
			rc != -EOPNOTSUPP         ? ""
			: e->driver == NET_IPVLAN ? " (needs CONFIG_IPVLAN)"
						  : " (needs CONFIG_MACVLAN)");
	rc = link_find(inside, e->host_if, &end);
	return rc < 0 ? netlink_failed(inside, rc, "find %s", e->host_if)
		      : link_rename(inside, &end, e->name);
}

struct found {
	int index[SHARED_MAX];
	size_t count;
};

/* Notes an interface whose parent is in another namespace. */
static int note_shared(const struct nlmsghdr *message, void *arg)
{
	struct found *found = arg;
	struct vlan link = {0};
	int rc = vlan_read(message, &link);

	if (rc == 0 && link.index && !link.parent &&
		found->count < SHARED_MAX &&
		(strcmp(link.kind, "macvlan") == 0 ||
			strcmp(link.kind, "ipvlan") == 0))
		found->index[found->count++] = link.index;
	return rc;
}

static void delete_shared(struct netlink *inside)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	struct found found = {.count = 0};
	struct netlink_message m;
	int rc;

	netlink_start(&m, RTM_GETLINK, NLM_F_DUMP, &head, sizeof(head));
	rc = netlink_ask(inside, &m, note_shared, &found);
	for (size_t i = 0; rc == 0 && i < found.count; i++) {
		head.ifi_index = found.index[i];
		netlink_start(&m, RTM_DELLINK, 0, &head, sizeof(head));
		rc = netlink_ask(inside, &m, NULL, NULL);
	}
	if (rc < 0)
		(void)netlink_failed(inside, rc, "delete shared ends");
}

void shared_down(int netns)
{
	autofd int home = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	struct netlink inside = {.fd = -1};

	/* A file that a crash has kept from being a pin is no namespace. */
	if (home < 0 || setns(netns, CLONE_NEWNET) < 0)
		return;
	(void)netlink_open(&inside, 0); /* logs; then all fails */
	if (setns(home, CLONE_NEWNET) < 0)
		(void)failed("return to own network namespace");
	else if (inside.fd >= 0)
		delete_shared(&inside);
	netlink_close(&inside);
}
