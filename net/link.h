/* SPDX-License-Identifier: MIT */
#ifndef NET_LINK_H
#define NET_LINK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct net_address;
struct netlink;

/*
 * One interface and its addresses.  All functions that take a netlink return 0
 * or -errno, may be repeated, and log errors, except link_find().
 */

#define LINK_KIND_MAX 16

struct link {
	char name[16];
	int index;
	int master;               /* index of its bridge; 0: none */
	bool up;                  /* IFF_UP; says nothing of the carrier */
	char kind[LINK_KIND_MAX]; /* "bridge", "veth"; "" for hardware */
};

/*
 * Whether a name is [A-Za-z0-9][A-Za-z0-9._-]{0,14}, which is safe in paths,
 * log lines and nftables rules.
 */
bool link_name_ok(const char *name);

/*
 * Makes a MAC address from an IPv4 address.  So it is the same after every
 * restart, and the ARP caches of neighbours stay right.
 */
#define LINK_MAC_LEN 6
void link_mac(const struct in6_addr *address, uint8_t mac[LINK_MAC_LEN]);
/* Copies given to mac; if given is all zero, makes mac from the address. */
void link_mac_or(const uint8_t given[LINK_MAC_LEN],
	const struct in6_addr *address, uint8_t mac[LINK_MAC_LEN]);

/* Finds the interface of that name; -ENODEV: there is none.  Does not log. */
int link_find(struct netlink *nl, const char *name, struct link *link);

/*
 * Finds the interface of that name, and waits for it until deadline (of
 * io_now_ms()); -ETIMEDOUT.
 */
int link_await(
	struct netlink *nl, const char *name, int64_t deadline, struct link *l);

/* Sets an interface up; mtu 0: the MTU is not set. */
int link_up(struct netlink *nl, const struct link *link, unsigned mtu);
/* Sets it down and renames it; succeeds if it does not exist any more. */
int link_rename(struct netlink *nl, const struct link *link, const char *name);
/*
 * Makes it a port of the bridge and sets it up.  An isolated port cannot reach
 * other isolated ports.
 */
int link_port(struct netlink *nl, const struct link *link,
	const struct link *bridge, bool isolated, unsigned mtu);
/* Deletes the interface of that name; succeeds if there is none. */
int link_delete(struct netlink *nl, const char *name);

#define LINK_ADDRESSES_MAX 32 /* of one interface and family */

/*
 * Lists the addresses of that family, without those that the kernel made itself
 * (link-local, or from router advertisements); list has room for
 * LINK_ADDRESSES_MAX.  Returns how many there are.
 */
int link_addresses(struct netlink *nl, const struct link *link, uint8_t family,
	struct net_address *list);
/*
 * Makes these the only addresses of that family, apart from those that the
 * kernel made itself.  Of several IPv4 addresses in one subnet, the first is
 * the source address of connections.
 */
int link_addresses_set(struct netlink *nl, const struct link *link,
	uint8_t family, const struct net_address *list, size_t count);
/* link_addresses_set() with one address. */
int link_address_set(struct netlink *nl, const struct link *link,
	const struct in6_addr *address, uint8_t prefix);
/* link_addresses_set() with no address. */
int link_address_clear(
	struct netlink *nl, const struct link *link, uint8_t family);

#endif
