/* SPDX-License-Identifier: MIT */
#ifndef NET_VLAN_H
#define NET_VLAN_H

#include <stdint.h>

struct link;
struct netlink;
struct nlmsghdr;

/* What an interface is, as far as it matters here. */
struct vlan {
	int index;   /* of the interface; 0: there is none */
	int parent;  /* index of what carries it; 0: not of this namespace */
	uint16_t id; /* 0: no VLAN of 802.1Q */
	char kind[16];
};

/*
 * Makes the interface of a VLAN on its parent.  One that is there stays; one
 * that is of another VLAN or another parent is made anew.  -EEXIST: what has
 * the name is no VLAN, or the VLAN has an interface of another name.  Logs; 0
 * or -errno.
 */
int vlan_up(struct netlink *nl, const char *name, const struct link *parent,
	uint16_t id);

/* Reads an RTM_NEWLINK; arg is the struct vlan to fill.  Pure. */
int vlan_read(const struct nlmsghdr *h, void *arg);

#endif
