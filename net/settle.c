/* SPDX-License-Identifier: MIT */
/*
 * How it works: each connection is compared with what the rules would do with
 * its first packet now.  An established TCP or SCTP connection to a program of
 * the device itself stays, even if its port is published now.
 */
#include "net/settle.h"

#include "init/log.h"
#include "net/address.h"
#include "net/conntrack.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/rules_port.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/rtnetlink.h>

struct rules {
	const struct net_firewall *firewall;
	struct netlink route; /* for is_local() */
};

static const struct net_bridge *bridge_of(
	const struct net_firewall *f, const struct in6_addr *a)
{
	for (size_t i = 0; i < f->bridge_count; i++)
		if (net_subnet_of(&f->bridges[i], a))
			return &f->bridges[i];
	return NULL;
}

/* Whether the address is in a bridge's subnet, but no container's. */
static bool is_strange(const struct net_firewall *f, const struct in6_addr *a)
{
	const struct net_bridge *b = f->end_count ? bridge_of(f, a) : NULL;
	bool known = !b || net_is_gateway(b, a);

	for (size_t i = 0; i < f->end_count; i++) {
		const struct net_end *e = &f->ends[i];

		for (size_t j = 0; !known && j < e->address_count; j++)
			known = address_is(a, &e->addresses[j].ip);
	}
	return !known;
}

static int read_type(const struct nlmsghdr *h, void *arg)
{
	const struct rtmsg *route = netlink_head(h, sizeof(*route));

	if (h->nlmsg_type == RTM_NEWROUTE && route)
		*(bool *)arg = route->rtm_type == RTN_LOCAL;
	return 0;
}

/* Whether the device itself has the address, as "fib daddr type local" says. */
static bool is_local(struct netlink *nl, const struct in6_addr *a)
{
	struct rtmsg head = {.rtm_family = (uint8_t)address_family(a),
		.rtm_dst_len = address_is4(a) ? 32 : 128};
	struct netlink_message m;
	bool local = false;

	netlink_start(&m, RTM_GETROUTE, 0, &head, sizeof(head));
	netlink_put_address(&m, RTA_DST, a);
	return netlink_ask(nl, &m, read_type, &local) == 0 && local;
}

static bool leads_to(const struct net_port *p, const struct conntrack *c)
{
	struct in6_addr ip = address_of4(p->to_ip);

	return address_is(&c->from, address_is4(&c->dst) ? &ip : &p->to_ip6) &&
	       c->from_port == p->to_port + (c->port - p->host_port);
}

/*
 * Whether a connection from outside to a container's own address, in a routed
 * network, is to a port that is not published.
 */
static bool is_closed(struct rules *r, const struct conntrack *c)
{
	const struct net_firewall *f = r->firewall;
	const struct net_bridge *b = bridge_of(f, &c->dst);

	if (!b || address_is4(&c->dst) || !b->routed6 || !c->port ||
		net_subnet_of(b, &c->src) || net_is_gateway(b, &c->dst))
		return false;
	return !rules_port_is_routed(f, c->protocol, &c->dst, c->port) &&
	       !is_local(&r->route, &c->src);
}

static bool is_over(const struct conntrack *c, void *arg)
{
	struct rules *r = arg;
	const struct net_firewall *f = r->firewall;
	const struct net_port *p;

	if (is_strange(f, &c->src) || is_strange(f, &c->from))
		return true;
	p = rules_port_find(f, c->protocol, &c->dst, c->port);
	if (c->status &
		IPS_DST_NAT) /* other programs' rules may have done it */
		return bridge_of(f, &c->from) && !(p && leads_to(p, c));
	if (!p)
		return is_closed(r, c);
	return (c->protocol == IPPROTO_UDP || !(c->status & IPS_ASSURED)) &&
	       is_local(&r->route, &c->dst);
}

static void tell(int rc)
{
	if (rc == -EOPNOTSUPP)
		log_warn("firewall: the kernel lacks CONFIG_NF_CT_NETLINK: "
			 "connections from before a change go on as they were");
	else if (rc < 0)
		log_warn("firewall: look through the connections: %s",
			strerror(-rc));
	else if (rc > 0)
		log_info("firewall: deleted %d conntrack entries that do not "
			 "fit "
			 "the rules",
			rc);
}

int net_firewall_settle(const struct net_firewall *f)
{
	struct rules r = {.firewall = f};
	int rc = netlink_open(&r.route, 0);

	if (rc < 0)
		return rc;
	tell(conntrack_delete(is_over, &r));
	netlink_close(&r.route);
	return 0;
}

struct addresses {
	const struct net_address *list;
	size_t count;
};

static bool is_among(const struct conntrack *c, void *arg)
{
	const struct addresses *all = arg;

	for (size_t i = 0; i < all->count; i++) {
		const struct net_address *a = &all->list[i];

		if (address_in(&c->src, &a->ip, a->prefix) ||
			address_in(&c->from, &a->ip, a->prefix))
			return true;
	}
	return false;
}

void settle_addresses(const struct net_address *list, size_t count)
{
	struct addresses all = {list, count};
	int rc = count > 0 ? conntrack_delete(is_among, &all) : 0;

	if (rc < 0 && rc != -EOPNOTSUPP) /* net_firewall_settle() warns of it */
		tell(rc);
}
