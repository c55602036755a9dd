/* SPDX-License-Identifier: MIT */
#ifndef NET_SYSCTL_H
#define NET_SYSCTL_H

#include <stdbool.h>

/*
 * Writes a value to a file below /proc/sys/net, of the caller's network
 * namespace.  optional: the kernel may be built without it (IPv6,
 * br_netfilter). Logs; 0 or -errno.
 */
int sysctl_set(bool optional, const char *value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
