/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_DROP_H
#define NET_DNS_DROP_H

#include <sys/types.h>

/*
 * Gives up, for good, all that tcr-dns does not need to answer names: the file
 * system, its user, capabilities, resources, system calls.  Called once, when
 * everything privileged is in hand.  As root, all of it or -errno (logged);
 * started without privileges, what can be done then is done, and said.
 */
int dns_drop(uid_t user);

#endif
