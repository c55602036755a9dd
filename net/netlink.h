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
 * Just enough netlink for links, addresses and routes: one request at a time,
 * each acknowledged by the kernel, every length checked in both directions.
 */

#define NETLINK_MESSAGE_MAX 1024 /* bytes of one request */
#define NETLINK_WHY_MAX     128

struct netlink {
	int fd; /* -1: closed */
	uint32_t seq;
	char why[NETLINK_WHY_MAX]; /* the kernel's own words, or "" */
};

/* A request under construction.  What does not fit is an error when sent. */
struct netlink_message {
	_Alignas(8) uint8_t data[NETLINK_MESSAGE_MAX];
	size_t len;
	bool overflow;
};

/* Called for each message of an answer; 0 or -errno (the first one counts). */
typedef int netlink_each(const struct nlmsghdr *message, void *arg);

/* An answer as far as it has been read. */
struct netlink_answer {
	uint32_t seq;       /* of the request; others' messages are skipped */
	bool events;        /* no request: every message counts */
	netlink_each *each; /* NULL: the acknowledgement is all */
	void *arg;
	int rc;                    /* what each returned first */
	char why[NETLINK_WHY_MAX]; /* the kernel's own words, or "" */
};

/*
 * A route netlink socket of the caller's network namespace.  Logs; 0 or -errno.
 * groups: 0 to ask, or a mask of RTMGRP_* for netlink_event(); never both on
 * one socket, asking would swallow events.
 */
int netlink_open(struct netlink *nl, uint32_t groups);
/* The same of netfilter, to ask. */
int netlink_open_netfilter(struct netlink *nl);
void netlink_close(struct netlink *nl);

void netlink_start(struct netlink_message *m, uint16_t type, uint16_t flags,
	const void *head, size_t len);
void netlink_put(
	struct netlink_message *m, uint16_t type, const void *data, size_t len);
void netlink_put_u8(struct netlink_message *m, uint16_t type, uint8_t value);
void netlink_put_u16(struct netlink_message *m, uint16_t type, uint16_t value);
void netlink_put_u32(struct netlink_message *m, uint16_t type, uint32_t value);
void netlink_put_text(
	struct netlink_message *m, uint16_t type, const char *text);
/* In its own family: 4 bytes or 16. */
void netlink_put_address(struct netlink_message *m, uint16_t type,
	const struct in6_addr *address);
/* Opens a nested attribute; the result is for netlink_nest_end(). */
size_t netlink_nest(struct netlink_message *m, uint16_t type);
/* Bytes without an attribute header (a family's struct in a nest). */
void netlink_raw(struct netlink_message *m, const void *data, size_t len);
void netlink_nest_end(struct netlink_message *m, size_t nest);

/*
 * Sends the request and reads its whole answer.  Does not log: the kernel's
 * refusal is the result, its words are in nl->why.  -EAGAIN: the kernel's table
 * changed while it was being dumped, ask again.
 */
int netlink_ask(struct netlink *nl, struct netlink_message *m,
	netlink_each *each, void *arg);

/* Logs "text: reason (the kernel's words)"; returns rc. */
int netlink_failed(const struct netlink *nl, int rc, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Waits until deadline (of io_now_ms()) for one datagram of events and calls
 * each for its messages.  0, -ETIMEDOUT, -ENOBUFS (some were lost), -errno.
 */
int netlink_event(
	struct netlink *nl, int64_t deadline, netlink_each *each, void *arg);

/*
 * Reads one datagram of an answer.  1: more must come, 0: done, else the
 * kernel's -errno or -EBADMSG.  Pure: bytes in, calls of a->each out.
 */
int netlink_read(const void *data, size_t len, struct netlink_answer *a);

/* What follows head bytes of the message's payload; NULL: it is too short. */
const void *netlink_head(const struct nlmsghdr *message, size_t head);

/*
 * The attribute of that type behind a message's head (or in a nest): its
 * payload, at least min bytes long; NULL: none, or malformed.  *len is its
 * length.
 */
const void *netlink_attr(const struct nlmsghdr *message, size_t head,
	uint16_t type, size_t min, size_t *len);
const void *netlink_attr_in(const void *attrs, size_t attrs_len, uint16_t type,
	size_t min, size_t *len);

#endif
