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
 * What the parts of net/ do to one interface and its addresses.  All but
 * link_find() log; 0 or -errno.  All may be repeated.
 */

#define LINK_KIND_MAX 16

struct link {
	char name[16];
	int index;
	int master;               /* index of the bridge it is on; 0: none */
	bool up;                  /* IFF_UP: wanted up, whatever the cable */
	char kind[LINK_KIND_MAX]; /* "bridge", "veth"; "" for hardware */
};

/* Usable in paths, log lines and rules: [A-Za-z0-9][A-Za-z0-9._-]{0,14} */
bool link_name_ok(const char *name);

/*
 * The MAC address that goes with an IPv4 address: the same after every restart,
 * so that neighbours need not learn anything.
 */
#define LINK_MAC_LEN 6
void link_mac(struct in_addr address, uint8_t mac[LINK_MAC_LEN]);
/* The one that is given; all zero: made from the address. */
void link_mac_or(const uint8_t given[LINK_MAC_LEN], struct in_addr address,
	uint8_t mac[LINK_MAC_LEN]);

/* The interface of that name.  -ENODEV: none.  Does not log. */
int link_find(struct netlink *nl, const char *name, struct link *link);

/* Waits for an interface to appear until deadline (of io_now_ms()). */
int link_await(
	struct netlink *nl, const char *name, int64_t deadline, struct link *l);

/* Sets it up; mtu 0: as it is. */
int link_up(struct netlink *nl, const struct link *link, unsigned mtu);
/* Sets it down and gives it another name; one that just goes is fine. */
int link_rename(struct netlink *nl, const struct link *link, const char *name);
/*
 * Makes it a port of the bridge, up; isolated: it reaches no other port like
 * this.
 */
int link_port(struct netlink *nl, const struct link *link,
	const struct link *bridge, bool isolated, unsigned mtu);
/* Deletes it; none is fine. */
int link_delete(struct netlink *nl, const char *name);

#define LINK_ADDRESSES_MAX 32 /* of one interface and a family */

/*
 * Its addresses of that family, without those that the kernel gave itself; list
 * has room for LINK_ADDRESSES_MAX.  Returns how many.
 */
int link_addresses(struct netlink *nl, const struct link *link, uint8_t family,
	struct net_address *list);
/*
 * Makes these its only addresses of that family, but for those that the kernel
 * gave itself: takes others away, keeps what is there.  Of several of IPv4 in
 * one subnet the first is the one that connections leave with.
 */
int link_addresses_set(struct netlink *nl, const struct link *link,
	uint8_t family, const struct net_address *list, size_t count);
/* The same of one. */
int link_address_set(struct netlink *nl, const struct link *link,
	const struct in6_addr *address, uint8_t prefix);
/* Takes all its addresses of that family away that were set. */
int link_address_clear(
	struct netlink *nl, const struct link *link, uint8_t family);

#endif
