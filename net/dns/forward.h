/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_FORWARD_H
#define NET_DNS_FORWARD_H

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
 * Queries on their way: sent to an upstream from a socket, a port and an id
 * that are theirs alone, and answered, whatever happens, within five seconds.
 * All of it is static: the caller has one, zeroed.
 */
#define DNS_PENDING_MAX 150 /* on their way at once */
#define DNS_CLIENT_MAX  32  /* of those, one client's */
#define DNS_STOCK_MAX   32  /* sockets kept for the next */

/* One query on its way, or a socket in stock. */
struct dns_slot {
	int fd;               /* of its own; -1: none */
	int family;           /* of that */
	bool busy;            /* there is a query */
	uint8_t place;        /* in dns_forward.active */
	uint8_t upstream;     /* which is being asked */
	uint8_t attempts;     /* that were given time */
	bool folded;          /* sent again because of its case */
	bool denied;          /* ... as there was no such name in mixed case */
	uint16_t mismatches;  /* wrong replies to this attempt */
	uint32_t tried, dead; /* upstreams: in this round, without hope */
	int64_t sent_ms;      /* this attempt */
	int64_t due_ms;       /* it has failed */
	int64_t deadline_ms;  /* the query has */
	struct dns_mark mark; /* of this attempt */
	struct dns_client client;
	struct dns_query query;
};

/* What is looked at for all of them together, side by side. */
struct dns_active {
	struct in6_addr client;
	uint32_t hash; /* of the query */
	uint8_t slot;
	bool followed; /* the same question waits */
};

/* What was logged about an upstream, so that little is. */
struct dns_told {
	bool down;       /* that it does not answer */
	int64_t next_ms; /* not again before */
};

struct dns_forward {
	int epoll_fd;
	uint32_t tag; /* a slot's epoll data is tag + its number */
	struct dns_upstreams *upstreams;
	struct dns_random *random;
	struct dns_cache *cache;
	struct dns_told told[DNS_UPSTREAM_MAX];
	int64_t due_ms;         /* no slot is due before */
	int64_t forged_next_ms; /* say nothing of forged replies before */
	int64_t socket_next_ms; /* nor of sockets that cannot be had */
	uint64_t forged;        /* replies that did not match */
	size_t active_count;
	struct dns_active active[DNS_PENDING_MAX];
	size_t free_count;
	uint8_t free[DNS_PENDING_MAX]; /* slots without query and socket */
	size_t stock_count;
	uint8_t stock[DNS_STOCK_MAX]; /* slots that have a socket ready */
	struct dns_wait wait;
	struct dns_slot slots[DNS_PENDING_MAX];
};

/* f is all zero but for its first members, which are the caller's to set. */
void dns_forward_init(struct dns_forward *f);

/* Takes over a query: the client gets an answer, now or later. */
void dns_forward_query(struct dns_forward *f, const struct dns_query *q,
	const struct dns_client *client, int64_t now_ms);

/* Calls fn for each that has no answer yet. */
void dns_forward_each(struct dns_forward *f,
	void (*fn)(const struct dns_query *q, const struct dns_client *client,
		void *arg),
	void *arg);

/* Something came in for a slot. */
void dns_forward_event(struct dns_forward *f, size_t slot, int64_t now_ms);

/* Gives up or tries again what is due. */
void dns_forward_expire(struct dns_forward *f, int64_t now_ms);
/* When that is to be called next; INT64_MAX: never. */
int64_t dns_forward_due_ms(struct dns_forward *f);

#endif
