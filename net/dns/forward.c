/* SPDX-License-Identifier: MIT */
/*
 * Queries on their way upstream.
 *
 * How it works.  Whoever wants to slip a false answer in has to hit the port,
 * the id and the spelling that one query was sent with, before the true answer
 * comes.  So every attempt of every query gets all three anew, at random, from
 * a socket that is connected to its upstream alone; and of equal questions only
 * one is on its way, so that many of them are not many chances.
 *
 * An attempt that fails moves on to the next upstream.  A wrong reply changes
 * nothing: the right one may be behind it.
 *
 * Replies are kept (dns_cache.h).  One that has expired is still better than
 * none: it is the answer as soon as an attempt has failed.
 */
#include "net/dns/forward.h"

#include "init/log.h"
#include "net/address.h"
#include "net/dns/cache.h"
#include "net/dns/port.h"
#include "net/dns/random.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DEADLINE_MS   4500 /* a client's own patience is 5 s */
#define MISMATCH_MAX  20   /* wrong replies to one attempt: an attack */
#define FAILURES_TOLD 3    /* in a row, before it is worth a line */
#define TELL_EVERY_MS 60000

/* How long each attempt may take; slow links get the later ones. */
static const int attempt_ms[] = {500, 800, 1200, 1500};
#define ATTEMPTS (sizeof(attempt_ms) / sizeof(*attempt_ms))

_Static_assert(DNS_UPSTREAM_MAX <= 32, "a set of them is 32 bits");
_Static_assert(DNS_PENDING_MAX <= 256, "a slot's number is one byte");

void dns_forward_init(struct dns_forward *f)
{
	f->due_ms = INT64_MAX;
	for (size_t i = 0; i < DNS_PENDING_MAX; i++)
		f->free[i] = (uint8_t)(DNS_PENDING_MAX - 1 - i);
	f->free_count = DNS_PENDING_MAX;
}

static struct dns_active *active_of(
	struct dns_forward *f, const struct dns_slot *s)
{
	return &f->active[s->place];
}

/* A slot for a query, or NULL when there are too many. */
static struct dns_slot *occupy(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client)
{
	struct dns_slot *s;
	uint8_t number;
	int fd = -1, family = AF_INET;

	if (f->stock_count) {
		number = f->stock[--f->stock_count];
		fd = f->slots[number].fd;
		family = f->slots[number].family;
	} else if (f->free_count) {
		number = f->free[--f->free_count];
	} else {
		return NULL;
	}
	s = &f->slots[number];
	memset(s, 0, offsetof(struct dns_slot, query));
	s->fd = fd;
	s->family = family;
	s->busy = true;
	s->client = *client;
	memcpy(&s->query, q, offsetof(struct dns_query, name) + q->name_len);
	s->place = (uint8_t)f->active_count;
	f->active[f->active_count++] =
		(struct dns_active){.client = client->address,
			.hash = dns_packet_hash(q),
			.slot = number};
	return s;
}

static void vacate(struct dns_forward *f, struct dns_slot *s)
{
	uint8_t number = (uint8_t)(s - f->slots);
	struct dns_active *last = &f->active[--f->active_count];

	if (s->fd >= 0)
		dns_port_hang_up(s->fd);
	*active_of(f, s) = *last;
	f->slots[last->slot].place = s->place;
	s->busy = false;
	if (s->fd >= 0 && f->stock_count < DNS_STOCK_MAX) {
		f->stock[f->stock_count++] = number;
		return;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	f->free[f->free_count++] = number;
}

/* The answer for this query and for all that wait for the same. */
static void finish(
	struct dns_forward *f, struct dns_slot *s, uint8_t *msg, size_t len)
{
	uint32_t hash = active_of(f, s)->hash;
	bool followed = active_of(f, s)->followed;
	struct dns_waiting *e = followed ? dns_wait_first(&f->wait) : NULL;
	struct dns_query q;

	dns_udp_send(&s->client, msg, len);
	for (; e; e = dns_wait_next(&f->wait, e)) {
		if (e->hash != hash)
			continue;
		dns_wait_query(e, &q);
		if (!dns_packet_same(&q, &s->query))
			continue;
		dns_packet_restore(msg, &q);
		dns_udp_send(&e->client, msg, len);
		dns_wait_drop(&f->wait, e);
	}
	vacate(f, s);
}

static void finish_rcode(
	struct dns_forward *f, struct dns_slot *s, enum dns_rcode rcode)
{
	uint8_t msg[DNS_BUILT_MAX];

	finish(f, s, msg, dns_packet_answer(msg, &s->query, rcode, NULL, 0));
}

static void refuse(const struct dns_query *q, const struct dns_client *client)
{
	uint8_t msg[DNS_BUILT_MAX];

	dns_udp_send(
		client, msg, dns_packet_answer(msg, q, DNS_SERVFAIL, NULL, 0));
}

/* Is it time for the next line of this kind? */
static bool may_tell(int64_t *next_ms, int64_t now_ms)
{
	if (now_ms < *next_ms)
		return false;
	*next_ms = now_ms + TELL_EVERY_MS;
	return true;
}

/* At most two lines a minute about each upstream. */
static void tell(struct dns_forward *f, size_t which, bool down, int64_t now_ms)
{
	struct dns_told *told = &f->told[which];
	char text[ADDRESS_TEXT_MAX];

	if (told->down == down || (down && !may_tell(&told->next_ms, now_ms)))
		return;
	told->down = down;
	(void)address_write(&f->upstreams->at[which].address, text);
	if (down)
		log_warn("upstream %s does not answer", text);
	else
		log_info("upstream %s answers again", text);
}

static void upstream_failed(struct dns_forward *f, size_t which, int64_t now_ms)
{
	if (dns_upstream_failed(f->upstreams, which, now_ms) >= FAILURES_TOLD)
		tell(f, which, true, now_ms);
}

/* Readies the slot's socket for another call, or opens one of that family. */
static int socket_for(struct dns_forward *f, struct dns_slot *s, int family)
{
	if (s->fd >= 0 && s->family == family) {
		if (s->sent_ms)
			dns_port_hang_up(s->fd);
		return 0;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->family = family;
	s->fd = dns_port_open(
		f->epoll_fd, f->tag + (uint32_t)(s - f->slots), family);
	return s->fd < 0 ? s->fd : 0;
}

/*
 * One that does not fold case is asked as the client wrote it, but for one time
 * in 64: a domain whose own servers do not fold makes any upstream look like
 * that, and may mean to.
 */
static bool is_plain(const struct dns_forward *f, const struct dns_slot *s)
{
	return f->upstreams->plain ||
	       (f->upstreams->at[s->upstream].plain && s->mark.cases % 64 != 0);
}

/* One packet to the slot's upstream, new in all that can be guessed. */
static int transmit(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	const struct in6_addr *to = &f->upstreams->at[s->upstream].address;
	uint8_t msg[DNS_BUILT_MAX];
	size_t len;
	int rc = socket_for(f, s, address_family(to));

	if (rc < 0) {
		if (may_tell(&f->socket_next_ms, now_ms))
			log_err("no socket for a query: %s", strerror(-rc));
		return rc;
	}
	rc = dns_random_draw(f->random, &s->mark.id, sizeof(s->mark.id));
	if (rc == 0)
		rc = dns_random_draw(
			f->random, &s->mark.cases, sizeof(s->mark.cases));
	if (rc < 0)
		return rc;
	s->mark.plain = s->folded || is_plain(f, s);
	s->mismatches = 0;
	s->sent_ms = now_ms;
	len = dns_packet_forward(msg, &s->query, &s->mark);
	return dns_port_call(s->fd, to, msg, len);
}

/*
 * Asks the next upstream, going round as often as there are attempts; those
 * that cannot even be sent to are out for this query.  -EHOSTUNREACH: no more.
 */
static int attempt(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	while (s->attempts < ATTEMPTS) {
		int which = dns_upstream_pick(f->upstreams, s->tried, now_ms);

		if (which < 0 && s->tried != s->dead) {
			s->tried = s->dead;
			continue;
		}
		if (which < 0)
			break;
		s->tried |= 1u << which;
		s->upstream = (uint8_t)which;
		if (transmit(f, s, now_ms) == 0) {
			s->due_ms = now_ms + attempt_ms[s->attempts++];
			if (s->due_ms > s->deadline_ms)
				s->due_ms = s->deadline_ms;
			if (f->due_ms > s->due_ms)
				f->due_ms = s->due_ms;
			return 0;
		}
		s->dead |= 1u << which;
		upstream_failed(f, (size_t)which, now_ms);
	}
	return -EHOSTUNREACH;
}

/* What is known from before, if it is; for who was let down by upstreams. */
static bool finish_stale(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	uint8_t msg[DNS_BUILT_MAX];
	size_t len = dns_cache_get(f->cache, &s->query, DNS_STALE, msg, now_ms);

	if (len > 0)
		finish(f, s, msg, len);
	return len > 0;
}

static void attempt_or_fail(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	if (attempt(f, s, now_ms) < 0 && !finish_stale(f, s, now_ms))
		finish_rcode(f, s, DNS_SERVFAIL);
}

static bool client_full(
	const struct dns_forward *f, const struct in6_addr *client)
{
	size_t count = 0;

	for (size_t i = 0; i < f->active_count; i++)
		count += IN6_ARE_ADDR_EQUAL(&f->active[i].client, client);
	return count >= DNS_CLIENT_MAX;
}

/* The same question on its way, or NULL. */
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
	struct dns_slot *s = occupy(f, q, client);

	if (!s) {
		refuse(q, client);
		return;
	}
	s->deadline_ms = arrived_ms + DEADLINE_MS;
	s->tried = s->dead = q->barred;
	attempt_or_fail(f, s, now_ms);
}

/* The oldest of those that wait and now may go; NULL: none. */
static struct dns_waiting *next_admitted(
	struct dns_forward *f, struct dns_query *q)
{
	struct dns_waiting *e = NULL;
	struct in6_addr full = {0}; /* a client that was found to be */

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

/* Fills the places that have become free. */
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

/* A client that repeats itself gets one answer. */
static bool is_repeated(const struct dns_slot *s, const struct dns_query *q,
	const struct dns_client *client)
{
	return s->query.id == q->id && s->client.port == client->port &&
	       address_is(&s->client.address, &client->address);
}

/* No upstream is worth waiting for, and there is an answer from before. */
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
		refuse(q, client);
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

/* More wrong replies than chance has: the rest is a matter for TCP. */
static void suspect(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	char text[ADDRESS_TEXT_MAX];
	uint8_t msg[DNS_BUILT_MAX];

	if (may_tell(&f->forged_next_ms, now_ms))
		log_warn("replies forged in the name of %s, sending the client "
			 "to TCP",
			address_write(
				&f->upstreams->at[s->upstream].address, text));
	finish(f, s, msg, dns_packet_truncated(msg, &s->query));
}

/* What an answer says of how its upstream takes mixed case. */
static void learn(struct dns_forward *f, const struct dns_slot *s)
{
	struct dns_upstream *u = &f->upstreams->at[s->upstream];
	char text[ADDRESS_TEXT_MAX];

	if (!s->mark.plain) {
		u->folds = true;
		u->plain = false;
	} else if (s->denied && !u->folds && !u->plain) {
		u->plain = true;
		log_warn("upstream %s takes names in mixed case for others: it "
			 "is asked as they are written",
			address_write(&u->address, text));
	}
}

/* A true reply.  Another upstream may know what this one could not say. */
static void replied(struct dns_forward *f, struct dns_slot *s, uint8_t *msg,
	size_t len, int64_t now_ms)
{
	enum dns_rcode rcode = dns_packet_rcode(msg);
	uint32_t all = (uint32_t)((1ull << f->upstreams->count) - 1);

	(void)dns_upstream_answered(
		f->upstreams, s->upstream, now_ms - s->sent_ms);
	tell(f, s->upstream, false, now_ms);
	if (rcode == DNS_NOERROR)
		learn(f, s);
	/* Does it say so because of the case? */
	if ((rcode == DNS_NXDOMAIN || rcode == DNS_SERVFAIL) &&
		!s->mark.plain) {
		s->folded = s->denied = true;
		s->due_ms += now_ms - s->sent_ms;
		if (s->due_ms > s->deadline_ms)
			s->due_ms = s->deadline_ms;
		if (transmit(f, s, now_ms) == 0)
			return;
	}
	if ((rcode == DNS_SERVFAIL || rcode == DNS_REFUSED) &&
		(s->tried | s->dead) != all && attempt(f, s, now_ms) == 0)
		return;
	if (rcode == DNS_SERVFAIL && finish_stale(f, s, now_ms))
		return;
	dns_cache_put(f->cache, &s->query, msg, len, now_ms);
	finish(f, s, msg, dns_packet_deliver(msg, len, &s->query));
}

void dns_forward_event(struct dns_forward *f, size_t slot, int64_t now_ms)
{
	struct dns_slot *s = &f->slots[slot];
	uint8_t msg[DNS_UDP_MAX];
	ssize_t n;

	if (!s->busy)
		return; /* it was finished since the event was reported */
	n = recv(s->fd, msg, sizeof(msg), MSG_DONTWAIT | MSG_TRUNC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) { /* by ICMP: no one is there */
		s->dead |= 1u << s->upstream;
		upstream_failed(f, s->upstream, now_ms);
		attempt_or_fail(f, s, now_ms);
		admit(f, now_ms);
		return;
	}
	if (n > (ssize_t)sizeof(msg)) {
		n = (ssize_t)sizeof(msg);
		dns_packet_cut(msg);
	}
	switch (dns_packet_match(msg, (size_t)n, &s->query, &s->mark)) {
	case DNS_MATCH_FULL:
		replied(f, s, msg, dns_packet_end(msg, (size_t)n), now_ms);
		break;
	case DNS_MATCH_FOLDED:
		/* Some forget the case: once more, as the client wrote it. */
		s->folded = true;
		if (transmit(f, s, now_ms) < 0)
			attempt_or_fail(f, s, now_ms);
		break;
	case DNS_MATCH_NONE:
		f->forged++;
		if (++s->mismatches == MISMATCH_MAX)
			suspect(f, s, now_ms);
		break;
	}
	admit(f, now_ms);
}

static void expire_slots(struct dns_forward *f, int64_t now_ms)
{
	f->due_ms = INT64_MAX;
	/* From the end: one that is finished is replaced by the last. */
	for (size_t i = f->active_count; i-- > 0;) {
		struct dns_slot *s = &f->slots[f->active[i].slot];

		if (s->due_ms > now_ms) {
			if (f->due_ms > s->due_ms)
				f->due_ms = s->due_ms;
			continue;
		}
		upstream_failed(f, s->upstream, now_ms);
		if (finish_stale(f, s, now_ms))
			continue;
		if (now_ms >= s->deadline_ms)
			finish_rcode(f, s, DNS_SERVFAIL);
		else
			attempt_or_fail(f, s, now_ms);
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
		refuse(&q, &e->client);
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
		return INT64_MAX; /* then no one waits either */
	if (e && due > e->arrived_ms + DEADLINE_MS)
		due = e->arrived_ms + DEADLINE_MS;
	return due;
}
