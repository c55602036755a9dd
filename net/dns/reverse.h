/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_REVERSE_H
#define NET_DNS_REVERSE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the address of a reverse name: 5.0.88.10.in-addr.arpa (RFC 1035, 3.5)
 * or 32 digits below ip6.arpa (RFC 3596, 2.5).  The name is labels in lower
 * case without the root.  False: it is not the reverse name of one address.
 */
bool dns_reverse_read(
	const uint8_t *name, size_t len, struct in6_addr *address);

#endif
