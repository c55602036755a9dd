/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_PACKET_H
#define NET_DNS_PACKET_H

#include "net/dns/wire.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads queries and builds DNS messages.  Pure.  Bytes of a client never travel
 * on: a query is reduced to struct dns_query, and the message that goes
 * upstream is built from that alone.
 */

#define DNS_PORT      53
#define DNS_UDP_MIN   512  /* every client takes as many bytes (RFC 1035) */
#define DNS_UDP_MAX   1232 /* no path fragments as many (1280 by IPv6) */
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

/* The header's second word; KEPT: flags of a query that go upstream. */
#define DNS_FLAG_QR      0x8000
#define DNS_FLAG_AA      0x0400
#define DNS_FLAG_TC      0x0200
#define DNS_FLAG_RD      0x0100
#define DNS_FLAG_RA      0x0080
#define DNS_FLAG_AD      0x0020
#define DNS_FLAG_CD      0x0010
#define DNS_FLAGS_OPCODE 0x7800
#define DNS_FLAGS_KEPT   (DNS_FLAG_RD | DNS_FLAG_AD | DNS_FLAG_CD)

/* All that is kept of a client's query. */
struct dns_query {
	uint16_t id;
	uint16_t flags; /* a subset of DNS_FLAGS_KEPT */
	uint16_t type;
	uint16_t class;
	uint16_t limit_bytes; /* the client takes answers up to this length */
	uint16_t barred;      /* upstreams that its network must not ask */
	bool edns;            /* the query has an OPT record (RFC 6891) */
	bool dnssec;          /* the DO bit of the OPT record */
	uint8_t labels;       /* of the name, without the root */
	uint8_t name_len;     /* of name; 0: there is no question */
	uint8_t name[DNS_NAME_MAX];
};

/*
 * Reads a client's message into *q.  Returns DNS_NOERROR; or the rcode to
 * answer with, for which *q has all that dns_packet_answer() needs; or -EBADMSG
 * if the message is not a query and must not be answered.
 */
int dns_packet_read(const uint8_t *msg, size_t len, struct dns_query *q);

/* Whether one reply answers both, apart from the id and the case of the name.
 */
bool dns_packet_same(const struct dns_query *a, const struct dns_query *b);
/* A hash that is equal for queries that are the same. */
uint32_t dns_packet_hash(const struct dns_query *q);

/* Records of an answer: addresses of the question's type, or the name of one.
 */
struct dns_records {
	size_t count; /* of addresses, or 1 with a name */
	struct in6_addr addresses[DNS_ADDRESSES]; /* as in net/address.h */
	uint8_t name_len;
	const uint8_t *name; /* labels without the root; NULL: addresses */
};

/*
 * Builds an answer of tcr-dns's own, without records if records is NULL;
 * returns its length, at most DNS_BUILT_MAX.
 */
size_t dns_packet_answer(uint8_t *buf, const struct dns_query *q,
	enum dns_rcode rcode, const struct dns_records *records,
	uint32_t ttl_s);

/* Builds an empty answer with TC, so that the client asks again over TCP. */
size_t dns_packet_truncated(uint8_t *buf, const struct dns_query *q);

/*
 * Mark: the random bits of a query to an upstream, which a forger must guess
 * besides the port.  Replies repeat the letter case of the question's name.
 */
struct dns_mark {
	uint16_t id;
	bool plain;     /* keep the name as the client wrote it */
	uint32_t cases; /* else: the case of its letters, a bit each, in turn */
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
