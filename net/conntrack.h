/* SPDX-License-Identifier: MIT */
#ifndef NET_CONNTRACK_H
#define NET_CONNTRACK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * The kernel's table of connections.  What is translated, and to where, is
 * decided by a connection's first packet and stands there as long as packets
 * come: new rules do not change it.
 */
struct conntrack {
	uint8_t protocol;         /* IPPROTO_* */
	struct in6_addr src, dst; /* of its first packet, net/address.h */
	uint16_t port;            /* that it was sent to; 0: has none */
	struct in6_addr from;     /* who answers: dst, or who stands for it */
	uint16_t from_port;
	uint32_t status; /* IPS_*, linux/netfilter/nf_conntrack_common.h */
};

/* Reads one message; false: it is not one that is told of here.  Pure. */
bool conntrack_read(const struct nlmsghdr *message, struct conntrack *c);

/*
 * Forgets those that over() names: their next packets are first ones.  The
 * count of them, or -errno, not logged; -EOPNOTSUPP: the kernel cannot.
 */
typedef bool conntrack_over(const struct conntrack *c, void *arg);
int conntrack_forget(conntrack_over *over, void *arg);

#endif
