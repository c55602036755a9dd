/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_ADVERTISED_H
#define SUPERVISOR_RUNGS_ADVERTISED_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct conf;
struct net_link_event;

/*
 * Resolvers that routers advertise on uplinks (RFC 8106), until they expire.
 * They are in RUN/leases/INTERFACE:6, beside those of DHCP, and so outlive
 * tcrd.  tcr-dns is replaced when they change.
 */

/* Counts the advertisements of an uplink; all zero at first. */
struct advertised {
	int64_t window_ms; /* when the count began */
	int changes;       /* advertisements since then */
};

/* Reads the resolvers of an interface to at most NET_DNS_MAX places in `to`;
 * returns their number. */
size_t advertised_read(const char *interface, struct in6_addr *to);
/* Forgets them, as the uplink goes down.  May run in a task; 0 or -errno. */
int advertised_remove(const char *interface);

/* Takes an advertisement with resolvers, of an uplink that accepts them. */
void advertised_take(struct advertised *a, const struct net_link_event *e);

/* Forgets resolvers that have expired. */
void advertised_turn(const struct conf *conf, int64_t now_ms);
/* When advertised_turn() is due; INT64_MAX: never. */
int64_t advertised_deadline(void);

#endif
