/* SPDX-License-Identifier: MIT */
#ifndef NET_SYSCTL_H
#define NET_SYSCTL_H

#include <stdbool.h>

/*
 * Writes value to the file /proc/sys/net/FORMAT, in the caller's network
 * namespace.  0, or -errno after a log line.  If the setting is optional, a
 * missing file (a kernel without IPv6 or br_netfilter) is no error.
 */
int sysctl_set(bool optional, const char *value, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
