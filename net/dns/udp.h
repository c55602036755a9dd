/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_UDP_H
#define NET_DNS_UDP_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Who asked: enough to answer. */
struct dns_client {
	struct in6_addr address; /* as in net/address.h */
	in_port_t port;          /* network byte order */
	int fd;                  /* the listener that it asked */
};

#define DNS_UDP_BATCH 16

/* Messages of one listener, received in one call, answered in one. */
struct dns_udp {
	struct mmsghdr messages[DNS_UDP_BATCH];
	struct iovec parts[DNS_UDP_BATCH];
	struct sockaddr_in6 peers[DNS_UDP_BATCH]; /* or sockaddr_in */
	uint8_t bytes[DNS_UDP_BATCH][DNS_UDP_MAX];
};

/* Receives what is there, at most a batch.  The count, or -errno. */
int dns_udp_receive(struct dns_udp *u, int fd);
/* A message of the batch, its length and its sender. */
uint8_t *dns_udp_message(struct dns_udp *u, size_t which, int fd, size_t *len,
	struct dns_client *client);
/* Its bytes are now the answer, of that length; 0: there is none. */
void dns_udp_answer(struct dns_udp *u, size_t which, size_t len);
/* Sends the answers of the batch of count. */
void dns_udp_flush(struct dns_udp *u, int fd, size_t count);

/* Sends one.  One that cannot be sent is lost, as any datagram may be. */
void dns_udp_send(
	const struct dns_client *client, const uint8_t *msg, size_t len);

#endif
