/* SPDX-License-Identifier: MIT */
#include "net/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define MAPPED 12 /* bytes before the IPv4 address */

struct in6_addr address_of4(struct in_addr ip)
{
	struct in6_addr a = {.s6_addr = {[10] = 0xff, [11] = 0xff}};

	memcpy(a.s6_addr + MAPPED, &ip, sizeof(ip));
	return a;
}

struct in_addr address_to4(const struct in6_addr *a)
{
	struct in_addr ip;

	memcpy(&ip, a->s6_addr + MAPPED, sizeof(ip));
	return ip;
}

bool address_is4(const struct in6_addr *a)
{
	return IN6_IS_ADDR_V4MAPPED(a);
}

bool address_is(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

bool address_is_none(const struct in6_addr *a)
{
	return IN6_IS_ADDR_UNSPECIFIED(a) ||
	       (address_is4(a) && address_to4(a).s_addr == INADDR_ANY);
}

bool address_is_unicast(const struct in6_addr *a)
{
	uint8_t first = a->s6_addr[MAPPED];

	if (address_is4(a))
		return first != 0 && first < 224;
	return !IN6_IS_ADDR_UNSPECIFIED(a) && !IN6_IS_ADDR_MULTICAST(a);
}

int address_read(const char *text, struct in6_addr *out)
{
	struct in6_addr a;
	struct in_addr ip;

	if (inet_pton(AF_INET, text, &ip) == 1)
		*out = address_of4(ip);
	else if (inet_pton(AF_INET6, text, &a) == 1)
		*out = a;
	else
		return -EINVAL;
	return 0;
}

const char *address_write(const struct in6_addr *a, char out[ADDRESS_TEXT_MAX])
{
	/* Neither can fail: the family is known, the room is enough. */
	if (address_is4(a))
		(void)inet_ntop(
			AF_INET, a->s6_addr + MAPPED, out, ADDRESS_TEXT_MAX);
	else
		(void)inet_ntop(AF_INET6, a, out, ADDRESS_TEXT_MAX);
	return out;
}

int address_family(const struct in6_addr *a)
{
	return address_is4(a) ? AF_INET : AF_INET6;
}

socklen_t address_socket(
	const struct in6_addr *a, in_port_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
		.sin6_port = htons(port),
		.sin6_addr = *a};

	if (!address_is4(a)) {
		memcpy(out, &in6, sizeof(in6));
		return sizeof(in6);
	}
	in.sin_addr = address_to4(a);
	memcpy(out, &in, sizeof(in));
	return sizeof(in);
}

struct in6_addr address_of_socket(const void *socket_address)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	memcpy(&in, socket_address, sizeof(in));
	if (in.sin_family == AF_INET)
		return address_of4(in.sin_addr);
	memcpy(&in6, socket_address, sizeof(in6));
	return in6.sin6_addr;
}
