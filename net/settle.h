/* SPDX-License-Identifier: MIT */
#ifndef NET_SETTLE_H
#define NET_SETTLE_H

#include <stddef.h>

struct net_address;

/*
 * Deletes all connections from or to these addresses (of a container) or
 * subnets (of a bridge), whose owner is gone.  An error is logged and ignored.
 * net_firewall_settle() is in net/net.h.
 */
void settle_addresses(const struct net_address *list, size_t count);

#endif
