/* SPDX-License-Identifier: MIT */
/*
 * Names are sorted and found by bisection.  Keys have the form of names in
 * messages (labels), so that a label with a dot in it equals no other name.
 * Entries of one key are searched one by one for those of a network in view, so
 * the cost does not depend on how many networks there are.
 */
#include "net/dns/table.h"

#include "net/address.h"
#include "net/dns/packet.h"
#include "net/dns/reverse.h"
#include "net/dns/wire.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define SUFFIX_LEN 4 /* of DNS_SUFFIX as labels */
#define PREFIX     "systemd-"
#define PREFIX_LEN (sizeof(PREFIX) - 1)

/*
 * Makes labels of a text: each dot becomes the length of the label behind it,
 * and another length comes first.  Returns the key's length, or -EINVAL.
 */
static int make_key(uint8_t key[DNS_TABLE_KEY], const char *name, size_t len)
{
	size_t label = 0; /* offset of the current label's length */

	if (len == 0 || len >= DNS_TABLE_KEY)
		return -EINVAL;
	for (size_t i = 0; i <= len; i++) {
		uint8_t c = i < len ? (uint8_t)name[i] : '.';

		if (c <= ' ' || c > '~')
			return -EINVAL;
		if (c != '.') {
			key[i + 1] = dns_wire_fold(c);
			continue;
		}
		if (i == label)
			return -EINVAL; /* an empty label */
		key[label] = (uint8_t)(i - label);
		label = i + 1;
	}
	return (int)len + 1;
}

int dns_table_name_network(
	struct dns_table *t, size_t network, const char *name, size_t len)
{
	struct dns_network *n = &t->networks[network];
	uint8_t key[DNS_TABLE_KEY];
	int key_len = make_key(key, name, len);

	if (key_len < 0 || key[0] + 1 != key_len)
		return -EINVAL;
	n->len = (uint8_t)key_len;
	memcpy(n->label, key, n->len);
	return 0;
}

int dns_table_network(const struct dns_table *t, const char *name, size_t len)
{
	uint8_t key[DNS_TABLE_KEY];
	int key_len = make_key(key, name, len);

	for (int i = 0; key_len > 0 && i < DNS_NETWORK_MAX; i++)
		if (t->networks[i].len == key_len &&
			!memcmp(t->networks[i].label, key, (size_t)key_len))
			return i;
	return -ENOENT;
}

static int compare(const struct dns_table *t, const struct dns_entry *e,
	const uint8_t *key, size_t len)
{
	if (e->len != len)
		return e->len < len ? -1 : 1;
	return memcmp(t->keys + e->key, key, len);
}

/* Stores an address in an entry; false: it has one of that family. */
static bool take_address(struct dns_entry *e, const struct in6_addr *address)
{
	if (!address_is4(address)) {
		if (!IN6_IS_ADDR_UNSPECIFIED(&e->address6))
			return false;
		e->address6 = *address;
		return true;
	}
	if (e->address4.s_addr)
		return false;
	e->address4 = address_to4(address);
	return true;
}

int dns_table_add(struct dns_table *t, const struct dns_name *name,
	const struct in6_addr *address, uint16_t networks)
{
	struct dns_entry *last = t->count ? &t->entries[t->count - 1] : NULL;
	struct dns_entry e = {.networks = networks, .alias = name->alias};
	uint8_t key[DNS_TABLE_KEY];
	int len = make_key(key, name->text, name->len);

	if (len < 0)
		return len;
	if (last && compare(t, last, key, (size_t)len) == 0 &&
		last->networks == networks && last->alias == name->alias &&
		take_address(last, address))
		return 0;
	if (t->count == DNS_TABLE_MAX ||
		t->keys_len + (size_t)len > sizeof(t->keys))
		return -ENOSPC;
	(void)take_address(&e, address);
	e.key = (uint16_t)t->keys_len;
	e.len = (uint8_t)len;
	memcpy(t->keys + e.key, key, e.len);
	t->keys_len += e.len;
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

/* Insertion sort: the input is nearly sorted, and the order of a name's
 * addresses stays. */
void dns_table_sort(struct dns_table *t)
{
	for (size_t i = 1; i < t->count; i++) {
		struct dns_entry e = t->entries[i];
		size_t at = i;

		for (; at > 0; at--) {
			if (compare(t, &t->entries[at - 1], t->keys + e.key,
				    e.len) <= 0)
				break;
			t->entries[at] = t->entries[at - 1];
		}
		t->entries[at] = e;
	}
}

/* The index of the first entry that is not less than the key. */
static size_t lower_bound(
	const struct dns_table *t, const uint8_t *key, size_t len)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(t, &t->entries[middle], key, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A search, and the records that it has found. */
struct search {
	const struct dns_table *table;
	uint16_t view; /* the networks in which names are searched */
	uint16_t type;
	struct dns_records *records;
};

/* Reads an entry's address of that family; false: it has none. */
static bool own_address(
	const struct dns_entry *e, bool is4, struct in6_addr *address)
{
	*address = is4 ? address_of4(e->address4) : e->address6;
	return is4 ? e->address4.s_addr : !IN6_IS_ADDR_UNSPECIFIED(address);
}

/* Adds the addresses of a name; returns whether the name is known. */
static bool lookup(const struct search *s, const uint8_t *key, size_t len)
{
	const struct dns_table *t = s->table;
	struct dns_records *r = s->records;
	bool is4 = s->type == DNS_TYPE_A, known = false;

	for (size_t i = lower_bound(t, key, len); i < t->count; i++) {
		const struct dns_entry *e = &t->entries[i];

		if (compare(t, e, key, len) != 0)
			break;
		if (!(e->networks & s->view))
			continue;
		known = true;
		if ((is4 || s->type == DNS_TYPE_AAAA) &&
			r->count < DNS_ADDRESSES &&
			own_address(e, is4, &r->addresses[r->count]))
			r->count++;
	}
	return known;
}

/* For NAME.NETWORK: looks NAME up in that network, if it is in view. */
static bool lookup_in(const struct search *s, const uint8_t *key, size_t len)
{
	struct search there = *s;
	size_t at = 0; /* offset of the last label */
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

/* Looks up NAME and NAME.NETWORK. */
static bool lookup_both(const struct search *s, const uint8_t *key, size_t len)
{
	return lookup(s, key, len) || lookup_in(s, key, len);
}

/*
 * Looks up these and systemd-NAME, as podman calls the container of a unit
 * NAME: the prefix is cut from the first label.
 */
static bool lookup_all(const struct search *s, const uint8_t *key, size_t len)
{
	uint8_t cut[DNS_NAME_MAX];

	if (lookup_both(s, key, len))
		return true;
	if (len <= PREFIX_LEN || key[0] <= PREFIX_LEN ||
		memcmp(key + 1, PREFIX, PREFIX_LEN) != 0)
		return false;
	cut[0] = (uint8_t)(key[0] - PREFIX_LEN);
	memcpy(cut + 1, key + 1 + PREFIX_LEN, len - PREFIX_LEN - 1);
	return lookup_both(s, cut, len - PREFIX_LEN);
}

/* For a reverse name: finds the name of its address. */
static bool lookup_address(
	const struct search *s, const uint8_t *key, size_t len)
{
	const struct dns_table *t = s->table;
	struct in6_addr address, own;

	if (!dns_reverse_read(key, len, &address))
		return false;
	for (size_t i = 0; i < t->count; i++) {
		const struct dns_entry *e = &t->entries[i];

		if (e->alias || !(e->networks & s->view) ||
			!own_address(e, address_is4(&address), &own) ||
			!address_is(&own, &address))
			continue;
		if (s->type == DNS_TYPE_PTR) {
			s->records->count = 1;
			s->records->name = t->keys + e->key;
			s->records->name_len = e->len;
		}
		return true;
	}
	return false;
}

/* Whether the key, which is labels, is tcr or ends in .tcr. */
static bool below_tcr(const uint8_t *key, size_t len)
{
	size_t at = 0;

	while (len - at > SUFFIX_LEN)
		at += 1u + key[at];
	return len - at == SUFFIX_LEN &&
	       !memcmp(key + at, DNS_SUFFIX, SUFFIX_LEN);
}

/* Whether q asks for records of a zone, which a single label like com has. */
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
	bool local;

	records->count = 0;
	records->name = NULL;
	for (size_t i = 0; i < len; i++)
		key[i] = dns_wire_fold(q->name[i]);
	if (lookup_all(&s, key, len) || lookup_address(&s, key, len))
		return DNS_WHERE_HERE;
	local = below_tcr(key, len);
	/* tcr itself must exist, as names below it do (RFC 8020). */
	if (local &&
		(len == SUFFIX_LEN || lookup_all(&s, key, len - SUFFIX_LEN)))
		return DNS_WHERE_HERE;
	if (local || (q->labels == 1 && !asks_for_zone(q)))
		return DNS_WHERE_NOWHERE;
	return DNS_WHERE_ELSEWHERE;
}
