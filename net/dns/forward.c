/* SPDX-License-Identifier: MIT */
/*
 * Which queries go upstream, and when.  Of equal questions only one is on its
 * way: an attacker who asks a question many times would otherwise get as many
 * chances to forge a reply.  A query for which there is no slot, or whose
 * client has its share of slots, waits its turn (wait.h).
 */
#include "net/dns/forward.h"

#include "net/address.h"
#include "net/dns/attempt.h"
#include "net/dns/cache.h"
#include "net/dns/reply.h"

#define DEADLINE_MS 4500 /* clients wait for 5 s (resolv.conf(5)) */

void dns_forward_init(struct dns_forward *f)
{
	f->due_ms = INT64_MAX;
	dns_slot_init(f);
}

static void answer_failure(
	const struct dns_query *q, const struct dns_client *client)
{
	uint8_t msg[DNS_BUILT_MAX];

	dns_udp_send(
		client, msg, dns_packet_answer(msg, q, DNS_SERVFAIL, NULL, 0));
}

static bool client_full(
	const struct dns_forward *f, const struct in6_addr *client)
{
	size_t count = 0;

	for (size_t i = 0; i < f->active_count; i++)
		count += IN6_ARE_ADDR_EQUAL(&f->active[i].client, client);
	return count >= DNS_CLIENT_MAX;
}

/* An equal query that is on its way, or NULL. */
static struct dns_active *find_same(
	struct dns_forward *f, uint32_t hash, const struct dns_query *q)
{
	for (size_t i = 0; i < f->active_count; i++)
		if (f->active[i].hash == hash &&
			dns_packet_same(&f->slots[f->active[i].slot].query, q))
			return &f->active[i];
	return NULL;
}

static void start(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client, int64_t arrived_ms, int64_t now_ms)
{
	struct dns_slot *s = dns_slot_occupy(f, q, client);

	if (!s) {
		answer_failure(q, client);
		return;
	}
	s->deadline_ms = arrived_ms + DEADLINE_MS;
	s->tried = s->dead = q->barred;
	dns_attempt_next(f, s, now_ms);
}

/* The oldest query that waits and may go upstream now; NULL: there is none. */
static struct dns_waiting *next_admitted(
	struct dns_forward *f, struct dns_query *q)
{
	struct dns_waiting *e = NULL;
	struct in6_addr full = {0}; /* a client with DNS_CLIENT_MAX queries */

	if (f->active_count < DNS_PENDING_MAX)
		e = dns_wait_first(&f->wait);
	for (; e; e = dns_wait_next(&f->wait, e)) {
		struct dns_active *same;

		if (e->follows || address_is(&e->client.address, &full))
			continue;
		if (client_full(f, &e->client.address)) {
			full = e->client.address;
			continue;
		}
		dns_wait_query(e, q);
		same = find_same(f, e->hash, q);
		if (!same)
			return e;
		same->followed = e->follows = true;
	}
	return NULL;
}

/* Sends queries that wait, as long as there are free slots. */
static void admit(struct dns_forward *f, int64_t now_ms)
{
	struct dns_waiting *e;
	struct dns_query q;

	while (f->wait.count && (e = next_admitted(f, &q))) {
		dns_wait_drop(&f->wait, e);
		start(f, &q, &e->client, e->arrived_ms, now_ms);
	}
	dns_wait_trim(&f->wait);
}

/* Whether a client sent its query again; it gets one answer. */
static bool is_repeated(const struct dns_slot *s, const struct dns_query *q,
	const struct dns_client *client)
{
	return s->query.id == q->id && s->client.port == client->port &&
	       address_is(&s->client.address, &client->address);
}

/* Answers with an expired reply of the cache if all upstreams rest. */
static bool answer_stale(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms)
{
	uint8_t msg[DNS_BUILT_MAX];
	size_t len = 0;

	if (dns_upstream_rest(f->upstreams, q->barred, now_ms))
		len = dns_cache_get(f->cache, q, DNS_STALE, msg, now_ms);
	if (len > 0)
		dns_udp_send(client, msg, len);
	return len > 0;
}

void dns_forward_query(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms)
{
	struct dns_active *same = find_same(f, dns_packet_hash(q), q);
	struct dns_waiting *e;

	if (answer_stale(f, q, client, now_ms))
		return;
	if (same && is_repeated(&f->slots[same->slot], q, client))
		return;
	if (!same && f->active_count < DNS_PENDING_MAX &&
		!client_full(f, &client->address)) {
		start(f, q, client, now_ms, now_ms);
		return;
	}
	e = dns_wait_add(&f->wait, q, client, now_ms);
	if (!e) {
		answer_failure(q, client);
		return;
	}
	if (same)
		same->followed = e->follows = true;
}

void dns_forward_each(struct dns_forward *f,
	void (*fn)(const struct dns_query *q, const struct dns_client *client,
		void *arg),
	void *arg)
{
	struct dns_query q;

	for (size_t i = 0; i < f->active_count; i++) {
		const struct dns_slot *s = &f->slots[f->active[i].slot];

		fn(&s->query, &s->client, arg);
	}
	for (struct dns_waiting *e = dns_wait_first(&f->wait); e;
		e = dns_wait_next(&f->wait, e)) {
		dns_wait_query(e, &q);
		fn(&q, &e->client, arg);
	}
}

void dns_forward_event(struct dns_forward *f, size_t slot, int64_t now_ms)
{
	struct dns_slot *s = &f->slots[slot];

	if (!s->busy)
		return; /* it was finished since the event was reported */
	dns_attempt_receive(f, s, now_ms);
	admit(f, now_ms);
}

static void expire_slots(struct dns_forward *f, int64_t now_ms)
{
	f->due_ms = INT64_MAX;
	/* Backwards: the last one takes the place of one that is finished. */
	for (size_t i = f->active_count; i-- > 0;) {
		struct dns_slot *s = &f->slots[f->active[i].slot];

		if (s->due_ms <= now_ms)
			dns_attempt_expire(f, s, now_ms);
		else if (f->due_ms > s->due_ms)
			f->due_ms = s->due_ms;
	}
}

void dns_forward_expire(struct dns_forward *f, int64_t now_ms)
{
	struct dns_waiting *e;
	struct dns_query q;

	if (now_ms >= f->due_ms)
		expire_slots(f, now_ms);
	while ((e = dns_wait_first(&f->wait)) &&
		now_ms >= e->arrived_ms + DEADLINE_MS) {
		dns_wait_query(e, &q);
		answer_failure(&q, &e->client);
		dns_wait_drop(&f->wait, e);
		dns_wait_trim(&f->wait);
	}
	if (f->wait.count)
		admit(f, now_ms);
}

int64_t dns_forward_due_ms(struct dns_forward *f)
{
	const struct dns_waiting *e = dns_wait_first(&f->wait);
	int64_t due = f->due_ms;

	if (f->active_count == 0)
		return INT64_MAX; /* then no query waits either */
	if (e && due > e->arrived_ms + DEADLINE_MS)
		due = e->arrived_ms + DEADLINE_MS;
	return due;
}
