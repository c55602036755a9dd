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
 * DNS over TCP, for answers that do not fit a datagram and for clients that got
 * one with TC.  There are few connections, each with one query at a time.  An
 * upstream's reply passes through in pieces.
 */
#define DNS_TCP_MAX        16   /* connections of clients */
#define DNS_TCP_CLIENT_MAX 4    /* connections of one client */
#define DNS_TCP_PIECE      2048 /* bytes */

enum dns_tcp_state {
	DNS_TCP_FREE,  /* no connection */
	DNS_TCP_READ,  /* receives a query from the client */
	DNS_TCP_ASK,   /* connects to an upstream, then sends the query */
	DNS_TCP_HEAD,  /* receives the reply up to its question at least */
	DNS_TCP_WRITE, /* sends a piece to the client */
	DNS_TCP_MORE,  /* receives the next piece of the reply */
};

/* Link: a client's connection, and the one to an upstream for its query. */
struct dns_tcp_link {
	enum dns_tcp_state state;
	int client_fd;
	int upstream_fd; /* -1: none */
	struct in6_addr client;
	uint8_t network;     /* of the listener */
	uint32_t tried;      /* upstreams asked for this query, a bit each */
	int64_t due_ms;      /* when this state has failed */
	int64_t deadline_ms; /* when the query has failed */
	size_t left;         /* bytes of the reply that are still to come */
	size_t start, end;   /* which bytes of piece are in use */
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
	int64_t paused_until_ms; /* until then nothing is accepted; 0: it is */
	size_t count;            /* of links that are not free */
	struct dns_tcp_link links[DNS_TCP_MAX];
};

/*
 * Takes a listening socket for each address and interface from sockets, or
 * opens one.  The caller has set the members of t up to random; the rest is
 * zero.  0, or -errno after a log line.
 */
int dns_tcp_open(struct dns_tcp *t, const struct dns_listen *listen,
	size_t count, struct port53 *sockets);

/* Handles an event that epoll(7) reported with tag + number. */
void dns_tcp_event(struct dns_tcp *t, size_t number, int64_t now_ms);

/* Ends links, or asks another upstream, when their time is over. */
void dns_tcp_expire(struct dns_tcp *t, int64_t now_ms);
/* When dns_tcp_expire() must be called next; INT64_MAX: never. */
int64_t dns_tcp_due_ms(const struct dns_tcp *t);

#endif
