/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_NET_H
#define SUPERVISOR_UNITS_UNIT_NET_H

#include "net/net.h"
#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Keys of a unit's networks: those that a container or pod is connected to, and
 * those that a .network file defines.
 */

/* The interface of the built-in network, and the network. */
#define UNIT_NET_BRIDGE  "tcr0"
#define UNIT_NET_BUILTIN UNIT_NET_BRIDGE ".network"

#define UNIT_ENDS_MAX    8  /* how many networks a container can be on */
#define UNIT_HOSTS_MAX   64 /* entries of AddHost=, DNSSearch=, DNSOption= */

enum unit_network {
	NETWORK_BRIDGE, /* it is connected to the networks in unit_net.ends */
	NETWORK_NONE,
	NETWORK_HOST,
	NETWORK_JOIN, /* it uses the network namespace of another container */
	NETWORK_PATH, /* it uses the network namespace at a path */
	NETWORK_POD,  /* it uses the network namespace of its pod */
};

/* The connection of a container or pod to one network. */
struct unit_end {
	char *network; /* the network's full name, "lan.network" */
	unsigned at;   /* number of its assignment, while files are read */
	/*
	 * While files are read: the `fixed` addresses that they set.  Then one
	 * in each subnet of the network, in the order of its subnets.
	 */
	struct in6_addr addresses[NET_SUBNETS_MAX];
	uint8_t fixed;
	uint8_t address_count; /* 0: the network is bad */
	uint8_t mac[6];
	char name[16];       /* of the interface in the container: "eth0" */
	struct strv aliases; /* more names of the container on this network */
};

/* How a container or a pod is connected. */
struct unit_net {
	struct unit_end *ends;
	size_t end_count;
	char *join;        /* namespace: "app.container", "web.pod" or a path */
	bool joined;       /* another container uses this one's namespace */
	bool with_pod;     /* StartWithPod= */
	bool no_resolv;    /* DNS=none */
	struct in_addr ip; /* IP=; the loader moves it to ends */
	struct in6_addr ip6; /* IP6=; the loader moves it to ends */
	struct in6_addr resolvers[NET_DNS_MAX];
	size_t resolver_count;
	struct strv aliases; /* more names of the container on all networks */
	struct strv hosts;   /* lines of /etc/hosts: "ADDRESS NAME" */
	struct strv search;
	struct strv options;
};

/* bridge.mode of ipvlan's mode=l2, until the network is checked */
#define BRIDGE_MODE_L2 UINT32_MAX

/* A value of Gateway= (first and last are equal) or IPRange=. */
struct unit_range {
	struct in6_addr first, last;
	unsigned at; /* its assignment */
};

/* The addresses of a subnet that containers get; of IPv6, none are given. */
struct unit_pool {
	struct in_addr first, last;
	unsigned at; /* the assignment of Subnet= or IPv6=; 0: there is none */
};

/* A network that a .network file defines, or the built-in one. */
struct unit_bridge {
	struct net_bridge bridge;
	struct unit_pool pools[NET_SUBNETS_MAX]; /* of bridge.subnets */
	/* Gateway= and IPRange=, until the file is checked. */
	struct unit_range gateways[NET_SUBNETS_MAX], ranges[NET_SUBNETS_MAX];
	size_t gateway_count, range_count;
	struct in6_addr resolvers[NET_DNS_MAX]; /* its upstream servers */
	size_t resolver_count;
	bool ipv6;     /* IPv6=yes */
	bool pooled;   /* the file sets no subnet of IPv4 */
	bool isolated; /* its containers cannot reach each other */
	char *label;   /* NetworkName=; NULL: the unit's name */
};

/* Settings of a pod, besides its network. */
struct unit_pod {
	bool stays;         /* ExitPolicy=continue */
	uint64_t shm_bytes; /* size of the shared /dev/shm; 0: not set */
};

/* The first address of a family that the end has; none: it has none. */
struct in6_addr unit_net_end_address(const struct unit_end *end, bool is6);
/* The same of the first network; net may be NULL. */
struct in6_addr unit_net_address(const struct unit_net *net, bool is6);

/*
 * Writes how a unit is connected: "bridge", "lan,dmz", "none", "web.pod".  What
 * does not fit is cut.
 */
#define UNIT_NET_WORDS_MAX 128
void unit_net_words(enum unit_network network, const struct unit_net *net,
	char *out, size_t size);

/*
 * Writes a port as PublishPort= has it: "127.0.0.1:8080-8090:80-90/tcp".
 * Returns out.
 */
#define UNIT_NET_PORT_MAX 100
const char *unit_net_port(
	const struct net_port *port, char out[UNIT_NET_PORT_MAX]);

#endif
