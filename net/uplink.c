/* SPDX-License-Identifier: MIT */
/* An interface of the device: awaited, set up, given its fixed address. */
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"

#include <errno.h>

#define APPEAR_MS 5000 /* a driver may still be probing */

static int uplink_up(struct netlink *nl, const struct net_uplink *u)
{
	struct in6_addr address = address_of4(u->address);
	struct in6_addr gateway = address_of4(u->gateway);
	struct link link;
	int rc = link_await(nl, u->name, io_now_ms() + APPEAR_MS, &link);

	if (rc == 0)
		rc = link_up(nl, &link, u->mtu);
	if (rc < 0 || u->dhcp)
		return rc;
	rc = link_address_set(nl, &link, &address, u->prefix);
	if (rc < 0)
		return rc;
	if (u->gateway.s_addr == INADDR_ANY)
		return link_route_clear(nl, &link, AF_INET);
	return link_route_set(nl, &link, &gateway, false);
}

int net_uplink_up(const struct net_uplink *u)
{
	struct netlink nl;
	int rc;

	if (!link_name_ok(u->name)) {
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

int net_uplink_down(const struct net_uplink *u)
{
	struct netlink nl;
	struct link link;
	int rc = netlink_open(&nl, 0);

	if (rc < 0)
		return rc;
	rc = link_find(&nl, u->name, &link);
	if (rc == 0) {
		rc = link_route_clear(&nl, &link, AF_INET);
		if (rc == 0)
			rc = link_address_clear(&nl, &link, AF_INET);
	} else if (rc == -ENODEV) {
		rc = 0; /* pulled out: it took all along */
	} else {
		(void)netlink_failed(&nl, rc, "find interface %s", u->name);
	}
	netlink_close(&nl);
	return rc;
}
