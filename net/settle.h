/* SPDX-License-Identifier: MIT */
#ifndef NET_SETTLE_H
#define NET_SETTLE_H

#include <stddef.h>

struct net_address;

/*
 * Whoever had one of these addresses is gone, of a container or of all of a
 * bridge's network: the connections end.  Logs, and does not fail: without it
 * all else stands.  The rest of settle.c is in net/net.h.
 */
void settle_addresses(const struct net_address *list, size_t count);

#endif
