/* SPDX-License-Identifier: MIT */
#ifndef NET_LINKWATCH_H
#define NET_LINKWATCH_H

#include "net/net.h"

#include <stdbool.h>

/*
 * What a datagram of route netlink tells of an interface; false: nothing that
 * matters.  A broken one is as if events had been lost.  *index: of the
 * interface, where it is told in place of the name; else 0.  Pure.
 */
bool linkwatch_judge(const void *data, size_t len, struct net_link_event *e,
	unsigned *index);

#endif
