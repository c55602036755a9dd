/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_SLOT_H
#define NET_DNS_SLOT_H

#include "net/dns/packet.h"
#include "net/dns/udp.h"
#include "net/dns/upstream.h"
#include "net/dns/wait.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_cache;
struct dns_random;

/*
 * Slot: the place of one query that is on its way to an upstream, with a socket
 * of its own.  A slot whose query was answered keeps its socket for the next.
 */
#define DNS_PENDING_MAX 150 /* queries on their way at once */
#define DNS_CLIENT_MAX  32  /* of these, queries of one client */
#define DNS_IDLE_MAX    32  /* slots that keep a socket without a query */

struct dns_slot {
	int fd;               /* the socket; -1: none */
	int family;           /* of the socket */
	bool busy;            /* the slot has a query */
	uint8_t place;        /* index in dns_forward.active */
	uint8_t upstream;     /* index of the upstream that is asked */
	uint8_t attempts;     /* how many attempts were sent */
	bool folded;          /* the name is sent as the client wrote it */
	bool denied;          /* the name did not exist in mixed case */
	uint16_t mismatches;  /* replies to this attempt that do not match */
	uint32_t tried;       /* upstreams asked in this round, a bit each */
	uint32_t dead;        /* upstreams not to ask again, a bit each */
	int64_t sent_ms;      /* when this attempt was sent */
	int64_t due_ms;       /* when this attempt has failed */
	int64_t deadline_ms;  /* when the query has failed */
	struct dns_mark mark; /* of this attempt */
	struct dns_client client;
	struct dns_query query;
};

/* What is searched for all queries on their way, side by side in memory. */
struct dns_active {
	struct in6_addr client;
	uint32_t hash; /* dns_packet_hash() of the query */
	uint8_t slot;
	bool followed; /* an equal query waits for the same reply */
};

/* What the log says of an upstream, so that lines are few. */
struct dns_upstream_log {
	bool down;       /* the last line said that it does not answer */
	int64_t next_ms; /* no such line before */
};

/* The forwarder.  The caller sets the members up to cache; the rest is 0. */
struct dns_forward {
	int epoll_fd;
	uint32_t tag; /* a slot's epoll data is tag + its number */
	struct dns_upstreams *upstreams;
	struct dns_random *random;
	struct dns_cache *cache;
	struct dns_upstream_log logged[DNS_UPSTREAM_MAX];
	int64_t due_ms;         /* no slot is due before */
	int64_t forged_next_ms; /* no line about forged replies before */
	int64_t socket_next_ms; /* no line about missing sockets before */
	uint64_t forged;        /* replies that did not match */
	size_t active_count;
	struct dns_active active[DNS_PENDING_MAX];
	size_t free_count;
	uint8_t free[DNS_PENDING_MAX]; /* slots without query and socket */
	size_t idle_count;
	uint8_t idle[DNS_IDLE_MAX]; /* slots with a socket and no query */
	struct dns_wait wait;
	struct dns_slot slots[DNS_PENDING_MAX];
};

/* Makes all slots free. */
void dns_slot_init(struct dns_forward *f);

/* A slot for a query of this client; NULL: all are busy. */
struct dns_slot *dns_slot_occupy(struct dns_forward *f,
	const struct dns_query *q, const struct dns_client *client);

/*
 * Sends the answer in msg, which is changed, to the client of the slot and to
 * all that wait for the same reply; frees the slot.
 */
void dns_slot_finish(
	struct dns_forward *f, struct dns_slot *s, uint8_t *msg, size_t len);
/* Does that with an answer that has only this rcode. */
void dns_slot_finish_rcode(
	struct dns_forward *f, struct dns_slot *s, enum dns_rcode rcode);
/* Does that with an expired reply of the cache; false: it has none. */
bool dns_slot_finish_stale(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms);

#endif
