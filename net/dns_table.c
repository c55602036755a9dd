/* SPDX-License-Identifier: MIT */
/*
 * Local names, sorted, found by bisection.  Keys are in the form that names
 * have on the wire, so that a label with a dot in it equals no other name.
 * Names that a client may not see are passed over among those of one key: what
 * it costs does not depend on how many networks there are.
 */
#include "net/dns_table.h"

#include "net/dns_packet.h"
#include "net/dns_reverse.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SUFFIX_LEN 4 /* of DNS_SUFFIX as labels */

static uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Text to labels: the dots become lengths, and one more stands in front. */
static int make_key(struct dns_entry *e, const char *name, size_t len)
{
	size_t label = 0; /* where the current one's length is */

	if (len == 0 || len >= DNS_TABLE_KEY)
		return -EINVAL;
	for (size_t i = 0; i <= len; i++) {
		uint8_t c = i < len ? (uint8_t)name[i] : '.';

		if (c <= ' ' || c > '~')
			return -EINVAL;
		if (c != '.') {
			e->key[i + 1] = fold(c);
			continue;
		}
		if (i == label)
			return -EINVAL; /* empty */
		e->key[label] = (uint8_t)(i - label);
		label = i + 1;
	}
	e->len = (uint8_t)(len + 1);
	return 0;
}

int dns_table_name_network(
	struct dns_table *t, size_t network, const char *name, size_t len)
{
	struct dns_network *n = &t->networks[network];
	struct dns_entry e;
	int rc = make_key(&e, name, len);

	if (rc < 0 || e.key[0] + 1 != e.len)
		return -EINVAL;
	n->len = e.len;
	memcpy(n->label, e.key, e.len);
	return 0;
}

int dns_table_network(const struct dns_table *t, const char *name, size_t len)
{
	struct dns_entry e;

	if (make_key(&e, name, len) < 0)
		return -ENOENT;
	for (int i = 0; i < DNS_NETWORK_MAX; i++)
		if (t->networks[i].len == e.len &&
			!memcmp(t->networks[i].label, e.key, e.len))
			return i;
	return -ENOENT;
}

int dns_table_add(struct dns_table *t, const struct dns_name *name,
	const struct in6_addr *address, uint16_t networks)
{
	struct dns_entry e = {.address = *address,
		.networks = networks,
		.alias = name->alias};
	int rc = make_key(&e, name->text, name->len);

	if (rc < 0)
		return rc;
	if (t->count == DNS_TABLE_MAX)
		return -ENOSPC;
	t->entries[t->count++] = e;
	return 0;
}

static int order(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a, b, sizeof(*a));
}

int dns_table_add_member(
	struct dns_table *t, const struct in6_addr *address, uint16_t networks)
{
	size_t i = 0;

	while (i < t->member_count &&
		order(&t->members[i].address, address) < 0)
		i++;
	if (i < t->member_count && !order(&t->members[i].address, address)) {
		t->members[i].networks |= networks;
		return 0;
	}
	if (t->member_count == DNS_MEMBER_MAX)
		return -ENOSPC;
	memmove(&t->members[i + 1], &t->members[i],
		(t->member_count++ - i) * sizeof(t->members[0]));
	t->members[i] = (struct dns_member){*address, networks};
	return 0;
}

uint16_t dns_table_view(const struct dns_table *t, size_t network,
	const struct in6_addr *client)
{
	uint16_t view = (uint16_t)(1U << network);
	size_t low = 0, high = t->member_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct dns_member *m = &t->members[middle];
		int way = order(&m->address, client);

		if (way == 0)
			return view | m->networks;
		if (way < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return view;
}

static int compare(const struct dns_entry *e, const uint8_t *key, size_t len)
{
	if (e->len != len)
		return e->len < len ? -1 : 1;
	return memcmp(e->key, key, len);
}

/* By insertion: it comes nearly sorted, happens once, and keeps the order of
 * one name's addresses. */
void dns_table_sort(struct dns_table *t)
{
	for (size_t i = 1; i < t->count; i++) {
		struct dns_entry e = t->entries[i];
		size_t at = i;

		for (; at > 0; at--) {
			if (compare(&t->entries[at - 1], e.key, e.len) <= 0)
				break;
			t->entries[at] = t->entries[at - 1];
		}
		t->entries[at] = e;
	}
}

/* The first entry that is not before the key. */
static size_t lower_bound(
	const struct dns_table *t, const uint8_t *key, size_t len)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&t->entries[middle], key, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What is looked for, and what was found. */
struct search {
	const struct dns_table *table;
	uint16_t view;
	uint16_t type;
	struct dns_records *records;
};

/* True if the name is known, with addresses of the type or without. */
static bool lookup(const struct search *s, const uint8_t *key, size_t len)
{
	const struct dns_table *t = s->table;
	struct dns_records *r = s->records;
	bool known = false;

	for (size_t i = lower_bound(t, key, len); i < t->count; i++) {
		const struct dns_entry *e = &t->entries[i];
		bool is4 = IN6_IS_ADDR_V4MAPPED(&e->address);

		if (compare(e, key, len) != 0)
			break;
		if (!(e->networks & s->view))
			continue;
		known = true;
		if (s->type == (is4 ? DNS_TYPE_A : DNS_TYPE_AAAA) &&
			r->count < DNS_ADDRESSES)
			r->addresses[r->count++] = e->address;
	}
	return known;
}

/* NAME.NETWORK, of a network in view: NAME there. */
static bool lookup_in(const struct search *s, const uint8_t *key, size_t len)
{
	struct search there = *s;
	size_t at = 0; /* of the last label */
	bool known = false;

	while (at < len && at + 1u + key[at] < len)
		at += 1u + key[at];
	for (unsigned i = 0; at && i < DNS_NETWORK_MAX && !known; i++) {
		const struct dns_network *n = &s->table->networks[i];

		there.view = (uint16_t)(1U << i);
		if ((s->view & there.view) && n->len && n->len == len - at &&
			!memcmp(n->label, key + at, len - at))
			known = lookup(&there, key, at);
	}
	return known;
}

/* As it is, or with the network's name behind it. */
static bool lookup_both(const struct search *s, const uint8_t *key, size_t len)
{
	return lookup(s, key, len) || lookup_in(s, key, len);
}

/* What the address of that reverse name is called. */
static bool lookup_address(
	const struct search *s, const uint8_t *key, size_t len)
{
	const struct dns_table *t = s->table;
	struct in6_addr address;

	if (!dns_reverse_read(key, len, &address))
		return false;
	for (size_t i = 0; i < t->count; i++) {
		const struct dns_entry *e = &t->entries[i];

		if (e->alias || !(e->networks & s->view) ||
			!IN6_ARE_ADDR_EQUAL(&e->address, &address))
			continue;
		if (s->type == DNS_TYPE_PTR) {
			s->records->count = 1;
			s->records->name = e->key;
			s->records->name_len = e->len;
		}
		return true;
	}
	return false;
}

/* Does the key end in .tcr, or is it tcr itself?  name is in labels. */
static bool below_tcr(const uint8_t *key, size_t len)
{
	size_t at = 0;

	while (len - at > SUFFIX_LEN)
		at += 1u + key[at];
	return len - at == SUFFIX_LEN &&
	       !memcmp(key + at, DNS_SUFFIX, SUFFIX_LEN);
}

/* What a resolver asks about a zone, not about a host: "com" has these. */
static bool asks_for_zone(const struct dns_query *q)
{
	return q->type == DNS_TYPE_NS || q->type == DNS_TYPE_SOA ||
	       q->type == DNS_TYPE_DS || q->type == DNS_TYPE_DNSKEY;
}

enum dns_where dns_table_find(const struct dns_table *t, uint16_t view,
	const struct dns_query *q, struct dns_records *records)
{
	struct search s = {t, view, q->type, records};
	uint8_t key[DNS_NAME_MAX] = {0};
	size_t len = q->name_len - 1u; /* without the root */
	bool ours;

	records->count = 0;
	records->name = NULL;
	for (size_t i = 0; i < len; i++)
		key[i] = fold(q->name[i]);
	if (lookup_both(&s, key, len) || lookup_address(&s, key, len))
		return DNS_WHERE_HERE;
	ours = below_tcr(key, len);
	/* tcr itself exists, or no name below it could (RFC 8020). */
	if (ours &&
		(len == SUFFIX_LEN || lookup_both(&s, key, len - SUFFIX_LEN)))
		return DNS_WHERE_HERE;
	if (ours || (q->labels == 1 && !asks_for_zone(q)))
		return DNS_WHERE_NOWHERE;
	return DNS_WHERE_ELSEWHERE;
}
