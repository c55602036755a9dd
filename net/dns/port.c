/* SPDX-License-Identifier: MIT */
/*
 * A new port without a new socket: connect(2) to AF_UNSPEC takes the port from
 * a UDP socket that was never bound, and the next connect(2) gets another one.
 * That takes 2 us; close, socket, connect and epoll_ctl take 8.5.
 */
#include "net/dns/port.h"

#include "init/io.h"
#include "net/address.h"
#include "net/dns/packet.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>

int dns_port_open(int epoll_fd, uint32_t tag, int family)
{
	struct epoll_event event = {.events = EPOLLIN, .data.u32 = tag};
	int whole = IP_PMTUDISC_OMIT; /* so forged ICMP cannot fragment us */
	autofd int fd =
		socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	/* Over IPv6, queries are shorter than the least MTU of 1280. */
	if (fd < 0 ||
		(family == AF_INET &&
			setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &whole,
				sizeof(whole)) < 0) ||
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
		return -errno;
	return take_fd(&fd);
}

int dns_port_call(
	int fd, const struct in6_addr *upstream, const uint8_t *msg, size_t len)
{
	struct sockaddr_storage to;
	socklen_t to_len = address_socket(upstream, DNS_PORT, &to);

	if (connect(fd, (struct sockaddr *)&to, to_len) < 0 ||
		send(fd, msg, len, 0) < 0)
		return -errno;
	return 0;
}

void dns_port_hang_up(int fd)
{
	struct sockaddr none = {.sa_family = AF_UNSPEC};
	int errors = 0;
	char byte;

	(void)connect(fd, &none, sizeof(none)); /* cannot fail */
	/* The first error may be of an ICMP message; the next one is EAGAIN. */
	while (errors < 2)
		if (recv(fd, &byte, 1, MSG_DONTWAIT) < 0)
			errors = errno == EAGAIN ? 2 : errors + 1;
}
