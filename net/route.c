/* SPDX-License-Identifier: MIT */
/*
 * Routes of tcr are recognised by protocol and interface, so a route of an
 * earlier configuration with another metric is found and deleted too.
 */
#include "net/route.h"

#include "init/log.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/rtnetlink.h>

#define DUMP_TRIES 5  /* if the kernel's table changes meanwhile */
#define ROUTES_MAX 32 /* of one family */

/* Static default routes of one interface, or all usable default routes. */
struct routes {
	int index; /* of the interface; 0: all with carrier */
	uint8_t family;
	uint32_t metrics[ROUTES_MAX];
	size_t count;
};

static int read_route(const struct nlmsghdr *h, void *arg)
{
	const unsigned dead = RTNH_F_DEAD | RTNH_F_LINKDOWN;
	struct routes *all = arg;
	const struct rtmsg *r = netlink_head(h, sizeof(*r));
	const void *oif, *metric;
	uint32_t index = 0, value = 0;

	if (h->nlmsg_type != RTM_NEWROUTE)
		return 0;
	if (!r)
		return -EBADMSG;
	oif = netlink_attr(h, sizeof(*r), RTA_OIF, sizeof(index));
	metric = netlink_attr(h, sizeof(*r), RTA_PRIORITY, sizeof(index));
	if (oif)
		memcpy(&index, oif, sizeof(index));
	if (r->rtm_dst_len != 0 || r->rtm_type != RTN_UNICAST ||
		r->rtm_family != all->family)
		return 0;
	/* A multipath route has no RTA_OIF; tcr makes none. */
	if (all->index ? (int)index != all->index ||
				 r->rtm_protocol != RTPROT_STATIC
		       : (r->rtm_flags & dead) != 0)
		return 0;
	if (all->count == ROUTES_MAX)
		return 0;
	if (metric)
		memcpy(&value, metric, sizeof(value));
	all->metrics[all->count++] = value;
	return 0;
}

static int route_list(struct netlink *nl, struct routes *all)
{
	struct rtmsg head = {
		.rtm_family = all->family, .rtm_table = RT_TABLE_MAIN};
	struct netlink_message m;
	int rc = -EAGAIN;

	for (int i = 0; i < DUMP_TRIES && rc == -EAGAIN; i++) {
		all->count = 0;
		netlink_start(
			&m, RTM_GETROUTE, NLM_F_DUMP, &head, sizeof(head));
		rc = netlink_ask(nl, &m, read_route, all);
	}
	return rc < 0 ? netlink_failed(nl, rc, "list routes") : 0;
}

static void route_start(struct netlink_message *m, const struct link *link,
	uint8_t family, uint16_t type, uint16_t flags,
	const struct route *route)
{
	struct rtmsg head = {.rtm_family = family,
		.rtm_dst_len = route->prefix,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = route->prefix ? RTPROT_DHCP : RTPROT_STATIC,
		.rtm_scope = type == RTM_DELROUTE ? RT_SCOPE_NOWHERE
						  : RT_SCOPE_UNIVERSE,
		.rtm_type = type == RTM_DELROUTE ? RTN_UNSPEC : RTN_UNICAST,
		.rtm_flags = route->onlink ? RTNH_F_ONLINK : 0};

	netlink_start(m, type, flags, &head, sizeof(head));
	netlink_put_u32(m, RTA_OIF, (uint32_t)link->index);
	netlink_put_u32(m, RTA_PRIORITY, route->metric);
	if (route->prefix)
		netlink_put_address(m, RTA_DST, &route->to);
}

/* Deletes default routes except those with metric keep; 0: all of them. */
static int route_prune(struct netlink *nl, const struct link *link,
	uint8_t family, uint32_t keep)
{
	struct routes all = {.index = link->index, .family = family};
	int rc = route_list(nl, &all);

	for (size_t i = 0; rc == 0 && i < all.count; i++) {
		const struct route old = {.metric = all.metrics[i]};
		struct netlink_message m;

		if (keep && all.metrics[i] == keep)
			continue;
		route_start(&m, link, family, RTM_DELROUTE, 0, &old);
		rc = netlink_ask(nl, &m, NULL, NULL);
		if (rc == -ESRCH)
			rc = 0; /* it is gone already */
		if (rc < 0)
			return netlink_failed(nl, rc,
				"delete the default route of %s", link->name);
	}
	return rc;
}

int route_set(
	struct netlink *nl, const struct link *link, const struct route *route)
{
	uint8_t family = (uint8_t)address_family(&route->gateway);
	struct netlink_message m;
	int rc;

	route_start(&m, link, family, RTM_NEWROUTE,
		NLM_F_CREATE | NLM_F_REPLACE, route);
	netlink_put_address(&m, RTA_GATEWAY, &route->gateway);
	rc = netlink_ask(nl, &m, NULL, NULL);
	if (rc < 0)
		return netlink_failed(
			nl, rc, "set the default route of %s", link->name);
	return route_prune(nl, link, family, route->metric);
}

int route_clear(struct netlink *nl, const struct link *link, uint8_t family)
{
	return route_prune(nl, link, family, 0);
}

/* The result of a route lookup. */
struct way {
	uint32_t index; /* of the interface */
	bool direct;    /* without a gateway: in the interface's network */
};

static int read_way(const struct nlmsghdr *h, void *arg)
{
	struct way *way = arg;
	const struct rtmsg *r = netlink_head(h, sizeof(*r));
	const void *oif;

	if (h->nlmsg_type != RTM_NEWROUTE || !r)
		return 0;
	oif = netlink_attr(h, sizeof(*r), RTA_OIF, sizeof(way->index));
	if (oif)
		memcpy(&way->index, oif, sizeof(way->index));
	way->direct = !netlink_attr(h, sizeof(*r), RTA_GATEWAY, 0);
	return 0;
}

int route_learn(
	struct netlink *nl, const struct link *link, const struct route *route)
{
	struct rtmsg head = {.rtm_family = AF_INET, .rtm_dst_len = 32};
	char text[ADDRESS_TEXT_MAX];
	struct netlink_message m;
	struct way way = {0};
	int rc;

	netlink_start(&m, RTM_GETROUTE, 0, &head, sizeof(head));
	netlink_put_address(&m, RTA_DST, &route->to);
	rc = netlink_ask(nl, &m, read_way, &way);
	if (rc == 0 && way.direct && way.index != (uint32_t)link->index) {
		log_warn("%s: the route to %s/%u of the lease is ignored: that "
			 "is in a network of another interface",
			link->name, address_write(&route->to, text),
			route->prefix);
		return 0;
	}
	route_start(&m, link, AF_INET, RTM_NEWROUTE,
		NLM_F_CREATE | NLM_F_REPLACE, route);
	if (!address_is_none(&route->gateway))
		netlink_put_address(&m, RTA_GATEWAY, &route->gateway);
	rc = netlink_ask(nl, &m, NULL, NULL);
	return rc < 0 ? netlink_failed(nl, rc, "set the route of %s to %s/%u",
				link->name, address_write(&route->to, text),
				route->prefix)
		      : 0;
}

/* The first learnt route that route_unlearn() must delete. */
struct learnt {
	const struct link *link;
	const struct net_address *inside;
	struct rtmsg head; /* of the route; rtm_family 0: there is none */
	struct in6_addr to;
	uint32_t index, metric;
};

static int read_learnt(const struct nlmsghdr *h, void *arg)
{
	struct learnt *l = arg;
	const struct rtmsg *r = netlink_head(h, sizeof(*r));
	const void *oif, *to, *metric;
	struct in6_addr address;
	struct in_addr ip;
	uint32_t index;

	if (h->nlmsg_type != RTM_NEWROUTE || !r || l->head.rtm_family ||
		r->rtm_family != AF_INET || r->rtm_protocol != RTPROT_DHCP ||
		r->rtm_table != RT_TABLE_MAIN)
		return 0;
	oif = netlink_attr(h, sizeof(*r), RTA_OIF, sizeof(index));
	to = netlink_attr(h, sizeof(*r), RTA_DST, sizeof(ip));
	metric = netlink_attr(h, sizeof(*r), RTA_PRIORITY, 4);
	if (!oif || !to)
		return 0;
	memcpy(&index, oif, sizeof(index));
	memcpy(&ip, to, sizeof(ip));
	address = address_of4(ip);
	if (index != (uint32_t)l->link->index &&
		!(l->inside && address_in(&address, &l->inside->ip,
				       l->inside->prefix)))
		return 0;
	l->head = *r;
	l->to = address;
	l->index = index;
	l->metric = 0;
	if (metric)
		memcpy(&l->metric, metric, sizeof(l->metric));
	return 0;
}

int route_unlearn(struct netlink *nl, const struct link *link,
	const struct net_address *inside)
{
	struct rtmsg head = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN};
	struct learnt l = {.link = link, .inside = inside};
	struct netlink_message m;
	int rc = 0;

	for (int i = 0; i <= ROUTES_MAX && rc == 0; i++) {
		l.head.rtm_family = 0;
		netlink_start(
			&m, RTM_GETROUTE, NLM_F_DUMP, &head, sizeof(head));
		rc = netlink_ask(nl, &m, read_learnt, &l);
		if (rc == 0 && !l.head.rtm_family)
			return 0;
		if (rc == 0) {
			struct link from = {.index = (int)l.index};
			struct route old = {.to = l.to,
				.prefix = l.head.rtm_dst_len,
				.metric = l.metric};

			route_start(&m, &from, AF_INET, RTM_DELROUTE, 0, &old);
			rc = netlink_ask(nl, &m, NULL, NULL);
		}
		if (rc == -ESRCH || rc == -EAGAIN)
			rc = 0; /* the table has changed: look again */
	}
	return rc < 0 ? netlink_failed(nl, rc, "delete learnt routes") : 0;
}

int route_any(struct netlink *nl)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};

	for (size_t i = 0; i < sizeof(families); i++) {
		struct routes all = {.family = families[i]};
		int rc = route_list(nl, &all);

		if (rc < 0 || all.count > 0)
			return rc < 0 ? rc : 1;
	}
	return 0;
}
