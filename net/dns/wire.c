/* SPDX-License-Identifier: MIT */
#include "net/dns/wire.h"

uint16_t dns_wire_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint8_t *dns_wire_put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
	return p + 2;
}

uint32_t dns_wire_get32(const uint8_t *p)
{
	return (uint32_t)dns_wire_get16(p) << 16 | dns_wire_get16(p + 2);
}

uint8_t *dns_wire_put32(uint8_t *p, uint32_t value)
{
	return dns_wire_put16(dns_wire_put16(p, value >> 16), value & 0xffff);
}

bool dns_wire_letter(uint8_t c)
{
	return (uint8_t)((c | DNS_WIRE_CASE) - 'a') < 26;
}

uint8_t dns_wire_fold(uint8_t c)
{
	return dns_wire_letter(c) ? c | DNS_WIRE_CASE : c;
}

bool dns_wire_same(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && dns_wire_fold(a[i]) != dns_wire_fold(b[i]))
			return false;
	return true;
}

const uint8_t *dns_wire_take(struct dns_wire *r, size_t len)
{
	const uint8_t *p = r->msg + r->off;

	if (len > r->len - r->off)
		return NULL;
	r->off += len;
	return p;
}

bool dns_wire_skip_name(struct dns_wire *r)
{
	size_t at = r->off, start = at, end = 0, len = 1;

	for (;;) {
		uint8_t c;

		if (at >= r->len)
			return false;
		c = r->msg[at];
		if (c == 0)
			break;
		if (c <= DNS_LABEL_MAX) {
			at += 1u + c;
			len += 1u + c;
			if (len > DNS_NAME_MAX)
				return false;
			continue;
		}
		if ((c & DNS_WIRE_POINTER) != DNS_WIRE_POINTER ||
			r->len - at < 2)
			return false;
		if (!end)
			end = at + 2;
		at = dns_wire_get16(r->msg + at) & ~(DNS_WIRE_POINTER << 8);
		if (at >= start || at < DNS_HEADER_LEN)
			return false;
		start = at;
	}
	r->off = end ? end : at + 1;
	return true;
}
