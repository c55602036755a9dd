/* SPDX-License-Identifier: MIT */
/*
 * Reads and builds DNS messages (RFC 1035, EDNS by RFC 6891).
 *
 * How it works.  Names move over the wire as labels, each a length and that
 * many bytes, ended by the root's zero.  A length is at most 63 and 'A' is 65,
 * so a whole name may be folded or compared byte by byte without looking at
 * where its labels start.  A question's name may not be compressed.  Elsewhere
 * a pointer has to lead to before the name that it is found in, so that every
 * walk ends; and a name is at most 255 bytes long, so that it ends soon.
 *
 * Every offset is checked against the message's length before it is read.
 */
#include "net/dns/packet.h"

#include <errno.h>
#include <string.h>

#define POINTER    0xc0 /* both bits of a label's length */
#define OPCODE     0x7800
#define OPT_DO     0x8000
#define FOLD_BIT   0x20
#define RR_FIXED   10 /* type, class, TTL, length of the data */
#define QUESTION   4  /* type, class */
#define SOA_FIXED  22 /* two names, at their shortest, and five numbers */
#define FNV_OFFSET 2166136261u
#define FNV_PRIME  16777619u

/* How long a reply is kept at most; what is not there may be there soon. */
#define TTL_MAX_S     86400
#define TTL_NOTHING_S 300

/* A message being read: off never passes len. */
struct reader {
	const uint8_t *msg;
	size_t len;
	size_t off;
};

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint8_t *put16(uint8_t *p, unsigned value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
	return p + 2;
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	return put16(put16(p, value >> 16), value & 0xffff);
}

static bool is_letter(uint8_t c)
{
	return (uint8_t)((c | FOLD_BIT) - 'a') < 26;
}

static uint8_t fold(uint8_t c)
{
	return is_letter(c) ? c | FOLD_BIT : c;
}

static bool same_folded(const uint8_t *a, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && fold(a[i]) != fold(b[i]))
			return false;
	return true;
}

/* Skips what len bytes hold, if there are that many. */
static const uint8_t *take(struct reader *r, size_t len)
{
	const uint8_t *p = r->msg + r->off;

	if (len > r->len - r->off)
		return NULL;
	r->off += len;
	return p;
}

/* Copies an uncompressed name to q. */
static bool read_name(struct reader *r, struct dns_query *q)
{
	size_t len = 0;
	uint8_t labels = 0;

	for (;;) {
		const uint8_t *label = take(r, 1);

		if (!label || *label > DNS_LABEL_MAX || !take(r, *label) ||
			len + 1 + *label > DNS_NAME_MAX)
			return false;
		memcpy(q->name + len, label, 1u + *label);
		len += 1u + *label;
		if (*label == 0)
			break;
		labels++;
	}
	q->name_len = (uint8_t)len;
	q->labels = labels;
	return true;
}

/* Skips a name that may be compressed, having followed it to its end. */
static bool skip_name(struct reader *r)
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
		if ((c & POINTER) != POINTER || r->len - at < 2)
			return false;
		if (!end)
			end = at + 2;
		at = get16(r->msg + at) & ~(POINTER << 8);
		if (at >= start || at < DNS_HEADER_LEN)
			return false;
		start = at;
	}
	r->off = end ? end : at + 1;
	return true;
}

/* The OPT record of a query, its options being well-formed and unheeded. */
static int read_opt(struct reader *r, struct dns_query *q)
{
	const uint8_t *owner = take(r, 1), *rr = take(r, RR_FIXED), *option;
	uint8_t version;
	size_t end;

	if (!owner || *owner != 0 || !rr || get16(rr) != DNS_TYPE_OPT)
		return DNS_FORMERR;
	end = r->off + get16(rr + 8);
	while (r->off < end) {
		option = take(r, 4);
		if (!option || !take(r, get16(option + 2)))
			return DNS_FORMERR;
	}
	if (r->off != end)
		return DNS_FORMERR;
	q->edns = true;
	q->limit_bytes = get16(rr + 2);
	if (q->limit_bytes < DNS_UDP_MIN)
		q->limit_bytes = DNS_UDP_MIN;
	if (q->limit_bytes > DNS_UDP_MAX)
		q->limit_bytes = DNS_UDP_MAX;
	q->dnssec = get16(rr + 6) & OPT_DO;
	version = rr[5];
	return version == 0 ? DNS_NOERROR : DNS_BADVERS;
}

int dns_packet_read(const uint8_t *msg, size_t len, struct dns_query *q)
{
	struct reader r = {msg, len, DNS_HEADER_LEN};
	const uint8_t *tail;
	uint16_t flags;

	if (len < DNS_HEADER_LEN)
		return -EBADMSG;
	flags = get16(msg + 2);
	if (flags & DNS_FLAG_QR)
		return -EBADMSG; /* or two servers answer each other for ever */
	q->id = get16(msg);
	q->flags = flags & DNS_FLAGS_KEPT;
	q->limit_bytes = DNS_UDP_MIN;
	q->barred = 0;
	q->edns = q->dnssec = false;
	q->name_len = 0;
	if (flags & OPCODE)
		return DNS_NOTIMP;
	if (get16(msg + 4) != 1 || get16(msg + 6) || get16(msg + 8) ||
		get16(msg + 10) > 1 || (flags & DNS_FLAG_TC))
		return DNS_FORMERR;
	if (!read_name(&r, q))
		return DNS_FORMERR;
	tail = take(&r, QUESTION);
	if (!tail) {
		q->name_len = 0;
		return DNS_FORMERR;
	}
	q->type = get16(tail);
	q->class = get16(tail + 2);
	if (get16(msg + 10)) {
		int rc = read_opt(&r, q);

		if (rc != DNS_NOERROR)
			return rc;
	}
	return r.off == len ? DNS_NOERROR : DNS_FORMERR;
}

bool dns_packet_same(const struct dns_query *a, const struct dns_query *b)
{
	return a->type == b->type && a->class == b->class &&
	       a->flags == b->flags && a->limit_bytes == b->limit_bytes &&
	       a->barred == b->barred && a->edns == b->edns &&
	       a->dnssec == b->dnssec && a->name_len == b->name_len &&
	       same_folded(a->name, b->name, a->name_len);
}

uint32_t dns_packet_hash(const struct dns_query *q)
{
	uint32_t hash = FNV_OFFSET ^ q->type;

	for (size_t i = 0; i < q->name_len; i++)
		hash = (hash ^ fold(q->name[i])) * FNV_PRIME;
	return hash;
}

/* Header and question; counts other than the question's are zero. */
static uint8_t *put_head(
	uint8_t *buf, const struct dns_query *q, uint16_t id, unsigned flags)
{
	uint8_t *p = put16(put16(buf, id), flags);

	p = put16(p, q->name_len ? 1 : 0);
	memset(p, 0, 6);
	p += 6;
	if (!q->name_len)
		return p;
	memcpy(p, q->name, q->name_len);
	p += q->name_len;
	return put16(put16(p, q->type), q->class);
}

static uint8_t *put_opt(uint8_t *buf, uint8_t *p, const struct dns_query *q,
	uint16_t size_bytes, enum dns_rcode rcode)
{
	put16(buf + 10, 1);
	*p++ = 0;
	p = put16(put16(p, DNS_TYPE_OPT), size_bytes);
	*p++ = (uint8_t)(rcode >> 4);
	*p++ = 0;
	return put16(put16(p, q->dnssec ? OPT_DO : 0), 0);
}

static uint8_t *put_address(uint8_t *p, const struct in6_addr *a)
{
	size_t skip = IN6_IS_ADDR_V4MAPPED(a) ? 12 : 0;
	size_t len = sizeof(*a) - skip;

	p = put16(p, (unsigned)len);
	memcpy(p, a->s6_addr + skip, len);
	return p + len;
}

/* NAME.tcr */
static uint8_t *put_pointer(uint8_t *p, const struct dns_records *r)
{
	p = put16(p, r->name_len + (unsigned)sizeof(DNS_SUFFIX));
	memcpy(p, r->name, r->name_len);
	memcpy(p + r->name_len, DNS_SUFFIX, sizeof(DNS_SUFFIX));
	return p + r->name_len + sizeof(DNS_SUFFIX);
}

size_t dns_packet_answer(uint8_t *buf, const struct dns_query *q,
	enum dns_rcode rcode, const struct dns_records *records, uint32_t ttl_s)
{
	bool ours = rcode == DNS_NOERROR || rcode == DNS_NXDOMAIN;
	unsigned flags = DNS_FLAG_QR | DNS_FLAG_RA | (ours ? DNS_FLAG_AA : 0) |
			 (q->flags & (DNS_FLAG_RD | DNS_FLAG_CD)) |
			 (rcode & 0xf);
	uint8_t *p = put_head(buf, q, q->id, flags);

	put16(buf + 6, records ? (unsigned)records->count : 0);
	for (size_t i = 0; records && i < records->count; i++) {
		p = put16(p, POINTER << 8 | DNS_HEADER_LEN);
		p = put32(put16(put16(p, q->type), DNS_CLASS_IN), ttl_s);
		p = records->name ? put_pointer(p, records)
				  : put_address(p, &records->addresses[i]);
	}
	if (q->edns)
		p = put_opt(buf, p, q, DNS_UDP_MAX, rcode);
	return (size_t)(p - buf);
}

/* The name's letters as mark has them, to out. */
static void spell(
	uint8_t *out, const struct dns_query *q, const struct dns_mark *mark)
{
	uint32_t cases = mark->cases;

	for (size_t i = 0; i < q->name_len; i++) {
		uint8_t c = q->name[i];

		if (is_letter(c)) {
			c = cases & 1 ? c & ~FOLD_BIT : c | FOLD_BIT;
			cases = cases >> 1 | cases << 31;
		}
		out[i] = c;
	}
}

size_t dns_packet_forward(
	uint8_t *buf, const struct dns_query *q, const struct dns_mark *mark)
{
	uint8_t *p = put_head(buf, q, mark->id, q->flags);

	if (!mark->plain)
		spell(buf + DNS_HEADER_LEN, q, mark);
	if (q->edns)
		p = put_opt(buf, p, q, q->limit_bytes, DNS_NOERROR);
	return (size_t)(p - buf);
}

/* The next record, from its type on; r is left behind its data.  NULL: bad. */
static const uint8_t *take_record(struct reader *r)
{
	const uint8_t *rr = skip_name(r) ? take(r, RR_FIXED) : NULL;

	return rr && take(r, get16(rr + 8)) ? rr : NULL;
}

static unsigned records_in(const uint8_t *msg)
{
	return (unsigned)get16(msg + 6) + get16(msg + 8) + get16(msg + 10);
}

/* Walks all records behind the question. */
static bool records_ok(struct reader *r)
{
	for (unsigned i = records_in(r->msg); i > 0; i--)
		if (!take_record(r))
			return false;
	return true;
}

/* Header and question; r is left behind them. */
static enum dns_match match_head(struct reader *r, const struct dns_query *q,
	const struct dns_mark *mark)
{
	const uint8_t *msg = r->msg, *name, *tail;
	uint8_t sent[DNS_NAME_MAX];

	if (!take(r, DNS_HEADER_LEN) || get16(msg) != mark->id)
		return DNS_MATCH_NONE;
	if (!(get16(msg + 2) & DNS_FLAG_QR) || (get16(msg + 2) & OPCODE) ||
		get16(msg + 4) != 1)
		return DNS_MATCH_NONE;
	name = take(r, q->name_len);
	tail = take(r, QUESTION);
	if (!name || !tail || get16(tail) != q->type ||
		get16(tail + 2) != q->class ||
		!same_folded(name, q->name, q->name_len))
		return DNS_MATCH_NONE;
	if (mark->plain)
		return DNS_MATCH_FULL;
	spell(sent, q, mark);
	return memcmp(name, sent, q->name_len) ? DNS_MATCH_FOLDED
					       : DNS_MATCH_FULL;
}

enum dns_match dns_packet_match_head(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark)
{
	struct reader r = {msg, len, 0};

	return match_head(&r, q, mark);
}

enum dns_match dns_packet_match(const uint8_t *msg, size_t len,
	const struct dns_query *q, const struct dns_mark *mark)
{
	struct reader r = {msg, len, 0};
	enum dns_match match = match_head(&r, q, mark);

	/* One that was cut may end anywhere: its records are not delivered. */
	if (match == DNS_MATCH_NONE || (get16(msg + 2) & DNS_FLAG_TC))
		return match;
	return records_ok(&r) ? match : DNS_MATCH_NONE;
}

size_t dns_packet_end(const uint8_t *msg, size_t len)
{
	struct reader r = {msg, len, DNS_HEADER_LEN};

	if ((get16(msg + 2) & DNS_FLAG_TC) || !skip_name(&r) ||
		!take(&r, QUESTION) || !records_ok(&r))
		return len;
	return r.off;
}

bool dns_packet_asks(const uint8_t *msg, const struct dns_query *q)
{
	const uint8_t *tail = msg + DNS_HEADER_LEN + q->name_len;

	return same_folded(msg + DNS_HEADER_LEN, q->name, q->name_len) &&
	       get16(tail) == q->type && get16(tail + 2) == q->class;
}

/* A record's TTL; of an SOA in the authority section also its MINIMUM. */
static uint32_t ttl_of(const uint8_t *rr, bool authority, bool *soa)
{
	uint32_t ttl_s = get32(rr + 4), minimum;
	size_t len = get16(rr + 8);

	if (ttl_s > INT32_MAX)
		return 0;
	if (!authority || get16(rr) != DNS_TYPE_SOA || len < SOA_FIXED)
		return ttl_s;
	*soa = true;
	minimum = get32(rr + RR_FIXED + len - 4);
	return minimum < ttl_s ? minimum : ttl_s;
}

/*
 * Whether no name reads a byte of a TTL as a length: all ones are none, nor a
 * pointer to what is before.
 */
static bool ttls_free(
	const uint8_t *msg, size_t len, const struct dns_ttls *ttls)
{
	uint8_t copy[DNS_UDP_MAX];
	struct reader r = {copy, len, DNS_HEADER_LEN};

	if (len > sizeof(copy))
		return false;
	memcpy(copy, msg, len);
	for (size_t i = 0; i < ttls->count; i++)
		put32(copy + ttls->at[i], UINT32_MAX);
	return skip_name(&r) && take(&r, QUESTION) && records_ok(&r) &&
	       r.off == r.len;
}

uint32_t dns_packet_ttl(const uint8_t *msg, size_t len, struct dns_ttls *ttls)
{
	struct reader r = {msg, len, DNS_HEADER_LEN};
	unsigned answers = get16(msg + 6), behind = answers + get16(msg + 8);
	enum dns_rcode rcode = dns_packet_rcode(msg);
	bool nothing = rcode == DNS_NXDOMAIN || answers == 0, soa = false;
	uint32_t least_s = nothing ? TTL_NOTHING_S : TTL_MAX_S;

	ttls->count = 0;
	if ((rcode != DNS_NOERROR && rcode != DNS_NXDOMAIN) ||
		(get16(msg + 2) & DNS_FLAG_TC) || !skip_name(&r) ||
		!take(&r, QUESTION))
		return 0;
	for (unsigned i = 0; i < records_in(msg); i++) {
		const uint8_t *rr = take_record(&r);
		uint32_t ttl_s;

		if (!rr)
			return 0;
		if (get16(rr) == DNS_TYPE_OPT)
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

void dns_packet_age(uint8_t *msg, const struct dns_ttls *ttls, uint32_t age_s,
	uint32_t floor_s)
{
	for (size_t i = 0; i < ttls->count; i++) {
		uint8_t *at = msg + ttls->at[i];
		uint32_t ttl_s = get32(at);

		ttl_s = ttl_s > age_s ? ttl_s - age_s : 0;
		put32(at, ttl_s < floor_s ? floor_s : ttl_s);
	}
}

enum dns_rcode dns_packet_rcode(const uint8_t *msg)
{
	return msg[3] & 0xf;
}

void dns_packet_cut(uint8_t *msg)
{
	msg[2] |= DNS_FLAG_TC >> 8;
}

void dns_packet_restore(uint8_t *msg, const struct dns_query *q)
{
	put16(msg, q->id);
	memcpy(msg + DNS_HEADER_LEN, q->name, q->name_len);
}

size_t dns_packet_truncated(uint8_t *buf, const struct dns_query *q)
{
	uint8_t *p = put_head(buf, q, q->id,
		DNS_FLAG_QR | DNS_FLAG_RA | DNS_FLAG_TC |
			(q->flags & (DNS_FLAG_RD | DNS_FLAG_CD)));

	if (q->edns)
		p = put_opt(buf, p, q, DNS_UDP_MAX, DNS_NOERROR);
	return (size_t)(p - buf);
}

size_t dns_packet_deliver(uint8_t *msg, size_t len, const struct dns_query *q)
{
	if ((get16(msg + 2) & DNS_FLAG_TC) || len > q->limit_bytes)
		return dns_packet_truncated(msg, q);
	dns_packet_restore(msg, q);
	return len;
}
