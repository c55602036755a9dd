/* SPDX-License-Identifier: MIT */
/*
 * Clients over UDP.  Answers are written over the queries, so the headers of a
 * batch serve for receiving and for sending.
 */
#include "net/dns/udp.h"

#include "net/address.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int dns_udp_receive(struct dns_udp *u, int fd)
{
	int n;

	for (size_t i = 0; i < DNS_UDP_BATCH; i++) {
		u->parts[i] = (struct iovec){u->bytes[i], DNS_UDP_MAX};
		u->messages[i].msg_hdr =
			(struct msghdr){.msg_name = &u->peers[i],
				.msg_namelen = sizeof(u->peers[i]),
				.msg_iov = &u->parts[i],
				.msg_iovlen = 1};
	}
	n = (int)syscall(SYS_recvmmsg, fd, u->messages, DNS_UDP_BATCH,
		MSG_DONTWAIT, NULL);
	return n < 0 ? -errno : n;
}

uint8_t *dns_udp_message(struct dns_udp *u, size_t which, int fd, size_t *len,
	struct dns_client *client)
{
	const struct sockaddr_in6 *peer = &u->peers[which];

	/* sockaddr_in has the port at the same offset. */
	*client = (struct dns_client){
		address_of_socket(peer), peer->sin6_port, fd};
	*len = u->messages[which].msg_len;
	if (u->messages[which].msg_hdr.msg_flags & MSG_TRUNC)
		*len = 0; /* too long for a query: it is dropped */
	return u->bytes[which];
}

void dns_udp_answer(struct dns_udp *u, size_t which, size_t len)
{
	u->parts[which].iov_len = len;
}

/* By syscall(2), as musl's sendmmsg() makes a system call for each message. */
void dns_udp_flush(struct dns_udp *u, int fd, size_t count)
{
	size_t kept = 0, sent = 0;

	for (size_t i = 0; i < count; i++)
		if (u->parts[i].iov_len)
			u->messages[kept++].msg_hdr = u->messages[i].msg_hdr;
	while (sent < kept) {
		long n = syscall(SYS_sendmmsg, fd, u->messages + sent,
			kept - sent, MSG_DONTWAIT);

		/* On an error, the first one of these is lost. */
		sent += n > 0 ? (size_t)n : 1;
	}
}

void dns_udp_send(
	const struct dns_client *client, const uint8_t *msg, size_t len)
{
	struct sockaddr_storage to;
	socklen_t to_len =
		address_socket(&client->address, ntohs(client->port), &to);

	(void)sendto(client->fd, msg, len, MSG_DONTWAIT, (struct sockaddr *)&to,
		to_len);
}
