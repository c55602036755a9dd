/* SPDX-License-Identifier: MIT */
#ifndef NET_SHARED_H
#define NET_SHARED_H

struct net_end;
struct netlink;

/*
 * Ends that share an interface of the device: macvlan and ipvlan.  They are in
 * the container's namespace from the beginning.
 */

/*
 * Makes the end on its parent, in the namespace that inside is a socket of.  0
 * or -errno after a log line.
 */
int shared_up(struct netlink *device, struct netlink *inside,
	const struct net_end *end, int netns);

/*
 * Deletes the shared ends that a namespace has: the kernel does it, too, but
 * only some time after the last process has left, 10 ms or on a busy device
 * more, and none with the same address can be set up before.  What cannot be
 * deleted is left to the kernel, after a log line.
 */
void shared_down(int netns);

#endif
