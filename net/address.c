/* SPDX-License-Identifier: MIT */
#include "net/address.h"

#include "init/fmt.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#define MAPPED 12 /* bytes before the IPv4 address */
#define GROUPS 8  /* of an IPv6 address */

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

struct in6_addr address_subnet(const struct in6_addr *a, unsigned prefix)
{
	struct in6_addr subnet = *a;
	int left = (int)prefix + (address_is4(a) ? 8 * MAPPED : 0);

	for (int i = 0; i < 16; i++, left -= 8)
		if (left <= 0)
			subnet.s6_addr[i] = 0;
		else if (left < 8)
			subnet.s6_addr[i] &= (uint8_t)(0xff00 >> left);
	return subnet;
}

bool address_in(const struct in6_addr *a, const struct in6_addr *subnet,
	unsigned prefix)
{
	struct in6_addr x = address_subnet(a, prefix);
	struct in6_addr y = address_subnet(subnet, prefix);

	return address_is4(a) == address_is4(subnet) && address_is(&x, &y);
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
	return !IN6_IS_ADDR_UNSPECIFIED(a) && !IN6_IS_ADDR_MULTICAST(a) &&
	       (!IN6_IS_ADDR_LINKLOCAL(a) || address_zone(a));
}

unsigned address_zone(const struct in6_addr *a)
{
	return IN6_IS_ADDR_LINKLOCAL(a)
		       ? (unsigned)(a->s6_addr[2] << 8 | a->s6_addr[3])
		       : 0;
}

bool address_set_zone(struct in6_addr *a, unsigned index)
{
	if (!IN6_IS_ADDR_LINKLOCAL(a) || address_zone(a) || index > UINT16_MAX)
		return false;
	a->s6_addr[2] = (uint8_t)(index >> 8);
	a->s6_addr[3] = (uint8_t)index;
	return true;
}

/* The address as messages and texts have it: with the zone's bits 0. */
static struct in6_addr without_zone(const struct in6_addr *address)
{
	struct in6_addr a = *address;

	if (IN6_IS_ADDR_LINKLOCAL(&a))
		a.s6_addr[2] = a.s6_addr[3] = 0;
	return a;
}

int address_read(const char *text, struct in6_addr *out)
{
	struct in6_addr a;
	struct in_addr ip;

	if (inet_pton(AF_INET, text, &ip) == 1)
		*out = address_of4(ip);
	else if (inet_pton(AF_INET6, text, &a) == 1 && !address_zone(&a))
		*out = a;
	else
		return -EINVAL;
	return 0;
}

int address_read_zoned(const char *text, struct in6_addr *out)
{
	char copy[ADDRESS_TEXT_MAX];
	const char *zone = strchr(text, '%');
	unsigned index = 0;
	struct in6_addr a;

	if (!zone)
		return address_read(text, out);
	for (const char *p = zone + 1; *p; p++) {
		if (*p < '0' || *p > '9' || index > UINT16_MAX)
			return -EINVAL;
		index = index * 10 + (unsigned)(*p - '0');
	}
	if (index == 0 ||
		fmt_print(copy, sizeof(copy), "%.*s", (int)(zone - text),
			text) < 0 ||
		address_read(copy, &a) < 0 || !address_set_zone(&a, index))
		return -EINVAL;
	*out = a;
	return 0;
}

/* Where the longest run of zero groups begins; *length 0: there is none. */
static int longest_run(const uint16_t *groups, int *length)
{
	int best = 0, run = 0;

	*length = 1; /* a single zero is not shortened (RFC 5952, 4.2.2) */
	for (int i = 0; i < GROUPS; i++) {
		run = groups[i] ? 0 : run + 1;
		if (run > *length) {
			*length = run;
			best = i + 1 - run;
		}
	}
	if (*length == 1)
		*length = 0;
	return best;
}

/* Writes as RFC 5952 says.  inet_ntop(3) would add 12 KiB of printf(3). */
static void write6(const struct in6_addr *address, char *out)
{
	struct in6_addr plain = without_zone(address), *a = &plain;
	uint16_t groups[GROUPS];
	int run, length, len = 0;

	for (int i = 0; i < GROUPS; i++)
		groups[i] = (uint16_t)(a->s6_addr[2 * i] << 8 |
				       a->s6_addr[2 * i + 1]);
	run = longest_run(groups, &length);
	out[0] = 0;
	for (int i = 0; i < GROUPS; i++) {
		bool skipped = length && i >= run && i < run + length;
		const char *colon = i && i != run + length ? ":" : "";

		if (!skipped)
			len += fmt_print(out + len,
				(size_t)(ADDRESS_TEXT_MAX - len), "%s%x", colon,
				groups[i]);
		else if (i == run)
			len += fmt_print(out + len,
				(size_t)(ADDRESS_TEXT_MAX - len), "::");
	}
	if (address_zone(address))
		(void)fmt_print(out + len, (size_t)(ADDRESS_TEXT_MAX - len),
			"%s%u", "%", address_zone(address));
}

const char *address_write(const struct in6_addr *a, char out[ADDRESS_TEXT_MAX])
{
	const uint8_t *ip = a->s6_addr + MAPPED;

	if (address_is4(a))
		(void)fmt_print(out, ADDRESS_TEXT_MAX, "%u.%u.%u.%u", ip[0],
			ip[1], ip[2], ip[3]);
	else
		write6(a, out);
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
		.sin6_addr = without_zone(a),
		.sin6_scope_id = address_zone(a)};

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
