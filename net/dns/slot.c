/* SPDX-License-Identifier: MIT */
#include "net/dns/slot.h"

#include "net/dns/cache.h"
#include "net/dns/port.h"
#include "net/dns/reply.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

_Static_assert(DNS_PENDING_MAX <= 256, "a slot's number is one byte");

void dns_slot_init(struct dns_forward *f)
{
	for (size_t i = 0; i < DNS_PENDING_MAX; i++)
		f->free[i] = (uint8_t)(DNS_PENDING_MAX - 1 - i);
	f->free_count = DNS_PENDING_MAX;
}

static struct dns_active *active_of(
	struct dns_forward *f, const struct dns_slot *s)
{
	return &f->active[s->place];
}

struct dns_slot *dns_slot_occupy(struct dns_forward *f,
	const struct dns_query *q, const struct dns_client *client)
{
	struct dns_slot *s;
	uint8_t number;
	int fd = -1, family = AF_INET;

	if (f->idle_count) {
		number = f->idle[--f->idle_count];
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
	if (s->fd >= 0 && f->idle_count < DNS_IDLE_MAX) {
		f->idle[f->idle_count++] = number;
		return;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	f->free[f->free_count++] = number;
}

void dns_slot_finish(
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
		dns_reply_restore(msg, &q);
		dns_udp_send(&e->client, msg, len);
		dns_wait_drop(&f->wait, e);
	}
	vacate(f, s);
}

void dns_slot_finish_rcode(
	struct dns_forward *f, struct dns_slot *s, enum dns_rcode rcode)
{
	uint8_t msg[DNS_BUILT_MAX];

	dns_slot_finish(
		f, s, msg, dns_packet_answer(msg, &s->query, rcode, NULL, 0));
}

bool dns_slot_finish_stale(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	uint8_t msg[DNS_BUILT_MAX];
	size_t len = dns_cache_get(f->cache, &s->query, DNS_STALE, msg, now_ms);

	if (len > 0)
		dns_slot_finish(f, s, msg, len);
	return len > 0;
}
