/* SPDX-License-Identifier: MIT */
/*
 * What DNS over UDP costs at least: loops that do nothing else.
 *
 *	dns-floor echo  ADDRESS           answers each query with one A record
 *	dns-floor relay ADDRESS UPSTREAM  passes each on, from a port of its own
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define FDS_MAX 4096
#define LEN_MAX 1500

static struct sockaddr_in upstream = {.sin_family = AF_INET};

static struct {
	struct sockaddr_in client;
	uint8_t id[2];
} pending[FDS_MAX];

static int open_at(const char *address)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0), bytes = 1 << 20;

	if (inet_pton(AF_INET, address, &at.sin_addr) != 1 ||
		setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
			sizeof(bytes)) < 0 ||
		bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0)
		return -1;
	return fd;
}

static _Noreturn void echo(int fd)
{
	static const uint8_t record[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 10, 88, 0, 2};
	uint8_t msg[LEN_MAX + sizeof(record)];

	for (;;) {
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(
			fd, msg, LEN_MAX, 0, (struct sockaddr *)&from, &size);

		if (n < 12)
			continue;
		msg[2] |= 0x80;
		msg[7] = 1;
		msg[11] = 0; /* the query has no OPT record */
		memcpy(msg + n, record, sizeof(record));
		(void)sendto(fd, msg, (size_t)n + sizeof(record), 0,
			(struct sockaddr *)&from, size);
	}
}

static void pass_on(int fd, int epoll_fd)
{
	struct epoll_event event = {.events = EPOLLIN};
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	uint8_t msg[LEN_MAX];
	ssize_t n = recvfrom(fd, msg, sizeof(msg), MSG_DONTWAIT,
		(struct sockaddr *)&from, &size);
	int out;

	if (n < 12)
		return;
	out = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	event.data.fd = out;
	if (out < 0 || out >= FDS_MAX ||
		connect(out, (struct sockaddr *)&upstream, sizeof(upstream)) <
			0 ||
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, out, &event) < 0) {
		close(out);
		return;
	}
	pending[out].client = from;
	memcpy(pending[out].id, msg, 2);
	msg[0] ^= 0x5a;
	(void)send(out, msg, (size_t)n, 0);
}

static void pass_back(int fd, int from)
{
	uint8_t msg[LEN_MAX];
	ssize_t n = recv(from, msg, sizeof(msg), MSG_DONTWAIT);

	if (n >= 12) {
		memcpy(msg, pending[from].id, 2);
		(void)sendto(fd, msg, (size_t)n, 0,
			(struct sockaddr *)&pending[from].client,
			sizeof(pending[from].client));
	}
	close(from);
}

static int relay(int fd)
{
	struct epoll_event events[32],
		event = {.events = EPOLLIN, .data.fd = fd};
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);

	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return 1;
	for (;;) {
		int n = epoll_wait(epoll_fd, events, 32, -1);

		for (int i = 0; i < n; i++)
			if (events[i].data.fd == fd)
				pass_on(fd, epoll_fd);
			else
				pass_back(fd, events[i].data.fd);
	}
}

int main(int argc, char **argv)
{
	int fd = argc >= 3 ? open_at(argv[2]) : -1;

	upstream.sin_port = htons(53);
	if (fd >= 0 && argc == 3 && !strcmp(argv[1], "echo"))
		echo(fd);
	if (fd >= 0 && argc == 4 && !strcmp(argv[1], "relay") &&
		inet_pton(AF_INET, argv[3], &upstream.sin_addr) == 1)
		return relay(fd);
	fprintf(stderr, "dns-floor echo ADDRESS | relay ADDRESS UPSTREAM\n");
	return 2;
}
