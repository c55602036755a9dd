/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_IPPARAM_H
#define SUPERVISOR_UNITS_TEXT_IPPARAM_H

#include "net/net.h"

#include <stddef.h>

/* The uplink that ip= of the kernel's command line describes. */
struct ipparam {
	struct net_uplink uplink;
	struct in6_addr dns[NET_DNS_MAX];
	size_t dns_count;
};

/*
 * Parses the last "ip=" of a kernel command line (nfsroot.rst): "dhcp", "off",
 * or "CLIENT:SERVER:GATEWAY:NETMASK:HOST:DEVICE:AUTOCONF:DNS0:DNS1".  Returns
 * 1, 0 (there is none, or it is "off"), or -EINVAL with *why set and only
 * out->uplink.name valid.
 */
int ipparam_read(const char *cmdline, struct ipparam *out, const char **why);

#endif
