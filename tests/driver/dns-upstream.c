/* SPDX-License-Identifier: MIT */
/*
 * An upstream for tests, which answers as badly as the first label of a name
 * asks for.  dns-upstream ADDRESS OTHER-ADDRESS: at port 53, UDP and TCP, until
 * it is killed.  One line a query on stdout: PROTOCOL PORT ID NAME.
 *
 *	forged   wrong replies of all kinds before the right one
 *	flood    only wrong ids over UDP
 *	silent   nothing
 *	fold     the name in lower case, always
 *	servfail, refused
 *	brief    an answer for 1 second
 *	nx       no such name, and an SOA for 60 seconds; bare-nx: without one
 *	big      2000 bytes over UDP, 60000 over TCP
 *	anything else: its address, ADDRESS; 192.0.2.6 where that is of IPv6
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FORGED "203.0.113.66" /* what no client may ever see */
#define IPV4   "192.0.2.6"    /* an IPv6 one's answer */

static struct in_addr own, forged;
static int udp, tcp, other_port, other_address;

struct query {
	uint8_t bytes[1500];
	size_t len, question_end;
	char name[256]; /* in text */
};

static int open_at(int type, const char *address, uint16_t port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons(port)};
	struct sockaddr_in6 at6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port)};
	bool is6 = inet_pton(AF_INET6, address, &at6.sin6_addr) == 1;
	int fd = socket(is6 ? AF_INET6 : AF_INET, type, 0), yes = 1;

	if (fd < 0 ||
		(!is6 && inet_pton(AF_INET, address, &at.sin_addr) != 1) ||
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
		(is6 ? bind(fd, (struct sockaddr *)&at6, sizeof(at6))
		     : bind(fd, (struct sockaddr *)&at, sizeof(at))) < 0) {
		perror(address);
		exit(1);
	}
	return fd;
}

static bool read_name(struct query *q)
{
	size_t at = 12, out = 0;

	while (at < q->len && q->bytes[at]) {
		size_t label = q->bytes[at++];

		if (label > 63 || at + label > q->len || out + label > 253)
			return false;
		memcpy(q->name + out, q->bytes + at, label);
		out += label;
		q->name[out++] = '.';
		at += label;
	}
	q->name[out] = 0;
	q->question_end = at + 5;
	return q->question_end <= q->len;
}

static bool asks_for(const struct query *q, const char *label)
{
	size_t len = strlen(label);

	return strncasecmp(q->name, label, len) == 0 &&
	       (q->name[len] == '.' || q->name[len] == '-');
}

/* The reply: one A record and as much TXT as it takes to be so long. */
static size_t build(uint8_t *out, const struct query *q, struct in_addr a,
	unsigned rcode, size_t length)
{
	static const uint8_t head[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};
	static const uint8_t soa[] = {0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 60, 0, 22,
		0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0,
		30};
	uint8_t *p = out + q->question_end;
	uint8_t records = rcode ? 0 : 1;
	uint8_t authority = asks_for(q, "nx");

	memcpy(out, q->bytes, q->question_end);
	if (!rcode) {
		memcpy(p, head, sizeof(head));
		memcpy(p + sizeof(head), &a, sizeof(a));
		if (asks_for(q, "brief"))
			p[9] = 1;
		p += sizeof(head) + sizeof(a);
	}
	while ((size_t)(p - out) < length) {
		static const uint8_t txt[] = {
			0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 1, 0, 255};

		memcpy(p, txt, sizeof(txt));
		memset(p + sizeof(txt), 'x', 255);
		p += sizeof(txt) + 255;
		records++;
	}
	if (authority) {
		memcpy(p, soa, sizeof(soa));
		p += sizeof(soa);
	}
	memcpy(out + 2,
		(uint8_t[]){0x81, (uint8_t)(0x80 | rcode), 0, 1, 0, records, 0,
			authority, 0, 0},
		10);
	return (size_t)(p - out);
}

struct peer {
	struct sockaddr_in6 to; /* or sockaddr_in: the port is in one place */
	socklen_t size;
	int fd;
};

static void send_to(const struct peer *peer, const uint8_t *msg, size_t len)
{
	(void)sendto(peer->fd, msg, len, 0, (const struct sockaddr *)&peer->to,
		peer->size);
}

/* Everything that must not be believed. */
static void send_forged(const struct query *q, struct peer peer)
{
	uint8_t msg[1500];
	size_t len = build(msg, q, forged, 0, 0);
	int right = peer.fd;

	send_to(&peer, msg, len / 2);
	for (unsigned bit = 0; bit < 16; bit += 5) {
		msg[bit / 8] ^= (uint8_t)(1u << bit % 8);
		send_to(&peer, msg, len);
		msg[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	peer.fd = other_port;
	send_to(&peer, msg, len);
	peer.fd = other_address;
	send_to(&peer, msg, len);
	peer.fd = right;
	msg[2] &= 0x7f; /* not a reply */
	send_to(&peer, msg, len);
	msg[2] |= 0x80;
	msg[13] ^= 1; /* another name */
	send_to(&peer, msg, len);
	msg[13] ^= 1;
	msg[q->question_end - 3] ^= 1; /* another type */
	send_to(&peer, msg, len);
	msg[q->question_end - 3] ^= 1;
	msg[q->question_end + 1] = (uint8_t)q->question_end; /* a loop */
	send_to(&peer, msg, len);
	msg[q->question_end + 1] = 12;
	msg[7] = 200; /* more records than there are */
	send_to(&peer, msg, len);
	send_to(&peer, msg, 0);
}

static void send_flood(const struct query *q, const struct peer *peer)
{
	uint8_t msg[1500];
	size_t len = build(msg, q, forged, 0, 0);

	for (unsigned i = 0; i < 40; i++) {
		msg[0] = (uint8_t)(q->bytes[0] + 1 + i);
		send_to(peer, msg, len);
	}
}

static void say(const char *protocol, const struct sockaddr_in6 *from,
	const struct query *q)
{
	printf("%s %d %d %s\n", protocol, ntohs(from->sin6_port),
		q->bytes[0] << 8 | q->bytes[1], q->name);
	fflush(stdout);
}

static unsigned rcode_of(const struct query *q)
{
	if (asks_for(q, "servfail"))
		return 2;
	if (asks_for(q, "nx") || asks_for(q, "bare"))
		return 3;
	return asks_for(q, "refused") ? 5 : 0;
}

static void serve_udp(void)
{
	struct peer peer = {.fd = udp, .size = sizeof(peer.to)};
	uint8_t msg[4096];
	struct query q;
	ssize_t n = recvfrom(udp, q.bytes, sizeof(q.bytes), 0,
		(struct sockaddr *)&peer.to, &peer.size);

	q.len = n > 0 ? (size_t)n : 0;
	if (!read_name(&q))
		return;
	say("udp", &peer.to, &q);
	if (asks_for(&q, "silent"))
		return;
	if (asks_for(&q, "flood")) {
		send_flood(&q, &peer);
		return;
	}
	if (asks_for(&q, "forged"))
		send_forged(&q, peer);
	if (asks_for(&q, "fold"))
		for (size_t i = 12; i < q.question_end; i++)
			q.bytes[i] = (uint8_t)tolower(q.bytes[i]);
	send_to(&peer, msg,
		build(msg, &q, own, rcode_of(&q),
			asks_for(&q, "big") ? 2000 : 0));
}

static void serve_tcp(void)
{
	static uint8_t msg[65536];
	struct sockaddr_in6 from;
	socklen_t size = sizeof(from);
	int fd = accept(tcp, (struct sockaddr *)&from, &size);
	uint8_t prefix[2];
	struct query q;
	size_t len;

	if (fd < 0 || recv(fd, prefix, 2, MSG_WAITALL) != 2)
		goto done;
	q.len = (size_t)(prefix[0] << 8 | prefix[1]);
	if (q.len > sizeof(q.bytes) ||
		recv(fd, q.bytes, q.len, MSG_WAITALL) != (ssize_t)q.len ||
		!read_name(&q))
		goto done;
	say("tcp", &from, &q);
	len = build(msg, &q, own, 0, asks_for(&q, "big") ? 60000 : 0);
	prefix[0] = (uint8_t)(len >> 8);
	prefix[1] = (uint8_t)len;
	if (send(fd, prefix, 2, MSG_MORE | MSG_NOSIGNAL) == 2)
		(void)send(fd, msg, len, MSG_NOSIGNAL);
done:
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	(void)inet_pton(AF_INET, strchr(argv[1], ':') ? IPV4 : argv[1], &own);
	(void)inet_pton(AF_INET, FORGED, &forged);
	udp = open_at(SOCK_DGRAM, argv[1], 53);
	tcp = open_at(SOCK_STREAM, argv[1], 53);
	other_port = open_at(SOCK_DGRAM, argv[1], 54);
	other_address = open_at(SOCK_DGRAM, argv[2], 53);
	if (listen(tcp, 8) < 0)
		return 1;
	for (;;) {
		struct pollfd p[] = {
			{.fd = udp, .events = POLLIN},
			{.fd = tcp, .events = POLLIN},
		};

		if (poll(p, 2, -1) < 0)
			return 1;
		if (p[0].revents)
			serve_udp();
		if (p[1].revents)
			serve_tcp();
	}
}
