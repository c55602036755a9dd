/* SPDX-License-Identifier: MIT */
#ifndef NET_NETLINK_H
#define NET_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct in6_addr;
struct nlattr;
struct nlmsghdr;

/*
 * Netlink (netlink(7)) as far as net/ needs it: one request at a time, each
 * acknowledged by the kernel.  Every length is checked in both directions.
 */

#define NETLINK_MESSAGE_MAX 1024 /* bytes of one request */
#define NETLINK_WHY_MAX     128

struct netlink {
	int fd; /* -1: closed */
	uint32_t seq;
	char why[NETLINK_WHY_MAX]; /* the kernel's message (extended ACK), or ""
				    */
};

/* A request.  If a part does not fit, netlink_ask() returns -EMSGSIZE. */
struct netlink_message {
	_Alignas(8) uint8_t data[NETLINK_MESSAGE_MAX];
	size_t len;
	bool overflow;
};

/*
 * Called for each message of an answer; returns 0 or -errno.  After the first
 * error it is not called again.
 */
typedef int netlink_each(const struct nlmsghdr *message, void *arg);

/* The state of reading an answer. */
struct netlink_answer {
	uint32_t seq;       /* of the request; messages of others are skipped */
	bool events;        /* there is no request: every message is read */
	netlink_each *each; /* NULL: only the acknowledgement is read */
	void *arg;
	int rc;                    /* the first error of each */
	char why[NETLINK_WHY_MAX]; /* the kernel's message, or "" */
};

/*
 * Opens a route netlink socket in the caller's network namespace; 0, or -errno
 * after a log line.  groups is 0 for netlink_ask(), or a mask of RTMGRP_* for
 * netlink_event().  One socket cannot serve both: asking would discard events.
 */
int netlink_open(struct netlink *nl, uint32_t groups);
/* Opens a netfilter netlink socket for netlink_ask(); 0 or -errno, logged. */
int netlink_open_netfilter(struct netlink *nl);
void netlink_close(struct netlink *nl);

/* Starts a request: its header and the struct of its family. */
void netlink_start(struct netlink_message *m, uint16_t type, uint16_t flags,
	const void *head, size_t len);
/* Each netlink_put*() appends an attribute. */
void netlink_put(
	struct netlink_message *m, uint16_t type, const void *data, size_t len);
void netlink_put_u8(struct netlink_message *m, uint16_t type, uint8_t value);
void netlink_put_u16(struct netlink_message *m, uint16_t type, uint16_t value);
void netlink_put_u32(struct netlink_message *m, uint16_t type, uint32_t value);
void netlink_put_text(
	struct netlink_message *m, uint16_t type, const char *text);
/* Appends 4 bytes for IPv4, 16 for IPv6. */
void netlink_put_address(struct netlink_message *m, uint16_t type,
	const struct in6_addr *address);
/* Starts a nested attribute; returns what netlink_nest_end() needs. */
size_t netlink_nest(struct netlink_message *m, uint16_t type);
/* Appends bytes without an attribute header: the struct of a family. */
void netlink_raw(struct netlink_message *m, const void *data, size_t len);
void netlink_nest_end(struct netlink_message *m, size_t nest);

/*
 * Sends the request and reads its whole answer.  0 or -errno, also of the
 * kernel or of each; the kernel's message is in nl->why.  Does not log.
 * -EAGAIN: the kernel's table changed while it was dumped: ask again.
 */
int netlink_ask(struct netlink *nl, struct netlink_message *m,
	netlink_each *each, void *arg);

/* Logs "text: strerror(-rc) (the kernel's message)"; returns rc. */
int netlink_failed(const struct netlink *nl, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Waits until deadline (of io_now_ms()) for one datagram of events and calls
 * each for its messages.  0 or -errno: -ETIMEDOUT at the deadline, -ENOBUFS if
 * events were lost.
 */
int netlink_event(
	struct netlink *nl, int64_t deadline, netlink_each *each, void *arg);

/*
 * Reads one datagram of an answer and calls a->each.  1: the answer goes on in
 * another datagram; 0: it is complete; else -errno of the kernel or -EBADMSG.
 */
int netlink_read(const void *data, size_t len, struct netlink_answer *a);

/* The payload of a message; NULL: it has fewer than head bytes. */
const void *netlink_head(const struct nlmsghdr *message, size_t head);

/*
 * The value of the attribute of that type, behind head bytes of a message's
 * payload.  NULL: there is none of at least min bytes, or it is malformed.
 */
const void *netlink_attr(
	const struct nlmsghdr *message, size_t head, uint16_t type, size_t min);
/* Likewise among those nested in another attribute's value; NULL has none. */
const void *netlink_attr_in(const void *nest, uint16_t type, size_t min);
/* The length of a value that one of these two has returned. */
size_t netlink_attr_len(const void *value);

#endif
