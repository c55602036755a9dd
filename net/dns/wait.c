/* SPDX-License-Identifier: MIT */
/*
 * A ring buffer of records of different sizes, each in one piece: if a record
 * does not fit before the ring's end, a filler (a dead record) takes the rest
 * and the record starts at 0.  Records are dropped in any order: a dropped one
 * is dead, and its room is freed once all older ones are dead too.
 */
#include "net/dns/wait.h"

#include <string.h>

#define ALIGNMENT 8u
/* The least size of a filler, which has size_bytes and live only. */
#define FILLER_MIN ALIGNMENT

_Static_assert(offsetof(struct dns_waiting, follows) < FILLER_MIN,
	"a filler has room for size_bytes and live");

static struct dns_waiting *record_at(struct dns_wait *w, size_t offset)
{
	void *p = w->ring + offset;

	return p;
}

static size_t past(const struct dns_wait *w, const struct dns_waiting *e)
{
	size_t offset = (size_t)((const uint8_t *)e - w->ring) + e->size_bytes;

	return offset == DNS_WAIT_BYTES ? 0 : offset;
}

/* A record of that size at the tail, after a filler if need be; NULL: full. */
static struct dns_waiting *reserve(struct dns_wait *w, size_t bytes)
{
	size_t to_end = DNS_WAIT_BYTES - w->tail;
	struct dns_waiting *e;

	if (bytes > to_end) {
		if (w->used + to_end + bytes > DNS_WAIT_BYTES)
			return NULL;
		e = record_at(w, w->tail);
		e->size_bytes = (uint32_t)to_end;
		e->live = false;
		w->used += to_end;
		w->tail = 0;
	}
	if (w->used + bytes > DNS_WAIT_BYTES)
		return NULL;
	e = record_at(w, w->tail);
	e->size_bytes = (uint32_t)bytes;
	w->used += bytes;
	w->tail = past(w, e);
	return e;
}

/* The bytes of a client, and of others with the same hash, which are rare. */
static uint32_t *bytes_of(struct dns_wait *w, const struct in6_addr *client)
{
	return &w->own[client->s6_addr[14] ^ client->s6_addr[15]];
}

/*
 * Whether a client may have so many bytes more: then a third of all its bytes
 * must still be free, so that however many clients fill the queue, another one
 * finds room.
 */
static bool in_share(
	struct dns_wait *w, const struct in6_addr *client, size_t bytes)
{
	size_t own = *bytes_of(w, client) + bytes;

	return w->used + bytes + own / DNS_WAIT_SHARE <= DNS_WAIT_BYTES;
}

struct dns_waiting *dns_wait_add(struct dns_wait *w, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms)
{
	size_t query = offsetof(struct dns_query, name) + q->name_len;
	size_t bytes = offsetof(struct dns_waiting, query) + query;
	struct dns_waiting *e;

	bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
	dns_wait_trim(w);
	if (!in_share(w, &client->address, bytes))
		return NULL;
	e = reserve(w, bytes);
	if (!e)
		return NULL;
	*bytes_of(w, &client->address) += e->size_bytes;
	e->live = true;
	e->follows = false;
	e->hash = dns_packet_hash(q);
	e->arrived_ms = now_ms;
	e->client = *client;
	memcpy((uint8_t *)e + offsetof(struct dns_waiting, query), q, query);
	w->count++;
	return e;
}

/* The first live record at or behind offset; NULL: there is none. */
static struct dns_waiting *live_from(struct dns_wait *w, size_t offset)
{
	for (;;) {
		struct dns_waiting *e = record_at(w, offset);

		if (e->live)
			return e;
		offset = past(w, e);
		if (offset == w->tail)
			return NULL;
	}
}

struct dns_waiting *dns_wait_first(struct dns_wait *w)
{
	return w->count ? live_from(w, w->head) : NULL;
}

struct dns_waiting *dns_wait_next(struct dns_wait *w, struct dns_waiting *e)
{
	size_t offset = past(w, e);

	return offset == w->tail ? NULL : live_from(w, offset);
}

void dns_wait_query(const struct dns_waiting *e, struct dns_query *q)
{
	const uint8_t *from =
		(const uint8_t *)e + offsetof(struct dns_waiting, query);

	memcpy(q, from, offsetof(struct dns_query, name) + e->query.name_len);
}

void dns_wait_drop(struct dns_wait *w, struct dns_waiting *e)
{
	e->live = false;
	w->count--;
	*bytes_of(w, &e->client.address) -= e->size_bytes;
}

void dns_wait_trim(struct dns_wait *w)
{
	while (w->used) {
		struct dns_waiting *e = record_at(w, w->head);

		if (e->live)
			return;
		w->used -= e->size_bytes;
		w->head = past(w, e);
	}
	w->head = w->tail = 0;
}
