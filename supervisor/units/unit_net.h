/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_UNIT_NET_H
#define SUPERVISOR_UNITS_UNIT_NET_H

#include "net/net.h"
#include "supervisor/base/strv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What unit files say of networks: of being in one, and of being one. */

/* The built-in network, and its interface. */
#define UNIT_NET_BRIDGE  "tcr0"
#define UNIT_NET_BUILTIN UNIT_NET_BRIDGE ".network"

#define UNIT_ENDS_MAX    8  /* networks of one container */
#define UNIT_HOSTS_MAX   64 /* AddHost=, DNSSearch=, DNSOption=, each */

enum unit_network {
	NETWORK_BRIDGE, /* an end on each of its networks */
	NETWORK_NONE,
	NETWORK_HOST,
	NETWORK_JOIN, /* that of another container */
	NETWORK_PATH, /* one that is pinned somewhere */
	NETWORK_POD,  /* its pod's */
};

/* One end of a container, on one network. */
struct unit_end {
	char *network; /* the unit's full name, "lan.network" */
	unsigned at;   /* the assignment, while the files are read */
	bool fixed;    /* the file says which address */
	bool fixed6;   /* and which IPv6 address */
	uint8_t mac[6];
	char name[16];            /* inside: "eth0" */
	struct in_addr address;   /* known when all units are read */
	struct in6_addr address6; /* likewise; ::, the network has none */
	struct strv aliases;      /* of this end alone */
};

/* How a container or a pod is connected. */
struct unit_net {
	struct unit_end *ends;
	size_t end_count;
	char *join;          /* "app.container", "web.pod", or a path */
	bool joined;         /* another one is in its namespace */
	bool with_pod;       /* StartWithPod= */
	bool no_resolv;      /* DNS=none */
	struct in_addr ip;   /* IP=, until there are ends */
	struct in6_addr ip6; /* IP6=, likewise */
	struct in6_addr resolvers[NET_DNS_MAX];
	size_t resolver_count;
	struct strv aliases; /* on all its networks */
	struct strv hosts;   /* "ADDRESS NAME", as in /etc/hosts */
	struct strv search;
	struct strv options;
};

#define BRIDGE_MODE_L2 UINT32_MAX /* until it is checked: ipvlan's mode=l2 */

/* A network. */
struct unit_bridge {
	struct net_bridge bridge;
	struct in_addr first, last;             /* what is given out */
	struct in6_addr subnet6;                /* of bridge.prefix6 bits */
	struct in6_addr resolvers[NET_DNS_MAX]; /* asked for it alone */
	size_t resolver_count;
	bool fixed;    /* the file says which subnet */
	bool ipv6;     /* IPv6=, with a subnet or without */
	bool fixed6;   /* the file says which IPv6 subnet */
	bool isolated; /* its containers do not reach each other */
	char *label;   /* NetworkName=: NAME in web.NAME; NULL: the unit's */
};

/* What a pod has besides a network. */
struct unit_pod {
	bool stays;         /* ExitPolicy=continue */
	uint64_t shm_bytes; /* of the shared /dev/shm; 0: not said */
};

void unit_net_done(struct unit_net *net);
void unit_bridge_done(struct unit_bridge *bridge);

/* How it is connected: "bridge", "lan,dmz", "none", "web.pod"; cut if long. */
#define UNIT_NET_WORDS_MAX 128
void unit_net_words(enum unit_network network, const struct unit_net *net,
	char *out, size_t size);

/* "127.0.0.1:8080-8090:80-90/tcp", as PublishPort= writes it; returns out. */
#define UNIT_NET_PORT_MAX 100
const char *unit_net_port(
	const struct net_port *port, char out[UNIT_NET_PORT_MAX]);

#endif
