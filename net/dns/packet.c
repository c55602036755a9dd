/* SPDX-License-Identifier: MIT */
/*
 * Reads queries and builds messages (RFC 1035, EDNS by RFC 6891).  A message is
 * built only from struct dns_query, so it always fits DNS_BUILT_MAX.
 */
#include "net/dns/packet.h"

#include "net/dns/wire.h"

#include <errno.h>
#include <string.h>

#define OPT_DO     0x8000
#define FNV_OFFSET 2166136261u
#define FNV_PRIME  16777619u

/* Copies an uncompressed name to q. */
static bool read_name(struct dns_wire *r, struct dns_query *q)
{
	size_t len = 0;
	uint8_t labels = 0;

	for (;;) {
		const uint8_t *label = dns_wire_take(r, 1);

		if (!label || *label > DNS_LABEL_MAX ||
			!dns_wire_take(r, *label) ||
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

/* Reads the OPT record of a query; its options are checked and ignored. */
static int read_opt(struct dns_wire *r, struct dns_query *q)
{
	const uint8_t *owner = dns_wire_take(r, 1),
		      *rr = dns_wire_take(r, DNS_WIRE_RECORD), *option;
	uint8_t version;
	size_t end;

	if (!owner || *owner != 0 || !rr || dns_wire_get16(rr) != DNS_TYPE_OPT)
		return DNS_FORMERR;
	end = r->off + dns_wire_get16(rr + 8);
	while (r->off < end) {
		option = dns_wire_take(r, 4);
		if (!option || !dns_wire_take(r, dns_wire_get16(option + 2)))
			return DNS_FORMERR;
	}
	if (r->off != end)
		return DNS_FORMERR;
	q->edns = true;
	q->limit_bytes = dns_wire_get16(rr + 2);
	if (q->limit_bytes < DNS_UDP_MIN)
		q->limit_bytes = DNS_UDP_MIN;
	if (q->limit_bytes > DNS_UDP_MAX)
		q->limit_bytes = DNS_UDP_MAX;
	q->dnssec = dns_wire_get16(rr + 6) & OPT_DO;
	version = rr[5];
	return version == 0 ? DNS_NOERROR : DNS_BADVERS;
}

int dns_packet_read(const uint8_t *msg, size_t len, struct dns_query *q)
{
	struct dns_wire r = {msg, len, DNS_HEADER_LEN};
	const uint8_t *tail;
	uint16_t flags;

	if (len < DNS_HEADER_LEN)
		return -EBADMSG;
	flags = dns_wire_get16(msg + 2);
	if (flags & DNS_FLAG_QR)
		return -EBADMSG; /* two servers would answer each other for ever
				  */
	q->id = dns_wire_get16(msg);
	q->flags = flags & DNS_FLAGS_KEPT;
	q->limit_bytes = DNS_UDP_MIN;
	q->barred = 0;
	q->edns = q->dnssec = false;
	q->name_len = 0;
	if (flags & DNS_FLAGS_OPCODE)
		return DNS_NOTIMP;
	if (dns_wire_get16(msg + 4) != 1 || dns_wire_get16(msg + 6) ||
		dns_wire_get16(msg + 8) || dns_wire_get16(msg + 10) > 1 ||
		(flags & DNS_FLAG_TC))
		return DNS_FORMERR;
	if (!read_name(&r, q))
		return DNS_FORMERR;
	tail = dns_wire_take(&r, DNS_WIRE_QUESTION);
	if (!tail) {
		q->name_len = 0;
		return DNS_FORMERR;
	}
	q->type = dns_wire_get16(tail);
	q->class = dns_wire_get16(tail + 2);
	if (dns_wire_get16(msg + 10)) {
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
	       dns_wire_same(a->name, b->name, a->name_len);
}

uint32_t dns_packet_hash(const struct dns_query *q)
{
	uint32_t hash = FNV_OFFSET ^ q->type;

	for (size_t i = 0; i < q->name_len; i++)
		hash = (hash ^ dns_wire_fold(q->name[i])) * FNV_PRIME;
	return hash;
}

/* Header and question; counts other than the question's are zero. */
static uint8_t *put_head(
	uint8_t *buf, const struct dns_query *q, uint16_t id, unsigned flags)
{
	uint8_t *p = dns_wire_put16(dns_wire_put16(buf, id), flags);

	p = dns_wire_put16(p, q->name_len ? 1 : 0);
	memset(p, 0, 6);
	p += 6;
	if (!q->name_len)
		return p;
	memcpy(p, q->name, q->name_len);
	p += q->name_len;
	return dns_wire_put16(dns_wire_put16(p, q->type), q->class);
}

static uint8_t *put_opt(uint8_t *buf, uint8_t *p, const struct dns_query *q,
	uint16_t size_bytes, enum dns_rcode rcode)
{
	dns_wire_put16(buf + 10, 1);
	*p++ = 0;
	p = dns_wire_put16(dns_wire_put16(p, DNS_TYPE_OPT), size_bytes);
	*p++ = (uint8_t)(rcode >> 4);
	*p++ = 0;
	return dns_wire_put16(dns_wire_put16(p, q->dnssec ? OPT_DO : 0), 0);
}

static uint8_t *put_address(uint8_t *p, const struct in6_addr *a)
{
	size_t skip = IN6_IS_ADDR_V4MAPPED(a) ? 12 : 0;
	size_t len = sizeof(*a) - skip;

	p = dns_wire_put16(p, (unsigned)len);
	memcpy(p, a->s6_addr + skip, len);
	return p + len;
}

/* The data of a PTR record: NAME.tcr. */
static uint8_t *put_pointer(uint8_t *p, const struct dns_records *r)
{
	p = dns_wire_put16(p, r->name_len + (unsigned)sizeof(DNS_SUFFIX));
	memcpy(p, r->name, r->name_len);
	memcpy(p + r->name_len, DNS_SUFFIX, sizeof(DNS_SUFFIX));
	return p + r->name_len + sizeof(DNS_SUFFIX);
}

size_t dns_packet_answer(uint8_t *buf, const struct dns_query *q,
	enum dns_rcode rcode, const struct dns_records *records, uint32_t ttl_s)
{
	bool authoritative = rcode == DNS_NOERROR || rcode == DNS_NXDOMAIN;
	unsigned flags =
		DNS_FLAG_QR | DNS_FLAG_RA | (authoritative ? DNS_FLAG_AA : 0) |
		(q->flags & (DNS_FLAG_RD | DNS_FLAG_CD)) | (rcode & 0xf);
	uint8_t *p = put_head(buf, q, q->id, flags);

	dns_wire_put16(buf + 6, records ? (unsigned)records->count : 0);
	for (size_t i = 0; records && i < records->count; i++) {
		p = dns_wire_put16(p, DNS_WIRE_POINTER << 8 | DNS_HEADER_LEN);
		p = dns_wire_put32(dns_wire_put16(dns_wire_put16(p, q->type),
					   DNS_CLASS_IN),
			ttl_s);
		p = records->name ? put_pointer(p, records)
				  : put_address(p, &records->addresses[i]);
	}
	if (q->edns)
		p = put_opt(buf, p, q, DNS_UDP_MAX, rcode);
	return (size_t)(p - buf);
}

void dns_packet_spell(
	uint8_t *out, const struct dns_query *q, const struct dns_mark *mark)
{
	uint32_t cases = mark->cases;

	for (size_t i = 0; i < q->name_len; i++) {
		uint8_t c = q->name[i];

		if (dns_wire_letter(c)) {
			c = cases & 1 ? c & ~DNS_WIRE_CASE : c | DNS_WIRE_CASE;
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
		dns_packet_spell(buf + DNS_HEADER_LEN, q, mark);
	if (q->edns)
		p = put_opt(buf, p, q, q->limit_bytes, DNS_NOERROR);
	return (size_t)(p - buf);
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
