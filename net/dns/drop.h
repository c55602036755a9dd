/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_DROP_H
#define NET_DNS_DROP_H

#include <sys/types.h>

/*
 * Drops for ever all privileges that tcr-dns does not need to answer queries:
 * the file system, its user, capabilities, resources, system calls.  Called
 * once, after all sockets are open.  0, or -errno after a log line.  A process
 * that is not root keeps its user and root directory; a warning says so.
 */
int dns_drop(uid_t user);

#endif
