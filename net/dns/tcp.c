/* SPDX-License-Identifier: MIT */
/*
 * DNS over TCP (RFC 7766), without pipelining.
 *
 * How it works.  In each state a link waits for one kind of event on one
 * descriptor.  step() moves the link on until a system call would block; then
 * epoll(7) watches this descriptor for this event only.  A reply of up to 64
 * KiB passes through a piece of 2 KiB: the question is checked and gets the
 * client's id and spelling, the rest passes unchanged.
 *
 * Every state has a deadline, and so has the query, so a client that is slow on
 * purpose keeps its few links for seconds only.
 */
#include "net/dns/tcp.h"

#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/dns/answer.h"
#include "net/dns/random.h"
#include "net/dns/reply.h"
#include "net/port53.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_MS    3000 /* how long a client may take to send a query */
#define QUERY_MS   4500 /* how long a query may take */
#define ATTEMPT_MS 1500 /* how long one upstream may take */
#define PAUSE_MS   100  /* without accept(2) if descriptors run out */
#define PREFIX     2    /* bytes of the length before each message */

/* The result of a step(). */
enum progress {
	PROGRESS_ON,   /* something was done: call step() again */
	PROGRESS_WAIT, /* a system call would block */
	PROGRESS_END,  /* the link must be closed */
};

/* Writes the length before a message that is in the piece behind the prefix. */
static void frame(struct dns_tcp_link *l, size_t len)
{
	l->piece[0] = (uint8_t)(len >> 8);
	l->piece[1] = (uint8_t)len;
	l->start = 0;
	l->end = PREFIX + len;
}

int dns_tcp_open(struct dns_tcp *t, const struct dns_listen *listen,
	size_t count, struct port53 *sockets)
{
	for (size_t i = 0; i < count; i++) {
		struct epoll_event event = {.events = EPOLLIN,
			.data.u32 = t->tag + DNS_TCP_MAX + (uint32_t)i};
		int fd = port53_take(sockets, &listen[i].address,
			listen[i].interface, SOCK_STREAM);

		if (fd < 0)
			return fd;
		t->networks[t->listener_count] = listen[i].network;
		t->listeners[t->listener_count++] = fd;
		if (epoll_ctl(t->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
			return failed("watch a TCP listener");
	}
	return 0;
}

/*
 * Makes epoll(7) report one event of one descriptor of the link, once
 * (EPOLLONESHOT).
 */
static int wait_for(struct dns_tcp *t, const struct dns_tcp_link *l, int fd,
	uint32_t what, int operation)
{
	struct epoll_event event = {.events = what | EPOLLONESHOT,
		.data.u32 = t->tag + (uint32_t)(l - t->links)};

	return epoll_ctl(t->epoll_fd, operation, fd, &event);
}

static void close_upstream(struct dns_tcp_link *l)
{
	io_close(&l->upstream_fd);
	l->upstream_fd = -1;
}

static void end_link(struct dns_tcp *t, struct dns_tcp_link *l)
{
	close_upstream(l);
	close(l->client_fd);
	l->state = DNS_TCP_FREE;
	t->count--;
}

static void to_read(struct dns_tcp_link *l, int64_t now_ms)
{
	l->state = DNS_TCP_READ;
	l->end = 0;
	l->due_ms = now_ms + READ_MS;
}

/* Starts to send the answer of len bytes that is behind the prefix. */
static void to_write(struct dns_tcp_link *l, size_t len, int64_t now_ms)
{
	frame(l, len);
	l->left = 0;
	l->state = DNS_TCP_WRITE;
	l->due_ms = now_ms + READ_MS;
}

/* Starts to connect to an upstream; puts the query into the piece. */
static int call(struct dns_tcp *t, struct dns_tcp_link *l, int which)
{
	struct sockaddr_storage to;
	socklen_t to_len =
		address_socket(&t->upstreams->at[which].address, DNS_PORT, &to);
	int rc;

	l->upstream_fd = socket(
		to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->upstream_fd < 0)
		return -errno; /* not logged: it would be for each query */
	if (connect(l->upstream_fd, (struct sockaddr *)&to, to_len) < 0 &&
		errno != EINPROGRESS)
		return -errno;
	rc = dns_random_draw(t->random, &l->mark.id, sizeof(l->mark.id));
	if (rc < 0)
		return rc;
	if (wait_for(t, l, l->upstream_fd, EPOLLOUT, EPOLL_CTL_ADD) < 0)
		return -errno;
	l->mark.plain = true; /* a TCP connection is hard to forge */
	frame(l, dns_packet_forward(l->piece + PREFIX, &l->query, &l->mark));
	return 0;
}

/* Asks the next upstream; if there is none, answers SERVFAIL. */
static void ask_next(struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	close_upstream(l);
	while (now_ms < l->deadline_ms) {
		int which = dns_upstream_pick(t->upstreams, l->tried, now_ms);

		if (which < 0)
			break;
		l->tried |= 1u << which;
		if (call(t, l, which) == 0) {
			l->state = DNS_TCP_ASK;
			l->due_ms = now_ms + ATTEMPT_MS;
			if (l->due_ms > l->deadline_ms)
				l->due_ms = l->deadline_ms;
			return;
		}
		close_upstream(l);
	}
	to_write(l,
		dns_packet_answer(
			l->piece + PREFIX, &l->query, DNS_SERVFAIL, NULL, 0),
		now_ms);
}

/* Receives until the piece has until bytes at most. */
static enum progress receive(struct dns_tcp_link *l, int fd, size_t until)
{
	ssize_t n = recv(fd, l->piece + l->end, until - l->end, 0);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? PROGRESS_WAIT
							 : PROGRESS_END;
	l->end += (size_t)n;
	return n > 0 ? PROGRESS_ON : PROGRESS_END;
}

/* Sends from the piece. */
static enum progress transmit(struct dns_tcp_link *l, int fd)
{
	ssize_t n =
		send(fd, l->piece + l->start, l->end - l->start, MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? PROGRESS_WAIT
							 : PROGRESS_END;
	l->start += (size_t)n;
	return PROGRESS_ON;
}

/* How many bytes to receive into the piece: the prefix first, then as much of
 * the message as there is room for. */
static size_t expected(const struct dns_tcp_link *l)
{
	size_t whole;

	if (l->end < PREFIX)
		return PREFIX;
	whole = PREFIX + dns_wire_get16(l->piece);
	return whole < DNS_TCP_PIECE ? whole : DNS_TCP_PIECE;
}

/* Receives one query, not more: the next one stays in the socket. */
static enum progress step_read(
	struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	size_t until = expected(l), len;

	if (l->end < until)
		return receive(l, l->client_fd, until);
	len = until - PREFIX;
	if (len > DNS_UDP_MAX)
		return PROGRESS_END; /* no query is that long */
	switch (dns_answer(t->table, l->network, &l->client, l->piece + PREFIX,
		&len, &l->query)) {
	case DNS_VERDICT_DROP:
		return PROGRESS_END;
	case DNS_VERDICT_ANSWER:
		to_write(l, len, now_ms);
		break;
	case DNS_VERDICT_FORWARD:
		l->tried = l->query.barred;
		l->deadline_ms = now_ms + QUERY_MS;
		ask_next(t, l, now_ms);
		break;
	}
	return PROGRESS_ON;
}

static enum progress step_ask(
	struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	enum progress progress = transmit(l, l->upstream_fd);

	if (progress == PROGRESS_WAIT)
		return progress;
	if (progress == PROGRESS_END) {
		ask_next(t, l, now_ms);
	} else if (l->start == l->end) {
		l->state = DNS_TCP_HEAD;
		l->end = 0;
	}
	return PROGRESS_ON;
}

/* Whether the received part of a reply of len bytes matches the query. */
static bool is_reply(const struct dns_tcp_link *l, size_t len)
{
	const uint8_t *msg = l->piece + PREFIX;
	size_t have = l->end - PREFIX;

	return (have == len ? dns_reply_match(msg, len, &l->query, &l->mark)
			    : dns_reply_match_head(msg, have, &l->query,
				      &l->mark)) == DNS_MATCH_FULL;
}

static enum progress step_head(
	struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	size_t until = expected(l), len;

	if (l->end < until) {
		enum progress progress = receive(l, l->upstream_fd, until);

		if (progress != PROGRESS_END)
			return progress;
		ask_next(t, l, now_ms);
		return PROGRESS_ON;
	}
	len = dns_wire_get16(l->piece);
	if (!is_reply(l, len)) {
		ask_next(t, l, now_ms);
		return PROGRESS_ON;
	}
	dns_reply_restore(l->piece + PREFIX, &l->query);
	l->start = 0;
	l->left = PREFIX + len - l->end;
	l->state = DNS_TCP_WRITE;
	l->due_ms = l->deadline_ms;
	return PROGRESS_ON;
}

static enum progress step_write(struct dns_tcp_link *l, int64_t now_ms)
{
	enum progress progress = transmit(l, l->client_fd);

	if (progress != PROGRESS_ON || l->start < l->end)
		return progress;
	if (l->left) {
		l->state = DNS_TCP_MORE;
		l->start = l->end = 0;
		return PROGRESS_ON;
	}
	close_upstream(l);
	to_read(l, now_ms);
	return PROGRESS_WAIT; /* other links come before its next query */
}

static enum progress step_more(struct dns_tcp_link *l)
{
	size_t until = l->left < DNS_TCP_PIECE ? l->left : DNS_TCP_PIECE;
	enum progress progress = receive(l, l->upstream_fd, until);

	if (progress == PROGRESS_ON) {
		l->left -= l->end;
		l->state = DNS_TCP_WRITE;
	}
	return progress;
}

static enum progress step(
	struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	switch (l->state) {
	case DNS_TCP_FREE:
		return PROGRESS_WAIT;
	case DNS_TCP_READ:
		return step_read(t, l, now_ms);
	case DNS_TCP_ASK:
		return step_ask(t, l, now_ms);
	case DNS_TCP_HEAD:
		return step_head(t, l, now_ms);
	case DNS_TCP_WRITE:
		return step_write(l, now_ms);
	case DNS_TCP_MORE:
		return step_more(l);
	}
	return PROGRESS_END;
}

/* Moves a link on until it has to wait, and watches what it waits for. */
static void run(struct dns_tcp *t, struct dns_tcp_link *l, int64_t now_ms)
{
	enum progress progress;
	bool upstream;
	uint32_t what;

	do
		progress = step(t, l, now_ms);
	while (progress == PROGRESS_ON);
	upstream = l->state == DNS_TCP_ASK || l->state == DNS_TCP_HEAD ||
		   l->state == DNS_TCP_MORE;
	what = l->state == DNS_TCP_ASK || l->state == DNS_TCP_WRITE ? EPOLLOUT
								    : EPOLLIN;
	if (progress == PROGRESS_END ||
		wait_for(t, l, upstream ? l->upstream_fd : l->client_fd, what,
			EPOLL_CTL_MOD) < 0)
		end_link(t, l);
}

/* A free link; NULL: all are in use, or this client has its share. */
static struct dns_tcp_link *find_free(
	struct dns_tcp *t, const struct in6_addr *client)
{
	struct dns_tcp_link *free = NULL;
	size_t count = 0;

	for (size_t i = 0; i < DNS_TCP_MAX; i++) {
		struct dns_tcp_link *l = &t->links[i];

		if (l->state == DNS_TCP_FREE)
			free = l;
		else if (address_is(&l->client, client))
			count++;
	}
	return count < DNS_TCP_CLIENT_MAX ? free : NULL;
}

/* Sets the events of the listeners: EPOLLIN, or 0 to accept nothing. */
static void listeners_watch(struct dns_tcp *t, uint32_t what)
{
	for (size_t i = 0; i < t->listener_count; i++) {
		struct epoll_event event = {.events = what,
			.data.u32 = t->tag + DNS_TCP_MAX + (uint32_t)i};

		(void)epoll_ctl(t->epoll_fd, EPOLL_CTL_MOD, t->listeners[i],
			&event); /* EPOLL_CTL_MOD needs no memory */
	}
}

static void accept_one(struct dns_tcp *t, size_t which, int64_t now_ms)
{
	int listener = t->listeners[which];
	struct sockaddr_in6 peer = {0}; /* or sockaddr_in */
	struct in6_addr client;
	socklen_t len = sizeof(peer);
	struct dns_tcp_link *l;
	int fd = accept4(listener, (struct sockaddr *)&peer, &len,
		SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
			      errno == ENOBUFS)) {
		/* Without a pause epoll(7) would report it again at once. */
		listeners_watch(t, 0);
		t->paused_until_ms = now_ms + PAUSE_MS;
	}
	if (fd < 0)
		return;
	client = address_of_socket(&peer);
	l = find_free(t, &client);
	if (!l) {
		close(fd);
		return;
	}
	l->client_fd = fd;
	l->upstream_fd = -1;
	l->client = client;
	l->network = t->networks[which];
	to_read(l, now_ms);
	t->count++;
	if (wait_for(t, l, fd, EPOLLIN, EPOLL_CTL_ADD) < 0)
		end_link(t, l);
}

void dns_tcp_event(struct dns_tcp *t, size_t number, int64_t now_ms)
{
	if (number >= DNS_TCP_MAX)
		accept_one(t, number - DNS_TCP_MAX, now_ms);
	else if (t->links[number].state != DNS_TCP_FREE)
		run(t, &t->links[number], now_ms);
}

void dns_tcp_expire(struct dns_tcp *t, int64_t now_ms)
{
	if (t->paused_until_ms && now_ms >= t->paused_until_ms) {
		t->paused_until_ms = 0;
		listeners_watch(t, EPOLLIN);
	}
	for (size_t i = 0; t->count && i < DNS_TCP_MAX; i++) {
		struct dns_tcp_link *l = &t->links[i];

		if (l->state == DNS_TCP_FREE || now_ms < l->due_ms)
			continue;
		if (l->state != DNS_TCP_ASK && l->state != DNS_TCP_HEAD) {
			end_link(t, l);
			continue;
		}
		ask_next(t, l, now_ms);
		run(t, l, now_ms);
	}
}

int64_t dns_tcp_due_ms(const struct dns_tcp *t)
{
	int64_t due = t->paused_until_ms ? t->paused_until_ms : INT64_MAX;

	for (size_t i = 0; t->count && i < DNS_TCP_MAX; i++) {
		const struct dns_tcp_link *l = &t->links[i];

		if (l->state != DNS_TCP_FREE && l->due_ms < due)
			due = l->due_ms;
	}
	return due;
}
