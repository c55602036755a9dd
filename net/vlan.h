/* SPDX-License-Identifier: MIT */
#ifndef NET_VLAN_H
#define NET_VLAN_H

#include <stdint.h>

struct link;
struct netlink;
struct nlmsghdr;

/* An interface, which may be a VLAN's. */
struct vlan {
	int index;     /* of the interface; 0: there is none */
	int parent;    /* index of the parent; 0: in another namespace */
	uint16_t id;   /* 0: no VLAN of 802.1Q */
	char kind[16]; /* "vlan" */
};

/*
 * Makes the interface of a VLAN on its parent.  An interface of that name stays
 * if it is this VLAN's, and is replaced if it is another VLAN's.  0, or -errno
 * after a log line.  -EEXIST: the interface of that name is no VLAN's, or the
 * VLAN has an interface of another name.
 */
int vlan_up(struct netlink *nl, const char *name, const struct link *parent,
	uint16_t id);

/* Reads an RTM_NEWLINK into the struct vlan at arg; 0 or -EBADMSG.  Pure. */
int vlan_read(const struct nlmsghdr *h, void *arg);

#endif
