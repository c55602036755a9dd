/* SPDX-License-Identifier: MIT */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

/*
 * An address of either family in one type: IPv4 as IPv4-mapped IPv6 (RFC 4291,
 * 2.5.5.2), so that all are kept, compared and sorted alike.  :: is none.
 */

#define ADDRESS_TEXT_MAX INET6_ADDRSTRLEN

struct in6_addr address_of4(struct in_addr ip);
/* Its IPv4 address; address_is4() holds. */
struct in_addr address_to4(const struct in6_addr *address);

bool address_is4(const struct in6_addr *address);
/* ::, or 0.0.0.0 */
bool address_is_none(const struct in6_addr *address);
bool address_is(const struct in6_addr *a, const struct in6_addr *b);
/* The address with the bits behind the prefix zero; of its own family. */
struct in6_addr address_subnet(const struct in6_addr *a, unsigned prefix);
/* Both are in one subnet. */
bool address_in(const struct in6_addr *a, const struct in6_addr *subnet,
	unsigned prefix);

/* That of one host: no group's, not all's; of one link only with its zone. */
bool address_is_unicast(const struct in6_addr *address);

/*
 * A link-local address (RFC 4291, 2.5.6) is one of a link, the zone, which is
 * the index of an interface.  It is kept in the second group, which is zero by
 * that rule, so that it goes wherever the address does; 0: none.
 */
unsigned address_zone(const struct in6_addr *address);
/* Of one that has none; false: not link-local, or the index does not fit. */
bool address_set_zone(struct in6_addr *address, unsigned index);

/* "192.0.2.1" or "2001:db8::1".  -EINVAL; *out is left then. */
int address_read(const char *text, struct in6_addr *out);
/* The same, and "fe80::1%3": with a zone, as address_write() has it. */
int address_read_zoned(const char *text, struct in6_addr *out);
/* Returns out. */
const char *address_write(
	const struct in6_addr *address, char out[ADDRESS_TEXT_MAX]);

/* For a socket of its own family: the length of *out that is used. */
socklen_t address_socket(const struct in6_addr *address, in_port_t port,
	struct sockaddr_storage *out);
int address_family(const struct in6_addr *address);
/* The address in a sockaddr_in or sockaddr_in6. */
struct in6_addr address_of_socket(const void *socket_address);

#endif
