/* SPDX-License-Identifier: MIT */
/*
 * Local names, sorted, found by bisection.  Keys are in the form that names
 * have on the wire, so that a label with a dot in it equals no other name.
 * Names that a client may not see are passed over among those of one key: what
 * it costs does not depend on how many networks there are.
 */
#include "net/dns_table.h"

#include "net/dns_packet.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SUFFIX     "\3tcr" /* NAME.tcr, as labels */
#define SUFFIX_LEN 4

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

int dns_table_add(struct dns_table *t, const char *name, size_t len,
	struct in_addr address, uint16_t networks)
{
	struct dns_entry e = {.address = address, .networks = networks};
	int rc = make_key(&e, name, len);

	if (rc < 0)
		return rc;
	if (t->count == DNS_TABLE_MAX)
		return -ENOSPC;
	t->entries[t->count++] = e;
	return 0;
}

int dns_table_add_member(
	struct dns_table *t, struct in_addr address, uint16_t networks)
{
	size_t i = 0;

	while (i < t->member_count &&
		ntohl(t->members[i].address.s_addr) < ntohl(address.s_addr))
		i++;
	if (i < t->member_count &&
		t->members[i].address.s_addr == address.s_addr) {
		t->members[i].networks |= networks;
		return 0;
	}
	if (t->member_count == DNS_MEMBER_MAX)
		return -ENOSPC;
	memmove(&t->members[i + 1], &t->members[i],
		(t->member_count++ - i) * sizeof(t->members[0]));
	t->members[i] = (struct dns_member){address, networks};
	return 0;
}

uint16_t dns_table_view(
	const struct dns_table *t, size_t network, struct in_addr client)
{
	uint16_t view = (uint16_t)(1U << network);
	size_t low = 0, high = t->member_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct dns_member *m = &t->members[middle];

		if (m->address.s_addr == client.s_addr)
			return view | m->networks;
		if (ntohl(m->address.s_addr) < ntohl(client.s_addr))
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

static size_t lookup(const struct dns_table *t, uint16_t view,
	const uint8_t *key, size_t len, struct in_addr *addresses, size_t max)
{
	size_t i = lower_bound(t, key, len), count = 0;

	for (; i < t->count && count < max; i++) {
		if (compare(&t->entries[i], key, len) != 0)
			break;
		if (t->entries[i].networks & view)
			addresses[count++] = t->entries[i].address;
	}
	return count;
}

/* NAME.NETWORK, of a network in view: NAME there. */
static size_t lookup_in(const struct dns_table *t, uint16_t view,
	const uint8_t *key, size_t len, struct in_addr *addresses, size_t max)
{
	size_t at = 0; /* of the last label */
	size_t count = 0;

	while (at < len && at + 1u + key[at] < len)
		at += 1u + key[at];
	if (at == 0)
		return 0;
	for (unsigned i = 0; i < DNS_NETWORK_MAX && !count; i++) {
		const struct dns_network *n = &t->networks[i];

		if ((view & 1U << i) && n->len && n->len == len - at &&
			!memcmp(n->label, key + at, len - at))
			count = lookup(t, (uint16_t)(1U << i), key, at,
				addresses, max);
	}
	return count;
}

/* As it is, or with the network's name behind it. */
static size_t lookup_both(const struct dns_table *t, uint16_t view,
	const uint8_t *key, size_t len, struct in_addr *addresses, size_t max)
{
	size_t count = lookup(t, view, key, len, addresses, max);

	return count ? count : lookup_in(t, view, key, len, addresses, max);
}

/* Does the key end in .tcr, or is it tcr itself?  name is in labels. */
static bool below_tcr(const uint8_t *key, size_t len)
{
	size_t at = 0;

	while (len - at > SUFFIX_LEN)
		at += 1u + key[at];
	return len - at == SUFFIX_LEN && !memcmp(key + at, SUFFIX, SUFFIX_LEN);
}

/* What a resolver asks about a zone, not about a host: "com" has these. */
static bool asks_for_zone(const struct dns_query *q)
{
	return q->type == DNS_TYPE_NS || q->type == DNS_TYPE_SOA ||
	       q->type == DNS_TYPE_DS || q->type == DNS_TYPE_DNSKEY;
}

enum dns_where dns_table_find(const struct dns_table *t, uint16_t view,
	const struct dns_query *q, struct in_addr *addresses, size_t max,
	size_t *count)
{
	uint8_t key[DNS_NAME_MAX] = {0};
	size_t len = q->name_len - 1u; /* without the root */
	bool ours;

	for (size_t i = 0; i < len; i++)
		key[i] = fold(q->name[i]);
	*count = lookup_both(t, view, key, len, addresses, max);
	if (*count)
		return DNS_WHERE_HERE;
	ours = below_tcr(key, len);
	if (ours)
		*count = lookup_both(
			t, view, key, len - SUFFIX_LEN, addresses, max);
	/* tcr itself exists, or no name below it could (RFC 8020). */
	if (*count || (ours && len == SUFFIX_LEN))
		return DNS_WHERE_HERE;
	if (ours || (q->labels == 1 && !asks_for_zone(q)))
		return DNS_WHERE_NOWHERE;
	return DNS_WHERE_ELSEWHERE;
}
