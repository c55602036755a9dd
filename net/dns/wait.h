/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_WAIT_H
#define NET_DNS_WAIT_H

#include "net/dns/packet.h"
#include "net/dns/udp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A queue of queries that may not go upstream yet, in the order of arrival.  So
 * a burst of queries waits instead of being refused, in little memory.
 */
#define DNS_WAIT_BYTES (128 << 10) /* about 1000 queries of one client */
#define DNS_WAIT_SHARE                                                         \
	3 /* one client has at most so many times the free room */

/* A query that waits.  Its record ends with the name, not with the struct. */
struct dns_waiting {
	uint32_t size_bytes; /* of this record */
	bool live;           /* it was not dropped */
	bool follows;        /* it waits for the reply to an equal query */
	uint32_t hash;       /* dns_packet_hash() of the query */
	int64_t arrived_ms;
	struct dns_client client;
	struct dns_query query;
};

struct dns_wait {
	size_t head;       /* offset of the oldest record */
	size_t tail;       /* offset behind the newest record */
	size_t used;       /* bytes from head to tail */
	size_t count;      /* live records */
	uint32_t own[256]; /* bytes of live records by a hash of the client */
	_Alignas(8) uint8_t ring[DNS_WAIT_BYTES];
};

/* Adds a query; NULL: the queue is full, or the client has its share. */
struct dns_waiting *dns_wait_add(struct dns_wait *w, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms);

/* The oldest query, and the next one after e; NULL: there is none. */
struct dns_waiting *dns_wait_first(struct dns_wait *w);
struct dns_waiting *dns_wait_next(struct dns_wait *w, struct dns_waiting *e);

/* Copies the query of e, whose name must not be read beyond its end. */
void dns_wait_query(const struct dns_waiting *e, struct dns_query *q);

/*
 * Removes e from the queue.  Until the next dns_wait_add() or dns_wait_trim()
 * it may still be read and given to dns_wait_next().
 */
void dns_wait_drop(struct dns_wait *w, struct dns_waiting *e);
/* Frees the room of dropped records, up to the oldest that is live. */
void dns_wait_trim(struct dns_wait *w);

#endif
