/* SPDX-License-Identifier: MIT */
#ifndef NET_CONNTRACK_H
#define NET_CONNTRACK_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

/*
 * A connection in the kernel's table (conntrack).  Its first packet decides how
 * its addresses are translated; later changes of the rules do not change that.
 */
struct conntrack {
	uint8_t protocol;         /* IPPROTO_* */
	struct in6_addr src, dst; /* of the first packet, as in net/address.h */
	uint16_t port;            /* destination of the first packet; 0: none */
	struct in6_addr from; /* source of replies: dst before translation */
	uint16_t from_port;   /* source port of replies; 0: none */
	uint32_t status;      /* IPS_*, linux/netfilter/nf_conntrack_common.h */
};

/*
 * Reads a connection from a message; false: the message is malformed, or the
 * connection is in a conntrack zone.  Pure.
 */
bool conntrack_read(const struct nlmsghdr *message, struct conntrack *c);

/*
 * Deletes the connections for which match() returns true; their next packet
 * counts as a first one.  Returns how many were deleted, or -errno; does not
 * log.  -EOPNOTSUPP: the kernel lacks CONFIG_NF_CT_NETLINK.
 */
typedef bool conntrack_match(const struct conntrack *c, void *arg);
int conntrack_delete(conntrack_match *match, void *arg);

#endif
