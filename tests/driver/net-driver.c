/* SPDX-License-Identifier: MIT */
/*
 * net-driver: net/'s door on a command line, for tests.
 *
 *   net-driver bridge-up|bridge-down NAME ADDRESS/PREFIX[,IPV6[,routed]] NFT
 *        [PORT...]
 *        PORT: [tcp|udp|sctp]:HOST_IP:FIRST:CONTAINER_IP:FIRST:COUNT[,IPV6]
 *   net-driver attach-up|attach-down PIN VETH BRIDGE ADDRESS/PREFIX[,IPV6]
 *        GATEWAY[,IPV6]
 *   net-driver uplink-up|uplink-down NAME
 * dhcp|ADDRESS/PREFIX[,ADDRESS/PREFIX...] GATEWAY[,IPV6] MTU [METRIC [PARENT
 * VLAN]] net-driver online MILLISECONDS net-driver dhcp-event EVENT LEASE_DIR
 *   net-driver dhcp-exec NAME METRIC SCRIPT
 *
 * Called as udhcpc-event it is what udhcpc calls, LEASE_DIR from the
 * environment.  Exits 0, or with the errno.
 */
#include "init/log.h"
#include "net/address.h"
#include "net/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PORTS_MAX 64

static int address(const char *text, struct in_addr *to, uint8_t *prefix)
{
	char ip[64];
	unsigned bits = 0;

	if (sscanf(text, "%63[0-9.]/%u", ip, &bits) < (prefix ? 2 : 1) ||
		inet_pton(AF_INET, ip, to) != 1 || bits > 32)
		return -EINVAL;
	if (prefix)
		*prefix = (uint8_t)bits;
	return 0;
}

/* "ADDRESS/PREFIX,..." to a list; IPv4 comes first.  Returns the number. */
static int list(const char *text, struct net_address *to)
{
	char ip[64];
	unsigned bits;
	int count = 0;

	for (const char *p = text; p && count < NET_SUBNETS_MAX; count++) {
		p += *p == ',';
		if (sscanf(p, "%63[0-9a-f.:]/%u", ip, &bits) != 2 ||
			address_read(ip, &to[count].ip) < 0)
			break;
		to[count].prefix = (uint8_t)bits;
		p = strchr(p, ',');
	}
	return count;
}

/* "ADDRESS[/PREFIX]" of IPv6, if there is one behind a comma. */
static int address6(const char *text, struct in6_addr *to, uint8_t *prefix)
{
	const char *comma = strchr(text, ',');
	char ip[64];
	unsigned bits = 0;

	if (!comma)
		return 0;
	if (sscanf(comma, ",%63[0-9a-f:]/%u", ip, &bits) < (prefix ? 2 : 1) ||
		address_read(ip, to) < 0)
		return -EINVAL;
	if (prefix)
		*prefix = (uint8_t)bits;
	return 0;
}

static int port(const char *text, struct net_port *p)
{
	char proto[8], host[64], to[64];
	unsigned first, to_first, count;

	if (sscanf(text, "%7[a-z]:%63[0-9.]:%u:%63[0-9.]:%u:%u", proto, host,
		    &first, to, &to_first, &count) != 6)
		return -EINVAL;
	p->protocol = proto[0] == 'u'   ? IPPROTO_UDP
		      : proto[0] == 's' ? IPPROTO_SCTP
					: IPPROTO_TCP;
	p->host_port = (uint16_t)first;
	p->to_port = (uint16_t)to_first;
	p->count = (uint16_t)count;
	if (address_read(host, &p->host_ip) < 0)
		return -EINVAL;
	if (!address_is_none(&p->host_ip))
		p->family = AF_INET;
	return address(to, &p->to_ip, NULL) || address6(text, &p->to_ip6, NULL)
		       ? -EINVAL
		       : 0;
}

static int bridge(int argc, char **argv)
{
	struct net_port ports[PORTS_MAX] = {0};
	struct net_bridge b = {0};
	struct net_firewall f = {
		.bridges = &b, .bridge_count = 1, .ports = ports};
	struct net_address gateways[NET_SUBNETS_MAX];
	int rc;

	if (argc < 5 || argc - 5 > PORTS_MAX)
		return -EINVAL;
	b.subnet_count = (size_t)list(argv[3], gateways);
	for (size_t i = 0; i < b.subnet_count; i++) {
		struct net_subnet *s = &b.subnets[i];

		s->gateway = gateways[i].ip;
		s->net = gateways[i];
		s->net.ip = address_subnet(&s->gateway, s->net.prefix);
	}
	if (b.subnet_count == 0)
		return -EINVAL;
	b.routed6 = strstr(argv[3], ",routed");
	(void)snprintf(b.name, sizeof(b.name), "%s", argv[2]);
	f.nft_program = argv[4];
	for (int i = 5; i < argc; i++)
		if (port(argv[i], &ports[f.port_count++]) < 0)
			return -EINVAL;
	if (strstr(argv[1], "-up")) {
		rc = net_firewall_up(&f);
		return rc < 0 ? rc : net_bridge_up(&b, NULL, 0);
	}
	rc = net_bridge_down(b.name);
	return rc < 0 ? rc : net_firewall_down(f.nft_program, f.beside);
}

static int attach(int argc, char **argv)
{
	struct net_end e = {.name = "eth0"};
	struct net_attach a = {.ends = &e, .count = 1};
	struct in_addr gateway;

	if (argc != 7 || address(argv[6], &gateway, NULL) < 0 ||
		address6(argv[6], &e.gateway6, NULL) < 0)
		return -EINVAL;
	e.gateway = address_of4(gateway);
	e.address_count = (size_t)list(argv[5], e.addresses);
	if (e.address_count == 0)
		return -EINVAL;
	a.netns_path = argv[2];
	(void)snprintf(e.host_if, sizeof(e.host_if), "%s", argv[3]);
	e.on = argv[4];
	if (strstr(argv[1], "-macvlan-"))
		e.driver = NET_MACVLAN;
	return strstr(argv[1], "-up") ? net_attach_up(&a)
				      : net_attach_down(a.netns_path);
}

/* "ADDRESS/PREFIX[,ADDRESS/PREFIX...]" of both families. */
static int addresses(char *list, struct net_uplink *u)
{
	for (char *word = strtok(list, ","); word; word = strtok(NULL, ",")) {
		char *slash = strchr(word, '/');
		struct net_address a;

		if (!slash)
			return -EINVAL;
		*slash = 0;
		a.prefix = (uint8_t)atoi(slash + 1);
		if (address_read(word, &a.ip) < 0 ||
			u->address_count == NET_ADDRESSES_MAX ||
			u->address6_count == NET_ADDRESSES_MAX)
			return -EINVAL;
		if (address_is4(&a.ip))
			u->addresses[u->address_count++] = a;
		else
			u->addresses6[u->address6_count++] = a;
	}
	return 0;
}

static int uplink(int argc, char **argv)
{
	struct net_uplink u = {0};

	if (argc < 6 || argc > 9 || argc == 8)
		return -EINVAL;
	u.metric = argc > 6 ? (uint32_t)atoi(argv[6]) : NET_METRIC_MIN;
	if (argc > 7) {
		(void)snprintf(u.parent, sizeof(u.parent), "%s", argv[7]);
		u.vlan = (uint16_t)atoi(argv[8]);
	}
	(void)snprintf(u.name, sizeof(u.name), "%s", argv[2]);
	u.dhcp = !strcmp(argv[3], "dhcp");
	if ((!u.dhcp && addresses(argv[3], &u) < 0) ||
		address(argv[4], &u.gateway, NULL) < 0 ||
		address6(argv[4], &u.gateway6, NULL) < 0)
		return -EINVAL;
	u.mtu = (unsigned)atoi(argv[5]);
	return strstr(argv[1], "-up") ? net_uplink_up(&u) : net_uplink_down(&u);
}

static int run(int argc, char **argv)
{
	const char *self = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *leases = getenv("LEASE_DIR");

	if (self && !strcmp(self, "/udhcpc-event") && argc == 2 && leases)
		return net_dhcp_event(argv[1], leases);
	if (argc < 3)
		return -EINVAL;
	if (!strncmp(argv[1], "bridge-", 7))
		return bridge(argc, argv);
	if (!strncmp(argv[1], "attach-", 7))
		return attach(argc, argv);
	if (!strncmp(argv[1], "uplink-", 7))
		return uplink(argc, argv);
	if (!strcmp(argv[1], "dhcp-event") && argc == 4)
		return net_dhcp_event(argv[2], argv[3]);
	if (!strcmp(argv[1], "dhcp-exec") && argc == 5)
		return net_dhcp_exec(argv[2], argv[3], argv[4]);
	if (!strcmp(argv[1], "online"))
		return net_wait_online(atoi(argv[2]));
	return -EINVAL;
}

int main(int argc, char **argv)
{
	int rc;

	log_init(NULL, LOG_LEVEL_DEBUG);
	rc = run(argc, argv);
	return rc < 0 ? -rc : 0;
}
