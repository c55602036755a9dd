/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_PACKET_H
#define NET_DNS_PACKET_H

#include "net/dns/wire.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * DNS messages, read and built: no state, no system calls, no logging.  Bytes
 * of a client never travel on: a query is reduced to struct dns_query, and what
 * goes upstream is built from that alone.
 */

#define DNS_PORT      53
#define DNS_UDP_MIN   512  /* what every client takes */
#define DNS_UDP_MAX   1232 /* what crosses every path in one piece */
#define DNS_OPT_LEN   11
#define DNS_BUILT_MAX 512     /* all that is built here fits */
#define DNS_ADDRESSES 8       /* in one answer */
#define DNS_SUFFIX    "\3tcr" /* behind all our names; its NUL is the root */

enum dns_rcode {
	DNS_NOERROR = 0,
	DNS_FORMERR = 1,
	DNS_SERVFAIL = 2,
	DNS_NXDOMAIN = 3,
	DNS_NOTIMP = 4,
	DNS_REFUSED = 5,
	DNS_BADVERS = 16, /* in the OPT record */
};

enum dns_type {
	DNS_TYPE_A = 1,
	DNS_TYPE_NS = 2,
	DNS_TYPE_SOA = 6,
	DNS_TYPE_PTR = 12,
	DNS_TYPE_AAAA = 28,
	DNS_TYPE_OPT = 41,
	DNS_TYPE_DS = 43,
	DNS_TYPE_DNSKEY = 48,
	DNS_TYPE_META_FIRST = 249, /* TKEY, TSIG, transfers, ANY */
	DNS_TYPE_META_LAST = 255,
};

#define DNS_CLASS_IN 1

/* The header's second word; what a query may set and we pass on. */
#define DNS_FLAG_QR      0x8000
#define DNS_FLAG_AA      0x0400
#define DNS_FLAG_TC      0x0200
#define DNS_FLAG_RD      0x0100
#define DNS_FLAG_RA      0x0080
#define DNS_FLAG_AD      0x0020
#define DNS_FLAG_CD      0x0010
#define DNS_FLAGS_OPCODE 0x7800
#define DNS_FLAGS_KEPT   (DNS_FLAG_RD | DNS_FLAG_AD | DNS_FLAG_CD)

/* All that is kept of a question. */
struct dns_query {
	uint16_t id;
	uint16_t flags; /* of DNS_FLAGS_KEPT */
	uint16_t type;
	uint16_t class;
	uint16_t limit_bytes; /* the client takes answers up to this length */
	uint16_t barred;      /* upstreams not to ask, a bit each */
	bool edns;            /* it has an OPT record */
	bool dnssec;          /* the DO bit of that */
	uint8_t labels;       /* without the root */
	uint8_t name_len;     /* on the wire; 0: there is no question */
	uint8_t name[DNS_NAME_MAX];
};

/*
 * Reads a client's message.  DNS_NOERROR: answer or forward it.  Another rcode:
 * answer that, q holding as much as dns_packet_answer() needs.  -EBADMSG: not a
 * query, say nothing.
 */
int dns_packet_read(const uint8_t *msg, size_t len, struct dns_query *q);

/* Do both ask the same, in the same way?  Case and client apart. */
bool dns_packet_same(const struct dns_query *a, const struct dns_query *b);
/* Equal for those. */
uint32_t dns_packet_hash(const struct dns_query *q);

/* What is known to a question: addresses of its type, or the name of one. */
struct dns_records {
	size_t count; /* of addresses, or 1 with a name */
	struct in6_addr addresses[DNS_ADDRESSES]; /* as in net/address.h */
	uint8_t name_len;
	const uint8_t *name; /* labels, without the root; NULL: none */
};

/*
 * Builds our own answer; returns its length, at most DNS_BUILT_MAX.  NULL:
 * without records.
 */
size_t dns_packet_answer(uint8_t *buf, const struct dns_query *q,
	enum dns_rcode rcode, const struct dns_records *records,
	uint32_t ttl_s);

/* Builds an answer that says: ask again over TCP. */
size_t dns_packet_truncated(uint8_t *buf, const struct dns_query *q);

/* What makes one query to an upstream unlike any other. */
struct dns_mark {
	uint16_t id;
	bool plain;     /* the name as the client wrote it, instead of: */
	uint32_t cases; /* the case of its letters, one bit each, in turn */
};

/*
 * Builds the query to an upstream; returns its length, at most DNS_BUILT_MAX.
 */
size_t dns_packet_forward(
	uint8_t *buf, const struct dns_query *q, const struct dns_mark *mark);

/* Writes the name of q to out, its letters in the case that mark says. */
void dns_packet_spell(
	uint8_t *out, const struct dns_query *q, const struct dns_mark *mark);

#endif
