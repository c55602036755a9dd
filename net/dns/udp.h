/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_UDP_H
#define NET_DNS_UDP_H

#include "net/dns/packet.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* Where an answer must be sent. */
struct dns_client {
	struct in6_addr address; /* as in net/address.h */
	in_port_t port;          /* network byte order */
	int fd;                  /* the listener's socket */
};

#define DNS_UDP_BATCH 16

/* A batch: messages that one system call receives and another one answers. */
struct dns_udp {
	struct mmsghdr messages[DNS_UDP_BATCH];
	struct iovec parts[DNS_UDP_BATCH];
	struct sockaddr_in6 peers[DNS_UDP_BATCH]; /* or sockaddr_in */
	uint8_t bytes[DNS_UDP_BATCH][DNS_UDP_MAX];
};

/* Receives a batch without waiting.  Returns how many messages, or -errno. */
int dns_udp_receive(struct dns_udp *u, int fd);
/*
 * A message of the batch that fd received, its length and its sender.  The
 * answer is written over it; there is room for DNS_UDP_MAX bytes.
 */
uint8_t *dns_udp_message(struct dns_udp *u, size_t which, int fd, size_t *len,
	struct dns_client *client);
/* Sets the length of a message's answer; 0: it gets none. */
void dns_udp_answer(struct dns_udp *u, size_t which, size_t len);
/* Sends the answers of a batch of count messages; errors lose an answer. */
void dns_udp_flush(struct dns_udp *u, int fd, size_t count);

/* Sends one answer; an error loses it, as the network may. */
void dns_udp_send(
	const struct dns_client *client, const uint8_t *msg, size_t len);

#endif
