/* SPDX-License-Identifier: MIT */
/*
 * Finds, waits for and changes one interface.  A change that was made already
 * is not made again, so repeating it does not disturb traffic.
 */
#include "net/link.h"

#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/net.h"
#include "net/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/rtnetlink.h>

#define DUMP_TRIES 5 /* if the kernel's table changes meanwhile */

bool link_name_ok(const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	size_t len = strnlen(name, IFNAMSIZ);

	if (len == 0 || len >= IFNAMSIZ || !strchr(first, name[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!strchr(first, name[i]) && !strchr("._-", name[i]))
			return false;
	return true;
}

void link_mac(const struct in6_addr *address, uint8_t mac[LINK_MAC_LEN])
{
	mac[0] = 0x02; /* unicast, locally administered */
	mac[1] = 0x00;
	memcpy(mac + 2, address->s6_addr + 12, 4);
}

void link_mac_or(const uint8_t given[LINK_MAC_LEN],
	const struct in6_addr *address, uint8_t mac[LINK_MAC_LEN])
{
	static const uint8_t none[LINK_MAC_LEN];

	link_mac(address, mac);
	if (memcmp(given, none, sizeof(none)) != 0)
		memcpy(mac, given, sizeof(none));
}

/* Reads one RTM_NEWLINK; arg is the struct link to fill. */
static int read_link(const struct nlmsghdr *h, void *arg)
{
	struct link *link = arg;
	const struct ifinfomsg *info = netlink_head(h, sizeof(*info));
	const char *name, *kind;
	const void *nest, *master;

	if (h->nlmsg_type != RTM_NEWLINK)
		return 0;
	name = netlink_attr(h, sizeof(*info), IFLA_IFNAME, 2);
	if (!info || !name || netlink_attr_len(name) > sizeof(link->name))
		return -EBADMSG;
	*link = (struct link){
		.index = info->ifi_index, .up = info->ifi_flags & IFF_UP};
	memcpy(link->name, name, netlink_attr_len(name) - 1);
	master = netlink_attr(
		h, sizeof(*info), IFLA_MASTER, sizeof(link->master));
	if (master)
		memcpy(&link->master, master, sizeof(link->master));
	nest = netlink_attr(h, sizeof(*info), IFLA_LINKINFO, 0);
	kind = netlink_attr_in(nest, IFLA_INFO_KIND, 2);
	if (kind && netlink_attr_len(kind) <= sizeof(link->kind))
		memcpy(link->kind, kind, netlink_attr_len(kind) - 1);
	return 0;
}

int link_find(struct netlink *nl, const char *name, struct link *link)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	struct netlink_message m;
	struct link found = {0};
	int rc;

	netlink_start(&m, RTM_GETLINK, 0, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, name);
	rc = netlink_ask(nl, &m, read_link, &found);
	if (rc < 0)
		return rc;
	if (found.index <= 0)
		return -ENODEV;
	*link = found;
	return 0;
}

/* Subscribes to events before it looks, so that no change is missed. */
int link_await(
	struct netlink *nl, const char *name, int64_t deadline, struct link *l)
{
	struct netlink events;
	int rc = netlink_open(&events, RTMGRP_LINK);

	if (rc < 0)
		return rc;
	do {
		rc = link_find(nl, name, l);
		if (rc != -ENODEV)
			break;
		/* After any event, or lost events, look again. */
		rc = netlink_event(&events, deadline, NULL, NULL);
	} while (rc == 0 || rc == -ENOBUFS);
	netlink_close(&events);
	if (rc == -ETIMEDOUT)
		log_err("%s: no such interface appeared", name);
	else if (rc < 0)
		return netlink_failed(nl, rc, "look for interface %s", name);
	return rc;
}

int link_up(struct netlink *nl, const struct link *link, unsigned mtu)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC,
		.ifi_index = link->index,
		.ifi_flags = IFF_UP,
		.ifi_change = IFF_UP};
	struct netlink_message m;
	int rc;

	netlink_start(&m, RTM_NEWLINK, 0, &head, sizeof(head));
	if (mtu)
		netlink_put_u32(&m, IFLA_MTU, mtu);
	rc = netlink_ask(nl, &m, NULL, NULL);
	return rc < 0 ? netlink_failed(nl, rc, "set %s up", link->name) : 0;
}

int link_rename(struct netlink *nl, const struct link *link, const char *name)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC,
		.ifi_index = link->index,
		.ifi_change = IFF_UP};
	struct netlink_message m;
	int rc;

	/* Before Linux 6.2 an interface must be down to be renamed. */
	netlink_start(&m, RTM_NEWLINK, 0, &head, sizeof(head));
	rc = netlink_ask(nl, &m, NULL, NULL);
	if (rc == 0) {
		head.ifi_change = 0;
		netlink_start(&m, RTM_NEWLINK, 0, &head, sizeof(head));
		netlink_put_text(&m, IFLA_IFNAME, name);
		rc = netlink_ask(nl, &m, NULL, NULL);
	}
	if (rc < 0 && rc != -ENODEV)
		return netlink_failed(
			nl, rc, "rename %s to %s", link->name, name);
	return 0;
}

static int set_master(struct netlink *nl, const struct link *link, int master)
{
	struct ifinfomsg head = {
		.ifi_family = AF_UNSPEC, .ifi_index = link->index};
	struct netlink_message m;

	netlink_start(&m, RTM_SETLINK, 0, &head, sizeof(head));
	netlink_put_u32(&m, IFLA_MASTER, (uint32_t)master);
	return netlink_ask(nl, &m, NULL, NULL);
}

static int isolate(struct netlink *nl, const struct link *link)
{
	struct ifinfomsg head = {
		.ifi_family = AF_BRIDGE, .ifi_index = link->index};
	struct netlink_message m;
	size_t port;
	int rc;

	netlink_start(&m, RTM_SETLINK, 0, &head, sizeof(head));
	port = netlink_nest(&m, IFLA_PROTINFO | NLA_F_NESTED);
	netlink_put_u8(&m, IFLA_BRPORT_ISOLATED, 1);
	netlink_nest_end(&m, port);
	rc = netlink_ask(nl, &m, NULL, NULL);
	return rc < 0 ? netlink_failed(nl, rc, "isolate %s", link->name) : 0;
}

int link_port(struct netlink *nl, const struct link *link,
	const struct link *bridge, bool isolated, unsigned mtu)
{
	int rc = link->master == bridge->index
			 ? 0
			 : set_master(nl, link, bridge->index);

	if (rc < 0)
		return netlink_failed(nl, rc, "put %s on bridge %s", link->name,
			bridge->name);
	if (isolated)
		rc = isolate(nl, link);
	return rc < 0 ? rc : link_up(nl, link, mtu);
}

int link_delete(struct netlink *nl, const char *name)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	struct netlink_message m;
	int rc;

	netlink_start(&m, RTM_DELLINK, 0, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, name);
	rc = netlink_ask(nl, &m, NULL, NULL);
	if (rc < 0 && rc != -ENODEV)
		return netlink_failed(nl, rc, "delete interface %s", name);
	return 0;
}

/* The addresses of one interface and one family, as dumped. */
struct addresses {
	int index;
	uint8_t family;
	struct net_address list[LINK_ADDRESSES_MAX];
	size_t count;
};

/*
 * Whether the kernel made the address itself: it is link-local, or it has a
 * lifetime, as an advertised one has (no IFA_F_PERMANENT, rtnetlink(7)).
 */
static bool is_kernels(
	const struct ifaddrmsg *a, const struct in6_addr *address)
{
	return a->ifa_family == AF_INET6 &&
	       (!(a->ifa_flags & IFA_F_PERMANENT) ||
		       IN6_IS_ADDR_LINKLOCAL(address));
}

static int read_address(const struct nlmsghdr *h, void *arg)
{
	struct addresses *all = arg;
	const struct ifaddrmsg *a = netlink_head(h, sizeof(*a));
	struct in6_addr address;
	struct in_addr ip;
	const void *local;
	size_t min;

	if (h->nlmsg_type != RTM_NEWADDR)
		return 0;
	if (!a)
		return -EBADMSG;
	/*
	 * A kernel without strict checking dumps the addresses of every
	 * interface; a kernel without IPv6 dumps those of IPv4.
	 */
	if ((int)a->ifa_index != all->index || a->ifa_family != all->family)
		return 0;
	min = a->ifa_family == AF_INET ? sizeof(struct in_addr)
				       : sizeof(address);
	local = netlink_attr(h, sizeof(*a), IFA_LOCAL, min);
	if (!local)
		local = netlink_attr(h, sizeof(*a), IFA_ADDRESS, min);
	if (!local)
		return -EBADMSG;
	if (a->ifa_family == AF_INET) {
		memcpy(&ip, local, sizeof(ip));
		address = address_of4(ip);
	} else {
		memcpy(&address, local, sizeof(address));
	}
	if (is_kernels(a, &address))
		return 0;
	if (all->count == LINK_ADDRESSES_MAX)
		return -E2BIG;
	all->list[all->count].ip = address;
	all->list[all->count++].prefix = a->ifa_prefixlen;
	return 0;
}

static int address_list(struct netlink *nl, const struct link *link,
	uint8_t family, struct addresses *all)
{
	struct ifaddrmsg head = {
		.ifa_family = family, .ifa_index = (uint32_t)link->index};
	struct netlink_message m;
	int rc = -EAGAIN;

	for (int i = 0; i < DUMP_TRIES && rc == -EAGAIN; i++) {
		*all = (struct addresses){
			.index = link->index, .family = family};
		netlink_start(&m, RTM_GETADDR, NLM_F_DUMP, &head, sizeof(head));
		rc = netlink_ask(nl, &m, read_address, all);
	}
	if (rc < 0)
		return netlink_failed(
			nl, rc, "list addresses of %s", link->name);
	return 0;
}

int link_addresses(struct netlink *nl, const struct link *link, uint8_t family,
	struct net_address *list)
{
	struct addresses all;
	int rc = address_list(nl, link, family, &all);

	if (rc < 0)
		return rc;
	memcpy(list, all.list, all.count * sizeof(*list));
	return (int)all.count;
}

/* RTM_NEWADDR or RTM_DELADDR for one address; does not log. */
static int address_change(struct netlink *nl, const struct link *link,
	uint16_t type, const struct net_address *a)
{
	struct ifaddrmsg head = {.ifa_family = (uint8_t)address_family(&a->ip),
		.ifa_prefixlen = a->prefix,
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_index = (uint32_t)link->index};
	struct netlink_message m;

	netlink_start(&m, type, type == RTM_NEWADDR ? NLM_F_CREATE : 0, &head,
		sizeof(head));
	netlink_put_address(&m, IFA_LOCAL, &a->ip);
	netlink_put_address(&m, IFA_ADDRESS, &a->ip);
	return netlink_ask(nl, &m, NULL, NULL);
}

static bool is_among(
	const struct net_address *a, const struct net_address *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (address_is(&a->ip, &list[i].ip) &&
			a->prefix == list[i].prefix)
			return true;
	return false;
}

/* Deletes all addresses of a family except those in keep. */
static int address_prune(struct netlink *nl, const struct link *link,
	uint8_t family, const struct net_address *keep, size_t count)
{
	struct addresses all;
	int rc = address_list(nl, link, family, &all);

	for (size_t i = 0; rc == 0 && i < all.count; i++) {
		const struct net_address *a = &all.list[i];

		if (is_among(a, keep, count))
			continue;
		rc = address_change(nl, link, RTM_DELADDR, a);
		/* The kernel deletes the others of a subnet with its first. */
		if (rc == -EADDRNOTAVAIL)
			rc = 0;
		if (rc < 0)
			return netlink_failed(
				nl, rc, "take an address from %s", link->name);
	}
	return rc;
}

int link_addresses_set(struct netlink *nl, const struct link *link,
	uint8_t family, const struct net_address *list, size_t count)
{
	char ip[ADDRESS_TEXT_MAX];
	int rc = address_prune(nl, link, family, list, count);

	/* All of them, as address_prune() may have deleted some with others. */
	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = address_change(nl, link, RTM_NEWADDR, &list[i]);
		if (rc == -EEXIST)
			rc = 0;
		if (rc < 0)
			return netlink_failed(nl, rc,
				"give %s its address %s%s", link->name,
				address_write(&list[i].ip, ip),
				rc == -EACCES && family == AF_INET6
					? " (IPv6 is disabled there)"
					: "");
	}
	return rc;
}

int link_address_set(struct netlink *nl, const struct link *link,
	const struct in6_addr *address, uint8_t prefix)
{
	const struct net_address one = {*address, prefix};

	return link_addresses_set(
		nl, link, (uint8_t)address_family(address), &one, 1);
}

int link_address_clear(
	struct netlink *nl, const struct link *link, uint8_t family)
{
	return link_addresses_set(nl, link, family, NULL, 0);
}
