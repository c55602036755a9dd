/* SPDX-License-Identifier: MIT */
/*
 * Makes a container's network namespace, with lo and an end in each of its
 * networks, and pins it by a bind mount.  A veth is made in one request in the
 * device's namespace, which places its peer in the container's; to move the
 * peer afterwards takes 22 ms.
 *
 * A netlink socket stays in the namespace in which it was opened.  So the
 * process enters the new namespace only to set it up, to pin it and to open the
 * socket `inside`; everything else is done in the device's namespace (home).
 */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/route.h"
#include "net/settle.h"
#include "net/shared.h"
#include "net/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#define NETNS_SELF    "/proc/thread-self/ns/net"
#define VETH_TRIES    3
#define ROUTE_METRIC  100 /* of the container's default route */
#define NETNS_PIN_MAX 64  /* mounts on top of each other at one path */

/*
 * Settings of a new namespace, before it has ends.  With the first two,
 * containers need neither CAP_NET_BIND_SERVICE nor CAP_NET_RAW for low ports
 * and ping.  inside_ipv6() enables IPv6 for the ends that have it; no router
 * advertisement configures a container.  lo keeps ::1.
 */
static int namespace_settings(void)
{
	static const struct {
		const char *key, *value;
		bool optional;
	} settings[] = {
		{"ipv4/ip_unprivileged_port_start", "0", false},
		{"ipv4/ping_group_range", "0 2147483647", false},
		{"ipv4/conf/all/accept_redirects", "0", false},
		{"ipv4/conf/default/accept_redirects", "0", false},
		{"ipv6/conf/default/disable_ipv6", "1", true},
		{"ipv6/conf/default/accept_ra", "0", true},
		{"ipv6/conf/default/accept_redirects", "0", true},
		{"ipv6/conf/default/autoconf", "0", true},
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		int rc = sysctl_set(settings[i].optional, settings[i].value,
			"%s", settings[i].key);

		if (rc < 0)
			return rc;
	}
	return 0;
}

static int pin(const char *path)
{
	autofd int fd = open(path,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || mount(NETNS_SELF, path, NULL, MS_BIND, NULL) < 0)
		return failed("pin network namespace at %s", path);
	return 0;
}

/* Makes a veth pair, both interfaces down: their settings come first. */
static int veth_request(
	struct netlink *device, const struct net_end *e, int bridge, int netns)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	uint8_t mac[LINK_MAC_LEN];
	struct netlink_message m;
	size_t info, data, peer;

	link_mac_or(e->mac, &e->addresses[0].ip, mac);
	netlink_start(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head,
		sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, e->host_if);
	netlink_put_u32(&m, IFLA_MASTER, (uint32_t)bridge);
	info = netlink_nest(&m, IFLA_LINKINFO);
	netlink_put_text(&m, IFLA_INFO_KIND, "veth");
	data = netlink_nest(&m, IFLA_INFO_DATA);
	peer = netlink_nest(&m, VETH_INFO_PEER);
	netlink_raw(&m, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, e->name);
	netlink_put(&m, IFLA_ADDRESS, mac, sizeof(mac));
	netlink_put_u32(&m, IFLA_NET_NS_FD, (uint32_t)netns);
	netlink_nest_end(&m, peer);
	netlink_nest_end(&m, data);
	netlink_nest_end(&m, info);
	return netlink_ask(device, &m, NULL, NULL);
}

/*
 * Frees the name of a veth of an earlier run.  The kernel deletes a veth with
 * its namespace, but after 10 to 30 ms, and to delete it here takes as long. So
 * that the container need not wait, the veth is set down, which stops its
 * traffic, and gets another name.  If a process keeps its namespace alive, the
 * veth stays; the next call deletes it.
 */
static int set_aside(struct netlink *device, const char *name)
{
	char aside[IFNAMSIZ];
	struct link old;
	int rc;

	(void)fmt_print(aside, sizeof(aside), "~%.*s", IFNAMSIZ - 2, name);
	rc = link_delete(device, aside);
	if (rc < 0)
		return rc;
	rc = link_find(device, name, &old);
	if (rc == -ENODEV)
		return 0;
	if (rc < 0)
		return netlink_failed(device, rc, "find veth %s", name);
	return link_rename(device, &old, aside);
}

static int find_bridge(
	struct netlink *device, const struct net_end *e, struct link *bridge)
{
	int rc = link_find(device, e->on, bridge);

	return rc < 0 ? netlink_failed(device, rc, "find bridge %s", e->on) : 0;
}

static int veth_make(struct netlink *device, const struct net_end *e,
	const struct link *bridge, int netns)
{
	int rc = veth_request(device, e, bridge->index, netns);

	for (int i = 0; rc == -EEXIST && i < VETH_TRIES; i++) {
		rc = set_aside(device, e->host_if);
		if (rc < 0)
			return rc;
		rc = veth_request(device, e, bridge->index, netns);
	}
	if (rc < 0)
		return netlink_failed(device, rc, "make veth %s on %s%s",
			e->host_if, e->on,
			rc == -EOPNOTSUPP ? " (needs CONFIG_VETH)" : "");
	return 0;
}

static int veth_up(struct netlink *device, const struct net_end *e, int netns)
{
	struct link bridge, host;
	int rc = find_bridge(device, e, &bridge);

	if (rc == 0)
		rc = veth_make(device, e, &bridge, netns);
	if (rc < 0)
		return rc;
	rc = link_find(device, e->host_if, &host);
	if (rc < 0)
		return netlink_failed(device, rc, "find veth %s", e->host_if);
	/* A bridge port needs no IPv6 address. */
	rc = sysctl_set(true, "1", "ipv6/conf/%s/disable_ipv6", e->host_if);
	return rc < 0 ? rc
		      : link_port(device, &host, &bridge, e->isolated, e->mtu);
}

/*
 * Enables IPv6 for an end; its settings can be changed in its namespace only.
 * The addresses are unique, so duplicate address detection (accept_dad) is
 * disabled and they can be used at once.
 */
static int inside_ipv6(const struct net_end *e, int netns)
{
	autofd int home = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	if (home < 0)
		return failed("open own network namespace");
	if (setns(netns, CLONE_NEWNET) < 0)
		return failed("enter the namespace of %s", e->name);
	rc = sysctl_set(false, "0", "ipv6/conf/%s/accept_dad", e->name);
	if (rc == 0)
		rc = sysctl_set(
			false, "0", "ipv6/conf/%s/disable_ipv6", e->name);
	if (setns(home, CLONE_NEWNET) < 0)
		rc = failed("return to own network namespace");
	return rc;
}

static int default_route(struct netlink *inside, const struct link *eth,
	const struct in6_addr *gateway)
{
	const struct route route = {
		.gateway = *gateway, .metric = ROUTE_METRIC};

	return address_is_none(gateway) ? 0 : route_set(inside, eth, &route);
}

/* Sets addresses and routes of an end. */
static int inside_up(struct netlink *inside, const struct net_end *e)
{
	size_t four = 0;
	struct link eth;
	int rc = link_find(inside, e->name, &eth);

	while (four < e->address_count && address_is4(&e->addresses[four].ip))
		four++;
	if (rc < 0)
		return netlink_failed(inside, rc, "find %s inside", e->name);
	rc = link_addresses_set(inside, &eth, AF_INET, e->addresses, four);
	if (rc == 0)
		rc = link_up(inside, &eth, e->mtu);
	if (rc == 0)
		rc = default_route(inside, &eth, &e->gateway);
	if (rc < 0 || !net_end_has6(e))
		return rc;
	rc = link_addresses_set(inside, &eth, AF_INET6, e->addresses + four,
		e->address_count - four);
	return rc < 0 ? rc : default_route(inside, &eth, &e->gateway6);
}

static int loopback_up(struct netlink *inside)
{
	struct link lo;
	int rc = link_find(inside, "lo", &lo);

	return rc < 0 ? netlink_failed(inside, rc, "find lo inside")
		      : link_up(inside, &lo, 0);
}

/* Opens the socket inside in an existing namespace. */
static int namespace_enter(const char *path, struct netlink *inside)
{
	autofd int home = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	autofd int netns = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (home < 0 || netns < 0)
		return failed("open network namespace %s", path);
	if (setns(netns, CLONE_NEWNET) < 0)
		return failed("enter network namespace %s", path);
	rc = netlink_open(inside, 0);
	if (setns(home, CLONE_NEWNET) < 0)
		rc = failed("return to own network namespace");
	return rc;
}

/* Makes and pins the namespace, and opens the socket inside in it. */
static int namespace_up(const struct net_attach *a, struct netlink *inside)
{
	autofd int home = open(NETNS_SELF, O_RDONLY | O_CLOEXEC);
	int rc;

	if (home < 0)
		return failed("open own network namespace");
	if (unshare(CLONE_NEWNET) < 0)
		return failed("make network namespace %s", a->netns_path);
	rc = namespace_settings();
	if (rc == 0)
		rc = pin(a->netns_path);
	if (rc == 0)
		rc = netlink_open(inside, 0);
	if (setns(home, CLONE_NEWNET) < 0)
		rc = failed("return to own network namespace");
	return rc;
}

static int end_up(struct netlink *device, struct netlink *inside,
	const struct net_end *e, int netns)
{
	int rc = e->driver == NET_BRIDGE ? veth_up(device, e, netns)
					 : shared_up(device, inside, e, netns);

	if (rc == 0 && net_end_has6(e))
		rc = inside_ipv6(e, netns);
	return rc < 0 ? rc : inside_up(inside, e);
}

/* Makes an end if it is missing, else gives it back what it has lost. */
static int end_mend(struct netlink *device, struct netlink *inside,
	const struct net_end *e, int netns)
{
	bool port = e->driver == NET_BRIDGE;
	struct link bridge, end;
	int rc = port ? link_find(device, e->host_if, &end)
		      : link_find(inside, e->name, &end);

	if (rc == -ENODEV)
		return end_up(device, inside, e, netns);
	if (rc < 0)
		return netlink_failed(port ? device : inside, rc, "find %s",
			port ? e->host_if : e->name);
	if (port)
		rc = find_bridge(device, e, &bridge);
	if (port && rc == 0)
		rc = link_port(device, &end, &bridge, e->isolated, e->mtu);
	return rc < 0 ? rc : inside_up(inside, e);
}

/* Deletes connections of a container that had these addresses before. */
static void forget_earlier(const struct net_end *e)
{
	struct net_address list[NET_SUBNETS_MAX];

	for (size_t i = 0; i < e->address_count; i++)
		list[i] = (struct net_address){e->addresses[i].ip,
			address_is4(&e->addresses[i].ip) ? 32 : 128};
	if (e->driver == NET_BRIDGE)
		settle_addresses(list, e->address_count);
}

/* Makes or repairs all ends; the process is in the device's namespace. */
static int join(struct netlink *inside, const struct net_attach *a, bool mend)
{
	autofd int netns = open(a->netns_path, O_RDONLY | O_CLOEXEC);
	struct netlink device;
	int rc;

	if (netns < 0)
		return failed("open network namespace %s", a->netns_path);
	rc = netlink_open(&device, 0);
	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < a->count; i++) {
		const struct net_end *e = &a->ends[i];

		if (!mend)
			forget_earlier(e);
		rc = mend ? end_mend(&device, inside, e, netns)
			  : end_up(&device, inside, e, netns);
	}
	netlink_close(&device);
	return rc;
}

int net_attach_up(const struct net_attach *a)
{
	struct netlink inside = {.fd = -1};
	int rc = net_attach_down(a->netns_path); /* of an earlier run */

	if (rc < 0)
		return rc;
	rc = namespace_up(a, &inside);
	if (rc == 0)
		rc = loopback_up(&inside);
	if (rc == 0 && a->count > 0)
		rc = join(&inside, a, false);
	netlink_close(&inside);
	if (rc < 0)
		(void)net_attach_down(
			a->netns_path); /* rc is the first error */
	return rc;
}

int net_attach_mend(const struct net_attach *a)
{
	struct netlink inside = {.fd = -1};
	int rc = namespace_enter(a->netns_path, &inside);

	if (rc == 0)
		rc = join(&inside, a, true);
	netlink_close(&inside);
	return rc;
}

int net_attach_down(const char *path)
{
	autofd int netns = open(path, O_RDONLY | O_CLOEXEC);

	if (netns >= 0)
		shared_down(netns);
	/* After a crash between mount and unlink there may be several. */
	for (int i = 0; i < NETNS_PIN_MAX; i++) {
		if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
			continue;
		if (errno == EINVAL || errno == ENOENT)
			break;
		return failed("unpin network namespace %s", path);
	}
	if (unlink(path) < 0 && errno != ENOENT)
		return failed("remove %s", path);
	return 0;
}
