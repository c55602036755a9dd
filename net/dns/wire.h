/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_WIRE_H
#define NET_DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Numbers and names as DNS messages have them (RFC 1035, section 4.1).  A name
 * is a row of labels, each a length byte and that many bytes, up to a length of
 * zero.  Pure; every offset is checked before it is read.
 */
#define DNS_HEADER_LEN    12
#define DNS_LABEL_MAX     63
#define DNS_NAME_MAX      255 /* bytes, the root's zero included */

#define DNS_WIRE_QUESTION 4    /* bytes of a question's type and class */
#define DNS_WIRE_RECORD   10   /* of a record's type, class, TTL, data length */
#define DNS_WIRE_POINTER  0xc0 /* both bits of a byte that begins a pointer */

/* Numbers are big-endian; dns_wire_put*() returns the byte behind the number.
 */
uint16_t dns_wire_get16(const uint8_t *p);
uint32_t dns_wire_get32(const uint8_t *p);
uint8_t *dns_wire_put16(uint8_t *p, unsigned value);
uint8_t *dns_wire_put32(uint8_t *p, uint32_t value);

#define DNS_WIRE_CASE 0x20 /* the bit in which 'A' and 'a' differ */

/* Whether c is an ASCII letter. */
bool dns_wire_letter(uint8_t c);
/* c as a lower case letter, if it is a letter. */
uint8_t dns_wire_fold(uint8_t c);
/*
 * Whether two names of len bytes are equal apart from letter case.  Lengths of
 * labels are at most 63 and 'A' is 65, so all bytes can be folded alike.
 */
bool dns_wire_same(const uint8_t *a, const uint8_t *b, size_t len);

/* A message that is being read from off on; off is never greater than len. */
struct dns_wire {
	const uint8_t *msg;
	size_t len;
	size_t off;
};

/* Returns the next len bytes and moves behind them; NULL: there are fewer. */
const uint8_t *dns_wire_take(struct dns_wire *r, size_t len);

/*
 * Moves behind a name, which may be compressed (RFC 1035, section 4.1.4), and
 * follows its pointers.  A pointer must lead to before the name that it is in,
 * so that this ends.  False: malformed.
 */
bool dns_wire_skip_name(struct dns_wire *r);

#endif
