/* SPDX-License-Identifier: MIT */
#ifndef NET_LINKWATCH_H
#define NET_LINKWATCH_H

#include "net/net.h"

#include <stdbool.h>

/*
 * Reads an event from a datagram of route netlink; false: it has none that
 * matters.  A malformed datagram counts as lost events.  If the kernel gives
 * the interface's index instead of its name, *index is set, else it is 0. Pure.
 */
bool linkwatch_judge(const void *data, size_t len, struct net_link_event *e,
	unsigned *index);

#endif
