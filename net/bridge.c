/* SPDX-License-Identifier: MIT */
/*
 * Bridges, and the firewall of all bridges.  Forwarding is enabled only after
 * the table was loaded that drops by default; if it cannot be loaded, nothing
 * is forwarded.
 */
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "net/address.h"
#include "net/link.h"
#include "net/net.h"
#include "net/netlink.h"
#include "net/nft.h"
#include "net/route.h"
#include "net/rules.h"
#include "net/settle.h"
#include "net/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>

#define CONNECTIONS_MAX 8192 /* of one container */
#define APPEAR_MS       5000 /* how long a driver may take to make its interface */

/*
 * How many connections one container may have: a quarter of the kernel's table,
 * so that it cannot fill the table, and no more than CONNECTIONS_MAX, because
 * nf_conncount walks all connections of a source in each tick with a new one.
 * The file does not exist as long as the conntrack module is not loaded.
 */
static unsigned connections_limit(void)
{
	char text[16];
	uint64_t part = 0;

	if (io_read_file(AT_FDCWD, "/proc/sys/net/netfilter/nf_conntrack_max",
		    text, sizeof(text)) > 0)
		part = text_digits(text, NULL, 10) / 4;
	return part > 0 && part < CONNECTIONS_MAX ? (unsigned)part
						  : CONNECTIONS_MAX;
}

static int table_apply(const struct net_firewall *f, char *text)
{
	size_t bad;
	int rc = rules_write(text, RULES_MAX, f, &bad);

	if (rc == -EINVAL && bad < f->port_count)
		log_err("port %u cannot be published: not a port of a "
			"container on a bridge that leads outside",
			f->ports[bad].host_port);
	else if (rc == -EINVAL)
		log_err("%.15s: not a bridge: name, address or prefix",
			f->bridges[bad - f->port_count].name);
	else if (rc < 0)
		log_err("too many published ports and containers");
	else
		rc = nft_apply(f->nft_program, text, (size_t)rc);
	return rc;
}

static int table_up(const struct net_firewall *given)
{
	struct net_firewall f = *given;
	static char text[RULES_MAX];
	int rc;

	f.connections = connections_limit();
	rc = table_apply(&f, text);
	/* A kernel that lacks these two options gets the other rules. */
	while ((rc == -ENOPROTOOPT && f.connections) ||
		(rc == -EPFNOSUPPORT && !f.unpinned)) {
		if (rc == -ENOPROTOOPT)
			f.connections = 0;
		else
			f.unpinned = true;
		rc = table_apply(&f, text);
	}
	if (rc == 0 && !f.connections)
		log_warn("firewall: loaded without a limit of connections for "
			 "each container");
	if (rc == 0 && f.unpinned)
		log_warn("firewall: loaded without the rules that keep a "
			 "container from sending as another of its network");
	if (rc == 0)
		rc = net_firewall_settle(&f);
	return rc;
}

int net_firewall_close(void)
{
	int rc = sysctl_set(false, "0", "ipv4/ip_forward");

	return rc < 0 ? rc : sysctl_set(true, "0", "ipv6/conf/all/forwarding");
}

int net_firewall_down(const char *nft_program, bool beside)
{
	static const char all[] = RULES_NONE RULES_NO_PINS;
	int rc = beside ? 0 : net_firewall_close();

	/* As long as forwarding is enabled, the tables must stay. */
	if (rc == 0)
		rc = nft_apply(nft_program, all, strlen(all));
	return rc == -EPFNOSUPPORT
		       ? nft_apply(nft_program, RULES_NONE, strlen(RULES_NONE))
		       : rc;
}

int net_firewall_up(const struct net_firewall *f)
{
	int rc;

	if (f->bridge_count == 0)
		return net_firewall_down(f->nft_program, f->beside);
	rc = table_up(f);
	/* Frames that a bridge forwards do not pass the table "inet tcr". */
	if (rc == 0)
		rc = sysctl_set(true, "0", "bridge/bridge-nf-call-iptables");
	if (rc == 0)
		rc = sysctl_set(true, "0", "bridge/bridge-nf-call-ip6tables");
	if (rc == 0)
		rc = sysctl_set(false, "1", "ipv4/ip_forward");
	for (size_t i = 0; rc == 0 && i < f->bridge_count; i++)
		if (net_has6(&f->bridges[i]))
			rc = sysctl_set(false, "1", "ipv6/conf/all/forwarding");
	return rc;
}

/*
 * Settings that protect the device from containers.  A bridge without an IPv6
 * address does not take part in IPv6; the address of another bridge is unique,
 * so duplicate address detection (accept_dad) is disabled.  route_localnet is
 * needed to publish 127.0.0.1:PORT, as replies to a translated packet from
 * 127.0.0.1 come in by the bridge; the chain guard drops packets from the wire
 * that have such an address.
 */
static int bridge_settings(const struct net_bridge *b)
{
	const struct {
		const char *family, *key, *value;
	} settings[] = {
		{"ipv6", "accept_dad", "0"},
		{"ipv6", "accept_ra", "0"},
		{"ipv6", "accept_redirects", "0"},
		{"ipv6", "disable_ipv6", net_has6(b) ? "0" : "1"},
		{"ipv4", "route_localnet", "1"},
		{"ipv4", "rp_filter", "1"},
		{"ipv4", "arp_ignore", "1"},
		{"ipv4", "accept_redirects", "0"},
		{"ipv4", "send_redirects", "0"},
	};
	int rc;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		rc = sysctl_set(settings[i].family[3] == '6' && !net_has6(b),
			settings[i].value, "%s/conf/%s/%s", settings[i].family,
			b->name, settings[i].key);
		if (rc < 0)
			return rc;
	}
	/* Redirects are sent if this or the bridge's setting is 1. */
	return sysctl_set(false, "0", "ipv4/conf/all/send_redirects");
}

/* Makes the bridge, or changes the existing one. */
static int interface_up(struct netlink *nl, const struct net_bridge *b)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	/*
	 * Link-local frames (to 01:80:c2:00:00:0X) pass no chain of nftables
	 * (br_handle_frame), so the bridge must not learn from them where a MAC
	 * address is.
	 */
	struct br_boolopt_multi unlearned = {
		.optval = 1 << BR_BOOLOPT_NO_LL_LEARN,
		.optmask = 1 << BR_BOOLOPT_NO_LL_LEARN};
	struct netlink_message m;
	uint8_t mac[LINK_MAC_LEN];
	size_t info, data;
	int rc;

	link_mac(&b->subnets[0].gateway, mac);
	netlink_start(&m, RTM_NEWLINK, NLM_F_CREATE, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, b->name);
	netlink_put(&m, IFLA_ADDRESS, mac, sizeof(mac));
	info = netlink_nest(&m, IFLA_LINKINFO);
	netlink_put_text(&m, IFLA_INFO_KIND, "bridge");
	data = netlink_nest(&m, IFLA_INFO_DATA);
	netlink_put_u32(&m, IFLA_BR_STP_STATE, 0);
	netlink_put_u32(&m, IFLA_BR_FORWARD_DELAY, 0);
	/* Multicast is flooded to all ports, so no querier is needed. */
	netlink_put_u8(&m, IFLA_BR_MCAST_SNOOPING, 0);
	netlink_put(&m, IFLA_BR_MULTI_BOOLOPT, &unlearned, sizeof(unlearned));
	netlink_nest_end(&m, data);
	netlink_nest_end(&m, info);
	rc = netlink_ask(nl, &m, NULL, NULL);
	if (rc < 0)
		return netlink_failed(nl, rc, "make bridge %s%s", b->name,
			rc == -EOPNOTSUPP ? " (no other interface may have "
					    "that name; needs CONFIG_BRIDGE)"
					  : "");
	return 0;
}

/* Puts existing ends on the bridge, which may be new while they are in use. */
static int ports_up(struct netlink *nl, const struct link *bridge,
	const struct net_end *ends, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		const struct net_end *e = &ends[i];
		struct link port;

		if (strcmp(e->on, bridge->name) != 0)
			continue;
		rc = link_find(nl, e->host_if, &port);
		if (rc == -ENODEV)
			rc = 0; /* its container does not run */
		else if (rc < 0)
			rc = netlink_failed(nl, rc, "find %s", e->host_if);
		else if (port.master != bridge->index)
			rc = link_port(nl, &port, bridge, e->isolated, e->mtu);
	}
	return rc;
}

/* Gives the bridge its addresses; those of before go. */
static int addresses_up(
	struct netlink *nl, const struct link *link, const struct net_bridge *b)
{
	struct net_address list[NET_SUBNETS_MAX];
	size_t four = 0;
	int rc;

	for (size_t i = 0; i < b->subnet_count; i++) {
		list[i] = (struct net_address){
			b->subnets[i].gateway, b->subnets[i].net.prefix};
		four += address_is4(&list[i].ip);
	}
	rc = link_addresses_set(nl, link, AF_INET, list, four);
	if (rc == 0 && net_has6(b))
		rc = link_addresses_set(nl, link, AF_INET6, list + four,
			b->subnet_count - four);
	/* Deletes older routes of leases that lead into its subnets. */
	for (size_t i = 0; rc == 0 && i < four; i++)
		rc = route_unlearn(nl, link, &list[i]);
	return rc;
}

static int device_up(struct netlink *nl, const struct net_bridge *b,
	const struct net_end *ends, size_t count)
{
	struct link link;
	int rc = interface_up(nl, b);

	if (rc < 0)
		return rc;
	rc = link_find(nl, b->name, &link);
	if (rc < 0)
		return netlink_failed(nl, rc, "find bridge %s", b->name);
	rc = bridge_settings(b);
	if (rc == 0)
		rc = addresses_up(nl, &link, b);
	if (rc == 0)
		rc = link_up(nl, &link, b->mtu);
	return rc < 0 ? rc : ports_up(nl, &link, ends, count);
}

/* Sets the parent up, and nothing else, as it may be an uplink. */
static int parent_up(struct netlink *nl, const struct net_bridge *b)
{
	struct link parent;
	int rc = link_await(nl, b->parent, io_now_ms() + APPEAR_MS, &parent);

	return rc < 0 || parent.up ? rc : link_up(nl, &parent, 0);
}

int net_bridge_up(const struct net_bridge *b, const struct net_end *ends,
	size_t end_count)
{
	struct netlink nl;
	int rc;

	if (b->driver == NET_BRIDGE && !rules_bridge_ok(b)) {
		log_err("%.15s: not a bridge: name, address or prefix",
			b->name);
		return -EINVAL;
	}
	rc = netlink_open(&nl, 0);
	if (rc < 0)
		return rc;
	rc = b->driver == NET_BRIDGE ? device_up(&nl, b, ends, end_count)
				     : parent_up(&nl, b);
	netlink_close(&nl);
	return rc;
}

/* Deletes the bridge and the connections of its subnets. */
static int device_down(struct netlink *nl, const struct link *link)
{
	struct net_address list[2 * LINK_ADDRESSES_MAX];
	int four = link_addresses(nl, link, AF_INET, list), six = 0, rc;

	if (four >= 0)
		six = link_addresses(nl, link, AF_INET6, list + four);
	rc = link_delete(nl, link->name);
	if (rc == 0 && four >= 0 && six >= 0)
		settle_addresses(list, (size_t)four + (size_t)six);
	return rc;
}

/* Deletes bridges only: another interface may have the name by now. */
int net_bridge_down(const char *name)
{
	struct netlink nl;
	struct link link;
	int rc = netlink_open(&nl, 0);

	if (rc < 0)
		return rc;
	rc = link_find(&nl, name, &link);
	if (rc == 0 && strcmp(link.kind, "bridge") == 0)
		rc = device_down(&nl, &link);
	else if (rc < 0 && rc != -ENODEV)
		(void)netlink_failed(&nl, rc, "find bridge %s", name);
	netlink_close(&nl);
	return rc == -ENODEV ? 0 : rc;
}
