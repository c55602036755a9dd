/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_REPLY_H
#define NET_DNS_REPLY_H

#include "net/dns/packet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Replies of upstreams: checked against the query that was sent, and changed in
 * place into an answer for the client.  Pure.  Only dns_reply_match*() and
 * dns_reply_cut() take any bytes; all others need a reply that has matched.
 */
enum dns_match {
	DNS_MATCH_NONE,   /* forged, late or malformed */
	DNS_MATCH_FOLDED, /* matches apart from the letter case of the name */
	DNS_MATCH_FULL,
};

/*
 * Whether msg is the reply to the query that dns_packet_forward() built from q
 * and mark.  All its records must be well-formed, unless its TC flag says that
 * it was truncated.  Bytes may follow the last record.
 */
enum dns_match dns_reply_match(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark);
/* Like dns_reply_match(), but checks header and question only. */
enum dns_match dns_reply_match_head(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark);
/* The length of a reply up to the end of its last record. */
size_t dns_reply_end(const uint8_t *msg, size_t len);

/* Whether msg, whose name is as long as that of q, has the question of q. */
bool dns_reply_asks(const uint8_t *msg, const struct dns_query *q);

/* Offsets of the TTLs of a message's records, without that of OPT. */
#define DNS_TTLS_MAX 12
struct dns_ttls {
	uint8_t count;
	uint16_t at[DNS_TTLS_MAX];
};

/*
 * For how many seconds a reply may be cached: its least TTL (RFC 2181, section
 * 8) and, if it says that there is nothing, its SOA's (RFC 2308, section 5), a
 * day and five minutes at most.  0: it may not be cached, or has more records
 * than DNS_TTLS_MAX, or a name in which a byte of a TTL is a length.
 */
uint32_t dns_reply_ttl(const uint8_t *msg, size_t len, struct dns_ttls *ttls);
/* Subtracts age_s from each TTL; a TTL that gets below floor_s becomes that. */
void dns_reply_age(uint8_t *msg, const struct dns_ttls *ttls, uint32_t age_s,
	uint32_t floor_s);

/* The low four bits of the rcode, as the header has them. */
enum dns_rcode dns_reply_rcode(const uint8_t *msg);

/* Sets TC in a message of at least DNS_HEADER_LEN bytes. */
void dns_reply_cut(uint8_t *msg);

/* Gives a reply the id of q and the name as the client wrote it. */
void dns_reply_restore(uint8_t *msg, const struct dns_query *q);

/*
 * Makes a reply the answer for the client over UDP: dns_reply_restore(), or, if
 * it was truncated or is longer than the client takes, an empty answer with TC.
 * msg has room for DNS_BUILT_MAX.  Returns the length.
 */
size_t dns_reply_deliver(uint8_t *msg, size_t len, const struct dns_query *q);

#endif
