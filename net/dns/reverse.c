/* SPDX-License-Identifier: MIT */
#include "net/dns/reverse.h"

#include "net/address.h"

#include <string.h>

#define ZONE4  "\7in-addr\4arpa"
#define ZONE6  "\3ip6\4arpa"
#define NIBBLE 2 /* length of a label of one digit, in bytes */

/* A decimal of one to three digits without leading zeros; -1: it is not. */
static int octet(const uint8_t *digits, size_t len)
{
	int value = 0;

	if (len < 1 || len > 3 || (len > 1 && digits[0] == '0'))
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return -1;
		value = value * 10 + digits[i] - '0';
	}
	return value < 256 ? value : -1;
}

static bool read4(const uint8_t *name, size_t len, struct in6_addr *address)
{
	uint8_t bytes[4];
	struct in_addr ip;
	size_t at = 0;

	for (int i = 4; i-- > 0;) {
		int value = at < len && at + name[at] < len
				    ? octet(name + at + 1, name[at])
				    : -1;

		if (value < 0)
			return false;
		bytes[i] = (uint8_t)value;
		at += 1u + name[at];
	}
	memcpy(&ip, bytes, sizeof(ip));
	*address = address_of4(ip);
	return at == len;
}

static bool read6(const uint8_t *name, size_t len, struct in6_addr *address)
{
	static const char digits[] = "0123456789abcdef";

	if (len != 32 * NIBBLE)
		return false;
	for (size_t i = 0; i < 32; i++) {
		const uint8_t *label = name + (31 - i) * NIBBLE;
		const char *digit = label[0] == 1 && label[1]
					    ? strchr(digits, label[1])
					    : NULL;

		if (!digit)
			return false;
		address->s6_addr[i / 2] =
			(uint8_t)(address->s6_addr[i / 2] << 4 |
				  (digit - digits));
	}
	return true;
}

static bool ends_in(const uint8_t *name, size_t len, const char *zone)
{
	size_t zone_len = strlen(zone);

	return len > zone_len && !memcmp(name + len - zone_len, zone, zone_len);
}

bool dns_reverse_read(const uint8_t *name, size_t len, struct in6_addr *address)
{
	if (ends_in(name, len, ZONE4))
		return read4(name, len - strlen(ZONE4), address);
	return ends_in(name, len, ZONE6) &&
	       read6(name, len - strlen(ZONE6), address);
}
