/* SPDX-License-Identifier: MIT */
/* Uplinks: waits for an interface, sets it up, sets addresses and routes. */
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/route.h"
#include "net/sysctl.h"
#include "net/vlan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define APPEAR_MS 5000 /* how long a driver may take to make its interface */

/* Whether a setting of IPv6 of the interface has this value of one digit. */
static bool is_set(const struct net_uplink *u, const char *key, char digit)
{
	char path[80], text[4];

	return fmt_print(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s",
		       u->name, key) > 0 &&
	       io_read_file(AT_FDCWD, path, text, sizeof(text)) > 0 &&
	       text[0] == digit;
}

/*
 * Disables router advertisements and removes what they have configured.  For
 * that IPv6 is disabled and enabled again; the kernel then makes its link-local
 * address again.
 */
static int forget_routers(const struct net_uplink *u)
{
	static const char key[] = "ipv6/conf/%s/disable_ipv6";
	int rc;

	if (is_set(u, "accept_ra", '0'))
		return 0;
	rc = sysctl_set(true, "0", "ipv6/conf/%s/accept_ra", u->name);
	if (rc < 0 || !is_set(u, "disable_ipv6", '0'))
		return rc;
	rc = sysctl_set(false, "1", key, u->name);
	return rc < 0 ? rc : sysctl_set(false, "0", key, u->name);
}

/*
 * Settings of an uplink.  The kernel ignores routes over links without carrier.
 * accept_ra is 2, as with 1 the kernel ignores router advertisements once it
 * forwards IPv6.  ra_defrtr_metric (Linux 5.11) gives advertised default routes
 * the uplink's metric.
 */
static int settings(const struct net_uplink *u)
{
	char metric[12];
	const struct {
		const char *family, *key, *value;
	} all[] = {
		{"ipv6", "ra_defrtr_metric", metric},
		{"ipv4", "ignore_routes_with_linkdown", "1"},
		{"ipv6", "ignore_routes_with_linkdown", "1"},
		{"ipv6", "accept_ra", "2"},
	};
	size_t count = sizeof(all) / sizeof(all[0]) - u->no_ra;
	int rc = u->no_ra ? forget_routers(u) : 0;

	(void)fmt_print(metric, sizeof(metric), "%u", u->metric);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = sysctl_set(all[i].family[3] == '6', all[i].value,
			"%s/conf/%s/%s", all[i].family, u->name, all[i].key);
	if (rc == 0 && u->address6_count)
		rc = sysctl_set(
			false, "0", "ipv6/conf/%s/disable_ipv6", u->name);
	return rc;
}

static int addresses_up(
	struct netlink *nl, const struct net_uplink *u, const struct link *link)
{
	int rc = 0;

	if (!u->dhcp)
		rc = link_addresses_set(
			nl, link, AF_INET, u->addresses, u->address_count);
	return rc < 0 ? rc
		      : link_addresses_set(nl, link, AF_INET6, u->addresses6,
				u->address6_count);
}

static int routes_up(
	struct netlink *nl, const struct net_uplink *u, const struct link *link)
{
	const struct route route = {
		.gateway = address_of4(u->gateway), .metric = u->metric};
	const struct route route6 = {
		.gateway = u->gateway6, .metric = u->metric};
	int rc = 0;

	if (u->gateway.s_addr != INADDR_ANY)
		rc = route_set(nl, link, &route);
	else if (!u->dhcp)
		rc = route_clear(nl, link, AF_INET);
	if (rc == 0)
		rc = address_is_none(&u->gateway6)
			     ? route_clear(nl, link, AF_INET6)
			     : route_set(nl, link, &route6);
	return rc;
}

/* Waits for the interface; for a VLAN, for its parent, and makes it. */
static int find(struct netlink *nl, const struct net_uplink *u,
	int64_t deadline, struct link *link)
{
	struct link parent;
	int rc = 0;

	if (u->vlan) {
		rc = link_await(nl, u->parent, deadline, &parent);
		if (rc == 0 && !parent.up)
			rc = link_up(nl, &parent, 0);
		if (rc == 0)
			rc = vlan_up(nl, u->name, &parent, u->vlan);
	}
	return rc < 0 ? rc : link_await(nl, u->name, deadline, link);
}

static int uplink_up(struct netlink *nl, const struct net_uplink *u)
{
	struct link link;
	int rc = find(nl, u, io_now_ms() + APPEAR_MS, &link);

	if (rc == 0)
		rc = settings(u);
	if (rc == 0)
		rc = link_up(nl, &link, u->mtu);
	if (rc == 0)
		rc = addresses_up(nl, u, &link);
	return rc < 0 ? rc : routes_up(nl, u, &link);
}

int net_uplink_up(const struct net_uplink *u)
{
	struct netlink nl;
	int rc;

	if (!link_name_ok(u->name) || (u->vlan && !link_name_ok(u->parent))) {
		log_err("uplink: not an interface name");
		return -EINVAL;
	}
	rc = netlink_open(&nl, 0);
	if (rc < 0)
		return rc;
	rc = uplink_up(&nl, u);
	netlink_close(&nl);
	return rc;
}

static int clear(struct netlink *nl, const struct link *link, uint8_t family)
{
	int rc = route_clear(nl, link, family);

	return rc < 0 ? rc : link_address_clear(nl, link, family);
}

int net_uplink_down(const struct net_uplink *u)
{
	struct netlink nl;
	struct link link;
	int rc = netlink_open(&nl, 0);

	if (rc < 0)
		return rc;
	rc = link_find(&nl, u->name, &link);
	if (rc == -ENODEV) {
		rc = 0; /* the interface is gone, and all of it */
	} else if (rc < 0) {
		(void)netlink_failed(&nl, rc, "find interface %s", u->name);
	} else if (u->vlan && !strcmp(link.kind, "vlan")) {
		rc = link_delete(&nl, u->name);
	} else {
		rc = route_unlearn(&nl, &link, NULL);
		if (rc == 0)
			rc = clear(&nl, &link, AF_INET);
		if (rc == 0)
			rc = clear(&nl, &link, AF_INET6);
		if (rc == 0)
			rc = forget_routers(u);
	}
	netlink_close(&nl);
	return rc;
}
