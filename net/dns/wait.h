/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_WAIT_H
#define NET_DNS_WAIT_H

#include "net/dns/packet.h"
#include "net/dns/udp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The waiting room: queries that may not go upstream yet, in the order in which
 * they came.  A burst waits instead of being refused, in little memory.
 */
#define DNS_WAIT_BYTES (128 << 10) /* of one client about 1000 usual names */
#define DNS_WAIT_SHARE 3 /* times what is free, one client may have at most */

/* One of them; the query's name ends where it ends, not at its full size. */
struct dns_waiting {
	uint32_t size_bytes; /* of this record */
	bool live;           /* has not been taken out */
	bool follows;        /* the same question is on its way already */
	uint32_t hash;       /* of the query */
	int64_t arrived_ms;
	struct dns_client client;
	struct dns_query query;
};

struct dns_wait {
	size_t head;       /* offset of the oldest */
	size_t tail;       /* and of the place behind the youngest */
	size_t used;       /* bytes between them */
	size_t count;      /* live ones */
	uint32_t own[256]; /* bytes of those, by the ends of clients' addresses
			    */
	_Alignas(8) uint8_t ring[DNS_WAIT_BYTES];
};

/* Adds one; NULL: full, or the client has its share. */
struct dns_waiting *dns_wait_add(struct dns_wait *w, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms);

/* The oldest, and the one behind it; NULL: none. */
struct dns_waiting *dns_wait_first(struct dns_wait *w);
struct dns_waiting *dns_wait_next(struct dns_wait *w, struct dns_waiting *e);

/* Copies its query whole: what is behind a record's end is not its own. */
void dns_wait_query(const struct dns_waiting *e, struct dns_query *q);

/*
 * Takes it out.  It can still be read, and dns_wait_next() goes on from it,
 * until the next dns_wait_add() or dns_wait_trim().
 */
void dns_wait_drop(struct dns_wait *w, struct dns_waiting *e);
/* Gives the room of those that were taken out back, as far as it can. */
void dns_wait_trim(struct dns_wait *w);

#endif
