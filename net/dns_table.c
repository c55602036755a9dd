/* SPDX-License-Identifier: MIT */
/*
 * Local names, sorted, found by bisection.  Keys are in the form that names
 * have on the wire, so that a label with a dot in it equals no other name.
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

int dns_table_add(struct dns_table *t, const char *name, size_t len,
	struct in_addr address)
{
	struct dns_entry e = {.address = address};
	int rc = make_key(&e, name, len);

	if (rc < 0)
		return rc;
	if (t->count == DNS_TABLE_MAX)
		return -ENOSPC;
	t->entries[t->count++] = e;
	return 0;
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

static size_t lookup(const struct dns_table *t, const uint8_t *key, size_t len,
	struct in_addr *addresses, size_t max)
{
	size_t i = lower_bound(t, key, len), count = 0;

	for (; i < t->count && count < max; i++, count++) {
		if (compare(&t->entries[i], key, len) != 0)
			break;
		addresses[count] = t->entries[i].address;
	}
	return count;
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

enum dns_where dns_table_find(const struct dns_table *t,
	const struct dns_query *q, struct in_addr *addresses, size_t max,
	size_t *count)
{
	uint8_t key[DNS_NAME_MAX] = {0};
	size_t len = q->name_len - 1u; /* without the root */
	bool ours;

	for (size_t i = 0; i < len; i++)
		key[i] = fold(q->name[i]);
	*count = lookup(t, key, len, addresses, max);
	if (*count)
		return DNS_WHERE_HERE;
	ours = below_tcr(key, len);
	if (ours)
		*count = lookup(t, key, len - SUFFIX_LEN, addresses, max);
	/* tcr itself exists, or no name below it could (RFC 8020). */
	if (*count || (ours && len == SUFFIX_LEN))
		return DNS_WHERE_HERE;
	if (ours || (q->labels == 1 && !asks_for_zone(q)))
		return DNS_WHERE_NOWHERE;
	return DNS_WHERE_ELSEWHERE;
}
