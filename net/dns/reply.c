/* SPDX-License-Identifier: MIT */
/*
 * Reads replies of upstreams (RFC 1035) and makes them answers for clients.
 */
#include "net/dns/reply.h"

#include "net/dns/packet.h"
#include "net/dns/wire.h"

#include <string.h>

#define SOA_FIXED     22 /* bytes of two shortest names and five numbers */

#define TTL_MAX_S     86400 /* a reply is kept for this long at most, */
#define TTL_NOTHING_S 300   /* and if it says that there is nothing, for this */

/* Moves behind the next record; returns where its type is, NULL: malformed. */
static const uint8_t *take_record(struct dns_wire *r)
{
	const uint8_t *rr = dns_wire_skip_name(r)
				    ? dns_wire_take(r, DNS_WIRE_RECORD)
				    : NULL;

	return rr && dns_wire_take(r, dns_wire_get16(rr + 8)) ? rr : NULL;
}

static unsigned records_in(const uint8_t *msg)
{
	return (unsigned)dns_wire_get16(msg + 6) + dns_wire_get16(msg + 8) +
	       dns_wire_get16(msg + 10);
}

/* Moves behind all records after the question; false: malformed. */
static bool records_ok(struct dns_wire *r)
{
	for (unsigned i = records_in(r->msg); i > 0; i--)
		if (!take_record(r))
			return false;
	return true;
}

/* Compares header and question, and moves behind them. */
static enum dns_match match_head(struct dns_wire *r, const struct dns_query *q,
	const struct dns_mark *mark)
{
	const uint8_t *msg = r->msg, *name, *tail;
	uint8_t sent[DNS_NAME_MAX];

	if (!dns_wire_take(r, DNS_HEADER_LEN) ||
		dns_wire_get16(msg) != mark->id)
		return DNS_MATCH_NONE;
	if (!(dns_wire_get16(msg + 2) & DNS_FLAG_QR) ||
		(dns_wire_get16(msg + 2) & DNS_FLAGS_OPCODE) ||
		dns_wire_get16(msg + 4) != 1)
		return DNS_MATCH_NONE;
	name = dns_wire_take(r, q->name_len);
	tail = dns_wire_take(r, DNS_WIRE_QUESTION);
	if (!name || !tail || dns_wire_get16(tail) != q->type ||
		dns_wire_get16(tail + 2) != q->class ||
		!dns_wire_same(name, q->name, q->name_len))
		return DNS_MATCH_NONE;
	if (mark->plain)
		return DNS_MATCH_FULL;
	dns_packet_spell(sent, q, mark);
	return memcmp(name, sent, q->name_len) ? DNS_MATCH_FOLDED
					       : DNS_MATCH_FULL;
}

enum dns_match dns_reply_match_head(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark)
{
	struct dns_wire r = {msg, len, 0};

	return match_head(&r, q, mark);
}

enum dns_match dns_reply_match(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark)
{
	struct dns_wire r = {msg, len, 0};
	enum dns_match match = match_head(&r, q, mark);

	/* A truncated reply may end anywhere; its records are not used. */
	if (match == DNS_MATCH_NONE || (dns_wire_get16(msg + 2) & DNS_FLAG_TC))
		return match;
	return records_ok(&r) ? match : DNS_MATCH_NONE;
}

size_t dns_reply_end(const uint8_t *msg, size_t len)
{
	struct dns_wire r = {msg, len, DNS_HEADER_LEN};

	if ((dns_wire_get16(msg + 2) & DNS_FLAG_TC) ||
		!dns_wire_skip_name(&r) ||
		!dns_wire_take(&r, DNS_WIRE_QUESTION) || !records_ok(&r))
		return len;
	return r.off;
}

bool dns_reply_asks(const uint8_t *msg, const struct dns_query *q)
{
	const uint8_t *tail = msg + DNS_HEADER_LEN + q->name_len;

	return dns_wire_same(msg + DNS_HEADER_LEN, q->name, q->name_len) &&
	       dns_wire_get16(tail) == q->type &&
	       dns_wire_get16(tail + 2) == q->class;
}

/*
 * A record's TTL, or the MINIMUM of an SOA in the authority section if that is
 * less; such an SOA sets *soa.
 */
static uint32_t ttl_of(const uint8_t *rr, bool authority, bool *soa)
{
	uint32_t ttl_s = dns_wire_get32(rr + 4), minimum;
	size_t len = dns_wire_get16(rr + 8);

	if (ttl_s > INT32_MAX)
		return 0;
	if (!authority || dns_wire_get16(rr) != DNS_TYPE_SOA || len < SOA_FIXED)
		return ttl_s;
	*soa = true;
	minimum = dns_wire_get32(rr + DNS_WIRE_RECORD + len - 4);
	return minimum < ttl_s ? minimum : ttl_s;
}

/*
 * Whether no name has a byte of a TTL as one of its length bytes, so that TTLs
 * can be changed.  With all TTLs 0xffffffff such a name would be malformed.
 */
static bool ttls_free(
	const uint8_t *msg, size_t len, const struct dns_ttls *ttls)
{
	uint8_t copy[DNS_UDP_MAX];
	struct dns_wire r = {copy, len, DNS_HEADER_LEN};

	if (len > sizeof(copy))
		return false;
	memcpy(copy, msg, len);
	for (size_t i = 0; i < ttls->count; i++)
		dns_wire_put32(copy + ttls->at[i], UINT32_MAX);
	return dns_wire_skip_name(&r) && dns_wire_take(&r, DNS_WIRE_QUESTION) &&
	       records_ok(&r) && r.off == r.len;
}

uint32_t dns_reply_ttl(const uint8_t *msg, size_t len, struct dns_ttls *ttls)
{
	struct dns_wire r = {msg, len, DNS_HEADER_LEN};
	unsigned answers = dns_wire_get16(msg + 6),
		 behind = answers + dns_wire_get16(msg + 8);
	enum dns_rcode rcode = dns_reply_rcode(msg);
	bool nothing = rcode == DNS_NXDOMAIN || answers == 0, soa = false;
	uint32_t least_s = nothing ? TTL_NOTHING_S : TTL_MAX_S;

	ttls->count = 0;
	if ((rcode != DNS_NOERROR && rcode != DNS_NXDOMAIN) ||
		(dns_wire_get16(msg + 2) & DNS_FLAG_TC) ||
		!dns_wire_skip_name(&r) ||
		!dns_wire_take(&r, DNS_WIRE_QUESTION))
		return 0;
	for (unsigned i = 0; i < records_in(msg); i++) {
		const uint8_t *rr = take_record(&r);
		uint32_t ttl_s;

		if (!rr)
			return 0;
		if (dns_wire_get16(rr) == DNS_TYPE_OPT)
			continue;
		if (ttls->count == DNS_TTLS_MAX)
			return 0;
		ttls->at[ttls->count++] = (uint16_t)(rr + 4 - msg);
		ttl_s = ttl_of(rr, i >= answers && i < behind, &soa);
		if (least_s > ttl_s)
			least_s = ttl_s;
	}
	return (nothing && !soa) || !ttls_free(msg, len, ttls) ? 0 : least_s;
}

void dns_reply_age(uint8_t *msg, const struct dns_ttls *ttls, uint32_t age_s,
	uint32_t floor_s)
{
	for (size_t i = 0; i < ttls->count; i++) {
		uint8_t *at = msg + ttls->at[i];
		uint32_t ttl_s = dns_wire_get32(at);

		ttl_s = ttl_s > age_s ? ttl_s - age_s : 0;
		dns_wire_put32(at, ttl_s < floor_s ? floor_s : ttl_s);
	}
}

enum dns_rcode dns_reply_rcode(const uint8_t *msg)
{
	return msg[3] & 0xf;
}

void dns_reply_cut(uint8_t *msg)
{
	msg[2] |= DNS_FLAG_TC >> 8;
}

void dns_reply_restore(uint8_t *msg, const struct dns_query *q)
{
	dns_wire_put16(msg, q->id);
	memcpy(msg + DNS_HEADER_LEN, q->name, q->name_len);
}

size_t dns_reply_deliver(uint8_t *msg, size_t len, const struct dns_query *q)
{
	if ((dns_wire_get16(msg + 2) & DNS_FLAG_TC) || len > q->limit_bytes)
		return dns_packet_truncated(msg, q);
	dns_reply_restore(msg, q);
	return len;
}
