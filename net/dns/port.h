/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_PORT_H
#define NET_DNS_PORT_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

/*
 * UDP sockets that get a new random port for each use: dns_port_open(), then
 * dns_port_call() and dns_port_hang_up() in turn.  Nothing is logged, as this
 * happens for each query.
 */

/*
 * Opens a socket of that family, which epoll_fd reports with that tag.  Returns
 * the descriptor or -errno.
 */
int dns_port_open(int epoll_fd, uint32_t tag, int family);

/*
 * Gets a new port from the kernel, connects to port 53 of the upstream, which
 * is of the socket's family, and sends msg.  0 or -errno.
 */
int dns_port_call(int fd, const struct in6_addr *upstream, const uint8_t *msg,
	size_t len);

/* Gives the port back and discards what was received at it. */
void dns_port_hang_up(int fd);

#endif
