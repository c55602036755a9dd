/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_PACKET_H
#define NET_DNS_PACKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * DNS messages, read and built: no state, no system calls, no logging.  Bytes
 * of a client never travel on: a query is reduced to struct dns_query, and what
 * goes upstream is built from that alone.
 */

#define DNS_PORT       53
#define DNS_HEADER_LEN 12
#define DNS_LABEL_MAX  63
#define DNS_NAME_MAX   255  /* on the wire, with the root's zero */
#define DNS_UDP_MIN    512  /* what every client takes */
#define DNS_UDP_MAX    1232 /* what crosses every path in one piece */
#define DNS_OPT_LEN    11
#define DNS_BUILT_MAX  512     /* all that is built here fits */
#define DNS_ADDRESSES  8       /* in one answer */
#define DNS_SUFFIX     "\3tcr" /* behind all our names; its NUL is the root */

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
#define DNS_FLAG_QR    0x8000
#define DNS_FLAG_AA    0x0400
#define DNS_FLAG_TC    0x0200
#define DNS_FLAG_RD    0x0100
#define DNS_FLAG_RA    0x0080
#define DNS_FLAG_AD    0x0020
#define DNS_FLAG_CD    0x0010
#define DNS_FLAGS_KEPT (DNS_FLAG_RD | DNS_FLAG_AD | DNS_FLAG_CD)

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

/* Builds the query to an upstream; at most DNS_BUILT_MAX. */
size_t dns_packet_forward(
	uint8_t *buf, const struct dns_query *q, const struct dns_mark *mark);

enum dns_match {
	DNS_MATCH_NONE,   /* forged, late or broken */
	DNS_MATCH_FOLDED, /* but for the case of the name */
	DNS_MATCH_FULL,
};

/*
 * Is this the reply to what dns_packet_forward() built?  Every record is
 * walked, unless TC says that it was cut.  Bytes may follow the last one.
 */
enum dns_match dns_packet_match(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark);
/* The same of header and question alone: what follows may not be there yet. */
enum dns_match dns_packet_match_head(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark);
/* Where the last record of a reply ends: what follows is not passed on. */
size_t dns_packet_end(const uint8_t *msg, size_t len);

/* Is this message's question that of q?  Its name is as long as q's is. */
bool dns_packet_asks(const uint8_t *msg, const struct dns_query *q);

/* Where the TTLs of a message's records are, but for that of OPT. */
#define DNS_TTLS_MAX 12
struct dns_ttls {
	uint8_t count;
	uint16_t at[DNS_TTLS_MAX]; /* offsets */
};

/*
 * For how many seconds a reply that matched may be kept: the least TTL in it
 * (RFC 2181 section 8), for what says that there is nothing also that of its
 * SOA (RFC 2308 section 5), each with a bound.  0: not at all; also when it has
 * more records than DNS_TTLS_MAX, or a name that leads into a TTL.
 */
uint32_t dns_packet_ttl(const uint8_t *msg, size_t len, struct dns_ttls *ttls);
/* Takes age_s off each; what is less than floor_s then becomes that. */
void dns_packet_age(uint8_t *msg, const struct dns_ttls *ttls, uint32_t age_s,
	uint32_t floor_s);

/* The rcode of a reply that matched. */
enum dns_rcode dns_packet_rcode(const uint8_t *msg);

/* Marks a message of at least DNS_HEADER_LEN as cut. */
void dns_packet_cut(uint8_t *msg);

/* Gives a matching reply the client's id and spelling. */
void dns_packet_restore(uint8_t *msg, const struct dns_query *q);

/*
 * The same for UDP: a reply that was cut, or is longer than the client takes,
 * becomes an empty one with TC.  msg has room for DNS_BUILT_MAX.  Returns the
 * length.
 */
size_t dns_packet_deliver(uint8_t *msg, size_t len, const struct dns_query *q);

#endif
