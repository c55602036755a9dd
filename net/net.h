/* SPDX-License-Identifier: MIT */
#ifndef NET_NET_H
#define NET_NET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The header of net/ that other folders include.  Unless it says otherwise, a
 * function runs in a task of the supervisor (a forked child with a deadline):
 * it may block and allocate, and returns 0, or -errno after one log line that
 * names the object and the reason.  All may be repeated: *_up() completes what
 * exists in part, *_down() succeeds if there is nothing to do.
 */

/* One published port, or a range of them. */
struct net_port {
	struct in6_addr host_ip; /* as in net/address.h; none: every address */
	sa_family_t family;     /* AF_UNSPEC: IPv4, and IPv6 if to_ip6 is set */
	struct in_addr to_ip;   /* the container's first address on a bridge */
	struct in6_addr to_ip6; /* its first IPv6 address; ::, it has none */
	uint16_t host_port;     /* first port, host byte order */
	uint16_t to_port;       /* first port of the container */
	uint16_t count;         /* ports in the range, at least 1 */
	uint8_t protocol;       /* IPPROTO_TCP, _UDP or _SCTP */
};

static inline const char *net_protocol(const struct net_port *port)
{
	return port->protocol == IPPROTO_UDP    ? "udp"
	       : port->protocol == IPPROTO_SCTP ? "sctp"
						: "tcp";
}

/* An address and the length of its network's prefix. */
struct net_address {
	struct in6_addr ip; /* as in net/address.h */
	uint8_t prefix;
};

/* The driver of a network of containers. */
enum net_driver {
	NET_BRIDGE,  /* a bridge, with NAT to the device's addresses */
	NET_MACVLAN, /* on an interface of the device (the parent) */
	NET_IPVLAN,  /* on a parent, with the parent's MAC address */
};

#define NET_SUBNETS_MAX 4 /* of one network */

struct net_subnet {
	struct net_address net;  /* ip: the first address of the subnet */
	struct in6_addr gateway; /* the bridge's address; none: no gateway */
};

/*
 * A network of containers.  For macvlan and ipvlan the gateways are routers,
 * and the functions below use driver, parent and mode only.
 */
struct net_bridge {
	enum net_driver driver;
	char name[16];   /* of the bridge's interface, "tcr0" */
	char parent[16]; /* for macvlan and ipvlan: the interface */
	uint32_t mode;   /* MACVLAN_MODE_*; 0: bridge */
	struct net_subnet subnets[NET_SUBNETS_MAX]; /* IPv4 ones come first */
	size_t subnet_count;                        /* at least one is IPv4 */
	bool routed6;  /* IPv6 without NAT: containers have public addresses */
	bool internal; /* only its own containers can be reached */
	bool no_dns;   /* tcr-dns does not listen on it */
	unsigned mtu;  /* 0: the MTU is not set */
};

struct net_end;

/* The subnet that the address is in; NULL: none. */
const struct net_subnet *net_subnet_of(
	const struct net_bridge *bridge, const struct in6_addr *address);
/* Whether one of the network's subnets and this one have common addresses. */
bool net_subnet_overlaps(
	const struct net_bridge *bridge, const struct net_address *net);
/* Whether the network has a subnet of IPv6. */
bool net_has6(const struct net_bridge *bridge);
/* The gateway in the first subnet of a family; none: it has none. */
struct in6_addr net_gateway(const struct net_bridge *bridge, bool is6);
bool net_is_gateway(
	const struct net_bridge *bridge, const struct in6_addr *address);
/* Whether the end has an address of IPv6. */
bool net_end_has6(const struct net_end *end);

#define NET_BRIDGES_MAX 16

/*
 * Limits of tcr-dns's configuration; it refuses more.  A name counts once for
 * each of its networks, and in bytes its length plus one.
 */
#define NET_DNS_NAMES_MAX   2048
#define NET_DNS_NAMES_BYTES (64 << 10)
#define NET_DNS_GUESTS_MAX                                                     \
	2048 /* addresses of containers in several networks */
#define NET_DNS_TEXT_MAX (256 << 10) /* bytes of the configuration */

/*
 * What tcr-dns has counted: a file of one page that tcr-dns maps, and that each
 * further tcr-dns gets, so that the numbers go on.  tcrd only reads it.
 */
enum {
	NET_DNS_QUERIES,
	NET_DNS_LOCAL, /* answers from the names of containers */
	NET_DNS_CACHED,
	NET_DNS_FORWARDED,
	NET_DNS_COUNTERS,
};

#define NET_DNS_COUNTERS_BYTES 4096 /* of the file */

struct net_dns_counters {
	uint64_t n[NET_DNS_COUNTERS];
};

/* An IPv6 address of a container ends in its IPv4 address. */
#define NET_PREFIX6_MIN 32
#define NET_PREFIX6_MAX 96

/*
 * What the firewall is made of: all bridges of the device, all published ports
 * and all ends.  Without a bridge nothing is forwarded.
 */
struct net_firewall {
	const struct net_bridge *bridges;
	size_t bridge_count;
	const struct net_port *ports;
	size_t port_count;
	const struct net_end *ends; /* of all containers, running or not */
	size_t end_count;
	const char *nft_program; /* path of tcr-nft */
	unsigned connections;    /* limit for one container; 0: none */
	bool unpinned;           /* without the table "bridge tcr" */
	bool beside;             /* other programs forward packets, too */
};

/*
 * Applies firewall and NAT as one nftables transaction of tcr-nft (tables "inet
 * tcr" and "bridge tcr"; traffic into containers and between bridges is dropped
 * by default), and then enables ip_forward.  Bridges and ends need not exist.
 * If the kernel has no rules for bridges, or cannot count connections, a
 * warning says so and the firewall is applied without them.
 */
int net_firewall_up(const struct net_firewall *firewall);
/*
 * Settles the firewall: conntrack keeps connections as the rules before this
 * firewall treated them, so it deletes the entries that the firewall would drop
 * or translate in another way.  net_firewall_up() calls it.  If the kernel
 * cannot do that, logs a warning and returns 0.
 */
int net_firewall_settle(const struct net_firewall *firewall);
/* Disables forwarding unless others need it (beside), then deletes the tables.
 */
int net_firewall_down(const char *nft_program, bool beside);

/* Deletes the bridge of that name; any other interface stays. */
int net_bridge_down(const char *name);

/* End: an interface of a container's network namespace, in one network. */
struct net_end {
	enum net_driver driver;
	uint32_t mode;    /* as in net_bridge */
	char name[16];    /* in the namespace: "eth0" */
	char host_if[16]; /* unique: the name of the veth's end on the bridge */
	const char *on;   /* name of the bridge or of the parent */
	/* One in each subnet of the network: those of IPv4 come first. */
	struct net_address addresses[NET_SUBNETS_MAX];
	size_t address_count;
	struct in6_addr gateway;  /* of IPv4; none: no default route */
	struct in6_addr gateway6; /* of IPv6; none: no default route */
	uint8_t mac[6];           /* all zero: made from the first address */
	unsigned mtu;             /* 0: the MTU is not set */
	bool isolated; /* cannot reach other isolated ends of the bridge */
};

/*
 * Makes the bridge with its addresses, and puts those ends on it that exist and
 * belong to it (others are ignored).  For macvlan and ipvlan: waits for the
 * parent and sets it up.
 */
int net_bridge_up(const struct net_bridge *bridge, const struct net_end *ends,
	size_t end_count);

/* A container's network namespace, which has lo and the ends. */
struct net_attach {
	const char *netns_path; /* where the namespace is pinned */
	const struct net_end *ends;
	size_t count; /* may be 0 */
};

/*
 * Makes a new namespace with its ends, pinned at netns_path: a file that is
 * created and on which the namespace is bind-mounted.
 */
int net_attach_up(const struct net_attach *attach);
/*
 * Repairs a namespace in use: makes ends that are missing, and gives the others
 * back their bridge, addresses and routes.
 */
int net_attach_mend(const struct net_attach *attach);
/* Unpins the namespace.  When nothing uses it, the kernel deletes its veths. */
int net_attach_down(const char *netns_path);

#define NET_DNS_MAX       4   /* resolvers of one interface */
#define NET_METRIC_MIN    100 /* the metric if an uplink has none */

#define NET_ADDRESSES_MAX 4 /* of one uplink and family */

/* Uplink: an interface of the device that leads to the outside. */
struct net_uplink {
	char name[16];
	char parent[16]; /* of a VLAN; "": the uplink is no VLAN */
	uint16_t vlan;   /* 1 to 4094; 0: the uplink is no VLAN */
	bool dhcp;       /* udhcpc sets IPv4 addresses and routes */
	struct net_address addresses[NET_ADDRESSES_MAX]; /* static, IPv4 */
	size_t address_count;
	struct in_addr gateway;                           /* INADDR_ANY: none */
	struct net_address addresses6[NET_ADDRESSES_MAX]; /* static, IPv6 */
	size_t address6_count;
	struct in6_addr gateway6; /* ::, none; may be link-local */
	bool no_ra;               /* ignore router advertisements */
	bool expects_ra;          /* routers should advertise a default route */
	uint32_t metric; /* of its default routes: the lowest is used */
	unsigned mtu;    /* 0: the MTU is not set */
};

/*
 * Sets the link up, after waiting a few seconds for the interface, or for the
 * parent of a VLAN, to appear; sets addresses and default routes.  The kernel
 * ignores a default route without carrier, so another uplink's is used then.
 */
int net_uplink_up(const struct net_uplink *uplink);
/* Deletes addresses and default routes, of a VLAN the interface itself. */
int net_uplink_down(const struct net_uplink *uplink);

/*
 * Waits until there is a default route of either family over a link with
 * carrier; -ETIMEDOUT: there is none after limit_ms.
 */
int net_wait_online(int64_t limit_ms);

/*
 * Handles an event of udhcpc: deconfig, bound, renew, leasefail or nak.  Its
 * data is in the environment (interface, ip, subnet, router, dns, staticroutes)
 * and may be hostile, as it comes from the network.  Sets address and routes,
 * and writes the resolvers, one address a line, to the file
 * LEASE_DIR/INTERFACE.
 */
int net_dhcp_event(const char *event, const char *lease_dir);

/*
 * Executes udhcpc for the interface, in the foreground: it retries for ever,
 * and releases the lease on SIGTERM.  For each event udhcpc runs a program with
 * the event as its argument: ../lib/tcr/udhcpc-event, relative to the folder of
 * tcrd_path, a link to tcrd.  Returns only on errors: -errno.
 */
int net_dhcp_exec(const char *name, const char *metric, const char *tcrd_path);

#define NET_WHO_MAX 64

/*
 * The first of the published ports on which a program of the device itself
 * listens, and who it is: "sshd (pid 123)".  0: there is none.  Does not log.
 */
unsigned net_listener(const struct net_port *port, char who[NET_WHO_MAX]);

/*
 * The functions from here on do not block; the supervisor's loop calls them.
 * First: who changes the firewall.
 */
enum net_change {
	NET_CHANGE_NONE,    /* there is no event */
	NET_CHANGE_OTHER,   /* a transaction did not touch tcr's tables */
	NET_CHANGE_OURS,    /* tcr-nft changed tcr's tables */
	NET_CHANGE_FOREIGN, /* another program did, or events were lost */
};

/* Returns a descriptor to poll, or -errno after a log line. */
int net_watch_open(void);
/* Reads one event; NET_CHANGE_FOREIGN writes who did it: "nft (pid 123)". */
enum net_change net_watch_read(int fd, char who[NET_WHO_MAX]);

/* An event of an interface of the device: a change, or an advertisement. */
struct net_link_event {
	char name[16]; /* "": events were lost, look at all interfaces */
	int left;      /* index of a port that left its bridge; 0: none did */
	/* The resolvers that a router advertises there (RFC 8106, 5.1). */
	struct in6_addr resolvers[NET_DNS_MAX];
	size_t resolver_count; /* 0: the event is no advertisement */
	uint32_t lifetime_s;   /* of the resolvers; 0: they must not be used */
};

/* The state of an interface. */
enum net_link {
	NET_LINK_FINE,
	NET_LINK_GONE, /* it does not exist */
	NET_LINK_DOWN, /* it is set down (without carrier it counts as up) */
	NET_LINK_BARE, /* an address is missing */
	NET_LINK_LEFT, /* it is not a port of its bridge any more */
};

/* Returns a descriptor to poll, or -errno after a log line. */
int net_links_open(void);
/*
 * Reads one event: an interface has appeared, has gone, was set down, lost an
 * address or left its bridge, or a router advertises resolvers there.  False:
 * there is none.
 */
bool net_links_read(int fd, struct net_link_event *event);
/*
 * Looks at an interface that should have these addresses.  left: of the event,
 * or 0.  What the kernel does not tell counts as fine.
 */
enum net_link net_link_look(const char *name, int left,
	const struct net_address *addresses, size_t count);

/*
 * The sockets of tcr-dns (net/port53.h), which the supervisor keeps while
 * tcr-dns is replaced.  net_dns_open() opens those of the listen lines of
 * config that are not open yet and closes all others.
 */
void net_dns_open(const char *config);
/*
 * In the child that will execute tcr-dns: makes the sockets the descriptors
 * from PORT53_FIRST on, and the file of counters (if it is open) the next one;
 * returns the number behind the last one.
 */
unsigned net_dns_hand_on(int counters);
/* Takes copies of the sockets of a tcr-dns that an earlier tcrd started. */
void net_dns_adopt(int pidfd);

/* Disables forwarding of IPv4 and IPv6; 0, or -errno after a log line. */
int net_firewall_close(void);

#endif
