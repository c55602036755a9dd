/* SPDX-License-Identifier: MIT */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

/*
 * Addresses of both families in one type: an IPv4 address is kept as an
 * IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2).  :: and 0.0.0.0 mean that there
 * is no address.
 */

#define ADDRESS_TEXT_MAX INET6_ADDRSTRLEN

struct in6_addr address_of4(struct in_addr ip);
/* The IPv4 address; address_is4() must be true. */
struct in_addr address_to4(const struct in6_addr *address);

bool address_is4(const struct in6_addr *address);
/* Whether it is :: or 0.0.0.0. */
bool address_is_none(const struct in6_addr *address);
/* Whether both are equal. */
bool address_is(const struct in6_addr *a, const struct in6_addr *b);
/* The address with all bits behind the prefix 0; a prefix of its own family. */
struct in6_addr address_subnet(const struct in6_addr *a, unsigned prefix);
/* Whether both are of one family and in one subnet of that prefix. */
bool address_in(const struct in6_addr *a, const struct in6_addr *subnet,
	unsigned prefix);

/*
 * Whether it can be the address of one host: it is neither none nor a multicast
 * address, and has a zone if it is link-local.
 */
bool address_is_unicast(const struct in6_addr *address);

/*
 * The zone of a link-local address (RFC 4007): the index of the interface on
 * whose link it is; 0: none.  It is kept in the second group of the address,
 * which is 0 in all link-local addresses (RFC 4291, 2.5.6).
 */
unsigned address_zone(const struct in6_addr *address);
/*
 * Sets the zone; false: the address is not link-local or has a zone, or the
 * index has more than 16 bits.
 */
bool address_set_zone(struct in6_addr *address, unsigned index);

/* Reads "192.0.2.1" or "2001:db8::1"; 0, or -EINVAL with *out unchanged. */
int address_read(const char *text, struct in6_addr *out);
/* Reads also "fe80::1%3", an address with the number of its zone. */
int address_read_zoned(const char *text, struct in6_addr *out);
/* Writes the address as text (RFC 5952), with its zone; returns out. */
const char *address_write(
	const struct in6_addr *address, char out[ADDRESS_TEXT_MAX]);

/* Writes a sockaddr of the address's family to *out; returns its length. */
socklen_t address_socket(const struct in6_addr *address, in_port_t port,
	struct sockaddr_storage *out);
/* AF_INET or AF_INET6. */
int address_family(const struct in6_addr *address);
/* The address in a sockaddr_in or sockaddr_in6. */
struct in6_addr address_of_socket(const void *socket_address);

#endif
