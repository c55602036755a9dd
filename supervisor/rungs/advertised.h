/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_ADVERTISED_H
#define SUPERVISOR_RUNGS_ADVERTISED_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

struct conf;
struct net_link_event;

/*
 * Resolvers that routers advertise on uplinks (RFC 8106), as long as they are
 * to be used.  They are in RUN/leases/INTERFACE:6, beside those of DHCP: so
 * they outlive tcrd, and tcr-dns is replaced when they are others.
 */

/* How often those of an uplink have changed; all zero at first. */
struct advertised {
	int64_t window_ms; /* since when */
	int changes;
};

/* Those of an interface now; returns how many.  to has room for NET_DNS_MAX. */
size_t advertised_read(const char *interface, struct in6_addr *to);
/* The uplink goes down: there are none.  May run in a task; 0 or -errno. */
int advertised_remove(const char *interface);

/* A router has advertised some on an uplink that takes them. */
void advertised_take(struct advertised *a, const struct net_link_event *e);

/* Forgets what is over. */
void advertised_turn(const struct conf *conf, int64_t now_ms);
/* When that is next due; INT64_MAX: never. */
int64_t advertised_deadline(void);

#endif
