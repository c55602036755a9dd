/* SPDX-License-Identifier: MIT */
/*
 * How it works.  To slip a false answer in, an attacker must hit the port, the
 * id and the spelling of one query before the true reply comes (RFC 5452).  So
 * every attempt of every query draws all three at random, and its socket is
 * connected to its upstream alone.
 *
 * An attempt that fails moves on to the next upstream.  A reply that does not
 * match changes nothing, as the true one may follow.  An expired reply of the
 * cache is better than none: it is the answer once an attempt has failed.
 */
#include "net/dns/attempt.h"

#include "init/log.h"
#include "net/address.h"
#include "net/dns/cache.h"
#include "net/dns/port.h"
#include "net/dns/random.h"
#include "net/dns/reply.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MISMATCH_MAX     20 /* wrong replies to one attempt: an attack */
#define FAILURES_LOGGED  3  /* failures in a row before a line is logged */
#define LOG_EVERY_MS     60000
#define PLAIN_EXCEPTIONS 64 /* one query in as many is not sent as written */

/* How long each attempt may take; slow links need the later ones. */
static const int attempt_ms[] = {500, 800, 1200, 1500};
#define ATTEMPTS (sizeof(attempt_ms) / sizeof(*attempt_ms))

_Static_assert(DNS_UPSTREAM_MAX <= 32, "a set of upstreams has 32 bits");

/* Whether a line of this kind may be logged; if so, sets the next time. */
static bool may_log(int64_t *next_ms, int64_t now_ms)
{
	if (now_ms < *next_ms)
		return false;
	*next_ms = now_ms + LOG_EVERY_MS;
	return true;
}

/* Logs that an upstream is down or up: two lines a minute at most. */
static void log_upstream(
	struct dns_forward *f, size_t which, bool down, int64_t now_ms)
{
	struct dns_upstream_log *l = &f->logged[which];
	char text[ADDRESS_TEXT_MAX];

	if (l->down == down || (down && !may_log(&l->next_ms, now_ms)))
		return;
	l->down = down;
	(void)address_write(&f->upstreams->at[which].address, text);
	if (down)
		log_warn("upstream %s does not answer", text);
	else
		log_info("upstream %s answers again", text);
}

static void upstream_failed(struct dns_forward *f, size_t which, int64_t now_ms)
{
	if (dns_upstream_failed(f->upstreams, which, now_ms) >= FAILURES_LOGGED)
		log_upstream(f, which, true, now_ms);
}

/* Gives the slot an unconnected socket of that family; 0 or -errno. */
static int socket_for(struct dns_forward *f, struct dns_slot *s, int family)
{
	if (s->fd >= 0 && s->family == family) {
		if (s->sent_ms)
			dns_port_hang_up(s->fd);
		return 0;
	}
	if (s->fd >= 0)
		close(s->fd);
	s->family = family;
	s->fd = dns_port_open(
		f->epoll_fd, f->tag + (uint32_t)(s - f->slots), family);
	return s->fd < 0 ? s->fd : 0;
}

/*
 * Whether the name is sent as the client wrote it, to an upstream for which
 * case matters.  One query in 64 is sent in mixed case nevertheless: a domain
 * whose servers distinguish case makes its upstream look like that, perhaps on
 * purpose.
 */
static bool is_plain(const struct dns_forward *f, const struct dns_slot *s)
{
	return f->upstreams->plain ||
	       (f->upstreams->at[s->upstream].plain &&
		       s->mark.cases % PLAIN_EXCEPTIONS != 0);
}

/* Sends the query to the slot's upstream, with a new port, id and spelling. */
static int transmit(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	const struct in6_addr *to = &f->upstreams->at[s->upstream].address;
	uint8_t msg[DNS_BUILT_MAX];
	size_t len;
	int rc = socket_for(f, s, address_family(to));

	if (rc < 0) {
		if (may_log(&f->socket_next_ms, now_ms))
			log_err("no socket for a query: %s", strerror(-rc));
		return rc;
	}
	rc = dns_random_draw(f->random, &s->mark.id, sizeof(s->mark.id));
	if (rc == 0)
		rc = dns_random_draw(
			f->random, &s->mark.cases, sizeof(s->mark.cases));
	if (rc < 0)
		return rc;
	s->mark.plain = s->folded || is_plain(f, s);
	s->mismatches = 0;
	s->sent_ms = now_ms;
	len = dns_packet_forward(msg, &s->query, &s->mark);
	return dns_port_call(s->fd, to, msg, len);
}

/*
 * Asks the next upstream; after the last one the first comes again, as long as
 * attempts are left.  An upstream to which nothing can be sent is not tried
 * again for this query.  -EHOSTUNREACH: there is none.
 */
static int attempt(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	while (s->attempts < ATTEMPTS) {
		int which = dns_upstream_pick(f->upstreams, s->tried, now_ms);

		if (which < 0 && s->tried != s->dead) {
			s->tried = s->dead;
			continue;
		}
		if (which < 0)
			break;
		s->tried |= 1u << which;
		s->upstream = (uint8_t)which;
		if (transmit(f, s, now_ms) == 0) {
			s->due_ms = now_ms + attempt_ms[s->attempts++];
			if (s->due_ms > s->deadline_ms)
				s->due_ms = s->deadline_ms;
			if (f->due_ms > s->due_ms)
				f->due_ms = s->due_ms;
			return 0;
		}
		s->dead |= 1u << which;
		upstream_failed(f, (size_t)which, now_ms);
	}
	return -EHOSTUNREACH;
}

void dns_attempt_next(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	if (attempt(f, s, now_ms) < 0 && !dns_slot_finish_stale(f, s, now_ms))
		dns_slot_finish_rcode(f, s, DNS_SERVFAIL);
}

/* Too many replies do not match: tells the client to use TCP. */
static void suspect(struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	char text[ADDRESS_TEXT_MAX];
	uint8_t msg[DNS_BUILT_MAX];

	if (may_log(&f->forged_next_ms, now_ms))
		log_warn("replies forged in the name of %s, sending the client "
			 "to TCP",
			address_write(
				&f->upstreams->at[s->upstream].address, text));
	dns_slot_finish(f, s, msg, dns_packet_truncated(msg, &s->query));
}

/* Learns from a reply whether letter case matters to its upstream. */
static void learn(struct dns_forward *f, const struct dns_slot *s)
{
	struct dns_upstream *u = &f->upstreams->at[s->upstream];
	char text[ADDRESS_TEXT_MAX];

	if (!s->mark.plain) {
		u->folds = true;
		u->plain = false;
	} else if (s->denied && !u->folds && !u->plain) {
		u->plain = true;
		log_warn("upstream %s does not know names in mixed case: it is "
			 "asked for names as clients write them",
			address_write(&u->address, text));
	}
}

/* Handles a reply that matches.  If it is a failure, another one is asked. */
static void replied(struct dns_forward *f, struct dns_slot *s, uint8_t *msg,
	size_t len, int64_t now_ms)
{
	enum dns_rcode rcode = dns_reply_rcode(msg);
	uint32_t all = (uint32_t)((1ull << f->upstreams->count) - 1);

	(void)dns_upstream_answered(
		f->upstreams, s->upstream, now_ms - s->sent_ms);
	log_upstream(f, s->upstream, false, now_ms);
	if (rcode == DNS_NOERROR)
		learn(f, s);
	/* The case may be the reason: ask once more, as the client wrote it. */
	if ((rcode == DNS_NXDOMAIN || rcode == DNS_SERVFAIL) &&
		!s->mark.plain) {
		s->folded = s->denied = true;
		s->due_ms += now_ms - s->sent_ms;
		if (s->due_ms > s->deadline_ms)
			s->due_ms = s->deadline_ms;
		if (transmit(f, s, now_ms) == 0)
			return;
	}
	if ((rcode == DNS_SERVFAIL || rcode == DNS_REFUSED) &&
		(s->tried | s->dead) != all && attempt(f, s, now_ms) == 0)
		return;
	if (rcode == DNS_SERVFAIL && dns_slot_finish_stale(f, s, now_ms))
		return;
	dns_cache_put(f->cache, &s->query, msg, len, now_ms);
	dns_slot_finish(f, s, msg, dns_reply_deliver(msg, len, &s->query));
}

void dns_attempt_receive(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	uint8_t msg[DNS_UDP_MAX];
	ssize_t n = recv(s->fd, msg, sizeof(msg), MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) { /* an ICMP error: the upstream cannot be reached */
		s->dead |= 1u << s->upstream;
		upstream_failed(f, s->upstream, now_ms);
		dns_attempt_next(f, s, now_ms);
		return;
	}
	if (n > (ssize_t)sizeof(msg)) {
		n = (ssize_t)sizeof(msg);
		dns_reply_cut(msg);
	}
	switch (dns_reply_match(msg, (size_t)n, &s->query, &s->mark)) {
	case DNS_MATCH_FULL:
		replied(f, s, msg, dns_reply_end(msg, (size_t)n), now_ms);
		break;
	case DNS_MATCH_FOLDED:
		/* Some upstreams reply in lower case: send it as written. */
		s->folded = true;
		if (transmit(f, s, now_ms) < 0)
			dns_attempt_next(f, s, now_ms);
		break;
	case DNS_MATCH_NONE:
		f->forged++;
		if (++s->mismatches == MISMATCH_MAX)
			suspect(f, s, now_ms);
		break;
	}
}

void dns_attempt_expire(
	struct dns_forward *f, struct dns_slot *s, int64_t now_ms)
{
	upstream_failed(f, s->upstream, now_ms);
	if (dns_slot_finish_stale(f, s, now_ms))
		return;
	if (now_ms >= s->deadline_ms)
		dns_slot_finish_rcode(f, s, DNS_SERVFAIL);
	else
		dns_attempt_next(f, s, now_ms);
}
