/* SPDX-License-Identifier: MIT */
#ifndef NET_NET_H
#define NET_NET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The door to net/.  Every function runs in a task of the supervisor (a forked
 * child with a deadline): it may block, allocate and log.  All return 0 or
 * -errno after one log line that names the object and the reason.  All of them
 * may be repeated: up completes what is half there, down succeeds when there is
 * nothing to do.
 */

/* One published port, or a range of them. */
struct net_port {
	struct in6_addr host_ip; /* as in net/address.h; none: every address */
	sa_family_t family;      /* AF_UNSPEC: both, as far as there are */
	struct in_addr to_ip;    /* a container's address on some bridge */
	struct in6_addr to_ip6;  /* ::, it has none */
	uint16_t host_port;      /* first one, host byte order */
	uint16_t to_port;        /* first one */
	uint16_t count;          /* ports in the range, at least 1 */
	uint8_t protocol;        /* IPPROTO_TCP, _UDP or _SCTP */
};

static inline const char *net_protocol(const struct net_port *port)
{
	return port->protocol == IPPROTO_UDP    ? "udp"
	       : port->protocol == IPPROTO_SCTP ? "sctp"
						: "tcp";
}

/* What a network of containers is. */
enum net_driver {
	NET_BRIDGE,  /* a bridge behind the device's own address */
	NET_MACVLAN, /* the network of an interface of the device, */
	NET_IPVLAN,  /* which its containers share; with its MAC address */
};

/*
 * A network of containers.  Of a driver that is no bridge the address is the
 * router's there, and nothing here but driver, parent and mode matters to the
 * functions below.
 */
struct net_bridge {
	enum net_driver driver;
	char name[16];          /* of the bridge's interface, "tcr0" */
	char parent[16];        /* of other drivers: the device's interface */
	uint32_t mode;          /* MACVLAN_MODE_*; 0: bridge */
	struct in_addr address; /* of the bridge: the containers' gateway */
	uint8_t prefix;
	struct in6_addr address6; /* likewise */
	uint8_t prefix6;          /* 0: no IPv6 */
	bool routed6;  /* IPv6 leaves as it is; ports are reached there */
	bool internal; /* leads nowhere else */
	bool no_dns;   /* nobody answers at its port 53 */
	unsigned mtu;  /* 0: as it is */
};

struct net_end;

#define NET_BRIDGES_MAX 16

/*
 * What tcr-dns can be told; it refuses more.  A name counts once in each of its
 * networks, with its length and one more.
 */
#define NET_DNS_NAMES_MAX   2048
#define NET_DNS_NAMES_BYTES (64 << 10)
#define NET_DNS_GUESTS_MAX  2048 /* addresses of who is in several networks */
#define NET_DNS_TEXT_MAX    (256 << 10) /* bytes of its configuration */

/* An IPv6 address of a container ends in its IPv4 address. */
#define NET_PREFIX6_MIN 32
#define NET_PREFIX6_MAX 96

/*
 * What is let through: all bridges of the device, all that is published, and
 * each container as itself only.  Without a bridge nothing is forwarded.
 */
struct net_firewall {
	const struct net_bridge *bridges;
	size_t bridge_count;
	const struct net_port *ports;
	size_t port_count;
	const struct net_end *ends; /* of all containers, up or not */
	size_t end_count;
	const char *nft_program; /* path of tcr-nft */
	unsigned connections;    /* one container may have; 0: no limit */
	bool unpinned;           /* no rules for bridges */
};

/*
 * Firewall and NAT as one nftables transaction (tables "inet tcr" and "bridge
 * tcr", made by tcr-nft; default drop for traffic into the containers and
 * between bridges), and only then ip_forward=1.  Bridges and ends that are not
 * there do no harm.  Where the kernel has no rules for bridges, or cannot count
 * connections, there is a warning and the rest.
 */
int net_firewall_up(const struct net_firewall *firewall);
/*
 * Connections from before a change: what these rules no longer allow ends, what
 * they now translate is translated, all others go on.  net_firewall_up() does
 * it too.  Where the kernel cannot there is a warning, and 0.
 */
int net_firewall_settle(const struct net_firewall *firewall);
/* Ends forwarding, then takes the tables away. */
int net_firewall_down(const char *nft_program);

/* Takes a bridge of that name away; a parent is never touched. */
int net_bridge_down(const char *name);

/* An end of a container: an interface of its namespace, in a network. */
struct net_end {
	enum net_driver driver;
	uint32_t mode;    /* as in net_bridge */
	char name[16];    /* inside: "eth0" */
	char host_if[16]; /* the veth's end on the bridge; no other's name */
	const char *on;   /* the bridge, or the parent */
	struct in_addr address;
	uint8_t prefix;
	struct in_addr gateway; /* INADDR_ANY: no default route */
	struct in6_addr address6;
	uint8_t prefix6;          /* 0: no IPv6 */
	struct in6_addr gateway6; /* ::, no default route */
	uint8_t mac[6];           /* all zero: made from the IPv4 address */
	unsigned mtu;             /* 0: the kernel's */
	bool isolated; /* does not reach other isolated ends of the bridge */
};

/*
 * The interface and its address, and on it those of the ends (of any network)
 * that are there and belong there; of other drivers the parent, up.
 */
int net_bridge_up(const struct net_bridge *bridge, const struct net_end *ends,
	size_t end_count);

/* A container's network namespace: lo and its ends. */
struct net_attach {
	const char *netns_path; /* where the namespace is pinned */
	const struct net_end *ends;
	size_t count; /* may be 0 */
};

/*
 * Makes the namespace anew, pins it at netns_path (a file that it creates),
 * makes each veth with its peer directly inside (moving it there costs 22 ms).
 */
int net_attach_up(const struct net_attach *attach);
/*
 * For a namespace that is in use: makes what is missing of its ends, puts them
 * on their bridges again, and leaves what is as it should be alone.
 */
int net_attach_mend(const struct net_attach *attach);
/* Unpins the namespace: the kernel takes the veths along. */
int net_attach_down(const char *netns_path);

#define NET_DNS_MAX       4
#define NET_METRIC_MIN    100 /* of uplinks that do not say one */

#define NET_ADDRESSES_MAX 4 /* of an uplink and a family */

/* An address, and how much of it is that of its network. */
struct net_address {
	struct in6_addr ip; /* as in net/address.h */
	uint8_t prefix;
};

/* An interface of the device. */
struct net_uplink {
	char name[16];
	char parent[16]; /* of a VLAN's; "": it is no VLAN's */
	uint16_t vlan;   /* 1 to 4094 */
	bool dhcp;       /* udhcpc gives it what it has of IPv4 */
	struct net_address addresses[NET_ADDRESSES_MAX]; /* of IPv4 */
	size_t address_count;
	struct in_addr gateway;                           /* INADDR_ANY: none */
	struct net_address addresses6[NET_ADDRESSES_MAX]; /* the fixed ones */
	size_t address6_count;
	struct in6_addr gateway6; /* ::, none; may be of the link alone */
	bool no_ra;               /* routers are not listened to */
	bool expects_ra;          /* they are expected to give a route */
	uint32_t metric; /* of its default routes: the lowest is used */
	unsigned mtu;    /* 0: as it is */
};

/*
 * Link up (waiting a few seconds for the interface, or a VLAN's parent, to
 * appear), addresses, routes.  A default route counts only while the link is
 * there, so that another uplink's is used instead.
 */
int net_uplink_up(const struct net_uplink *uplink);
/* Takes addresses and default routes away; leaves the link up, but for a VLAN's
 * interface, which goes. */
int net_uplink_down(const struct net_uplink *uplink);

/*
 * Waits until there is a default route, of either family, over a link that is
 * there; -ETIMEDOUT: none has come in time.
 */
int net_wait_online(int64_t limit_ms);

/*
 * What udhcpc calls on each event (argument 1: deconfig, bound, renew,
 * leasefail, nak), its data in the environment (interface, ip, subnet, mask,
 * router, dns; hostile bytes from the network).  Applies address and route and
 * writes the resolvers, one address a line, to LEASE_DIR/INTERFACE by rename.
 */
int net_dhcp_event(const char *event, const char *lease_dir);

/*
 * Becomes udhcpc for the interface, in the foreground: it asks quickly at
 * first, retries for ever, and gives the lease back when it gets SIGTERM.
 * udhcpc runs a program with the event as its only word; that is the link
 * ../lib/tcr/udhcpc-event beside tcrd's folder, back to tcrd, which knows by
 * its name what to do.  Returns only -errno.
 */
int net_dhcp_exec(const char *name, const char *metric, const char *tcrd_path);

#define NET_WHO_MAX 64

/*
 * The first of the ports that a program of the device itself listens at, and
 * who: "sshd (pid 123)".  0: none.
 */
unsigned net_listener(const struct net_port *port, char who[NET_WHO_MAX]);

/*
 * What follows is for the supervisor's loop, as it never blocks: who changes
 * the firewall, and how the device's interfaces are.
 */
enum net_change {
	NET_CHANGE_NONE,    /* nothing more has come */
	NET_CHANGE_OTHER,   /* a transaction that left our table alone */
	NET_CHANGE_OURS,    /* tcr-nft changed it */
	NET_CHANGE_FOREIGN, /* another did, or events were lost */
};

/* A descriptor to poll, or -errno after a log line. */
int net_watch_open(void);
/* Takes one thing that has come; with NET_CHANGE_FOREIGN who: "nft (pid 123)"
 */
enum net_change net_watch_read(int fd, char who[NET_WHO_MAX]);

struct net_link_event {
	char name[16]; /* "": events were lost, it may be any */
	int left;      /* index of a port that left its bridge; 0: not that */
	/* What a router advertises there (RFC 8106, 5.1). */
	struct in6_addr resolvers[NET_DNS_MAX];
	size_t resolver_count; /* 0: it is no advertisement */
	uint32_t lifetime_s;   /* 0: they are not to be used any more */
};

enum net_link {
	NET_LINK_FINE,
	NET_LINK_GONE, /* there is none of that name */
	NET_LINK_DOWN, /* set down; a cable without a signal is not that */
	NET_LINK_BARE, /* without its address */
	NET_LINK_LEFT, /* the bridge that it was a port of */
};

/* A descriptor to poll, or -errno after a log line. */
int net_links_open(void);
/*
 * Takes one thing that has come: of an interface that has appeared, has gone,
 * was set down, lost an address or left its bridge, or of which a router
 * advertises resolvers.  False: nothing more.
 */
bool net_links_read(int fd, struct net_link_event *event);
/*
 * As it is now.  left: of the event (0: no matter); the addresses are those
 * that it should have.
 */
enum net_link net_link_look(const char *name, int left,
	const struct net_address *addresses, size_t count);

/*
 * tcr-dns's sockets (net/port53.h), for the supervisor itself.  open: those
 * that its configuration says, kept if they are there; others are closed.
 * hand_on: in the child that becomes tcr-dns, puts them where it looks for
 * them; returns the first descriptor behind them.  adopt: takes copies from one
 * that an earlier tcrd has started.
 */
void net_dns_open(const char *config);
unsigned net_dns_hand_on(void);
void net_dns_adopt(int pidfd);

/* Closes what the firewall lets through, while its table is not in order. */
int net_firewall_close(void);

#endif
