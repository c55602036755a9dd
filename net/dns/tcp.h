/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_TCP_H
#define NET_DNS_TCP_H

#include "net/dns/conf.h"
#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct port53;
struct dns_random;

/*
 * DNS over TCP: for answers that no datagram holds, and for clients that were
 * told to come this way.  Few connections, each with one query at a time; what
 * an upstream answers passes through in pieces.
 */
#define DNS_TCP_MAX        16
#define DNS_TCP_CLIENT_MAX 4 /* of those, one client's */
#define DNS_TCP_PIECE      2048

enum dns_tcp_state {
	DNS_TCP_FREE,
	DNS_TCP_READ,  /* the client's query */
	DNS_TCP_ASK,   /* connecting upstream, then sending it */
	DNS_TCP_HEAD,  /* the reply, until it is clear whose it is */
	DNS_TCP_WRITE, /* a piece to the client */
	DNS_TCP_MORE,  /* the next piece of the reply */
};

/* A client's connection, and with it one to an upstream. */
struct dns_tcp_link {
	enum dns_tcp_state state;
	int client_fd;
	int upstream_fd; /* -1: none */
	struct in6_addr client;
	uint8_t network;     /* of the listener */
	uint32_t tried;      /* upstreams, for this query */
	int64_t due_ms;      /* this state has failed */
	int64_t deadline_ms; /* the query has */
	size_t left;         /* bytes of the reply that are still to come */
	size_t start, end;   /* of what piece holds */
	struct dns_mark mark;
	struct dns_query query;
	uint8_t piece[DNS_TCP_PIECE];
};

struct dns_tcp {
	int epoll_fd;
	uint32_t tag; /* epoll data: tag + link, or + DNS_TCP_MAX + listener */
	const struct dns_table *table;
	struct dns_upstreams *upstreams;
	struct dns_random *random;
	int listeners[DNS_LISTEN_MAX];
	uint8_t networks[DNS_LISTEN_MAX]; /* of each listener */
	size_t listener_count;
	int64_t paused_until_ms; /* listeners are not watched; 0: they are */
	size_t count;            /* of links that are not free */
	struct dns_tcp_link links[DNS_TCP_MAX];
};

/*
 * Has a listener at each address and interface, of those sockets or a new one;
 * 0 or -errno, logged.  t is
 * all zero but for its first members, which stay the caller's to set.
 */
int dns_tcp_open(struct dns_tcp *t, const struct dns_listen *listen,
	size_t count, struct port53 *sockets);

/* Something happened to a listener or to one of a link's descriptors. */
void dns_tcp_event(struct dns_tcp *t, size_t number, int64_t now_ms);

/* Ends what takes too long. */
void dns_tcp_expire(struct dns_tcp *t, int64_t now_ms);
/* When that is to be called next; INT64_MAX: never. */
int64_t dns_tcp_due_ms(const struct dns_tcp *t);

#endif
