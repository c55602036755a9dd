/* SPDX-License-Identifier: MIT */
#ifndef NET_DNS_PORT_H
#define NET_DNS_PORT_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A UDP socket that gets a new port, drawn by the kernel, for each use: open,
 * then call and hang up in turn.  Nothing is logged: it happens for each query.
 */

/* Opens one of that family, watched by the epoll under that tag; or -errno. */
int dns_port_open(int epoll_fd, uint32_t tag, int family);

/*
 * Draws a port, connects it to the upstream alone, which is of its family, and
 * sends; 0 or -errno.
 */
int dns_port_call(int fd, const struct in6_addr *upstream, const uint8_t *msg,
	size_t len);

/* Gives the port back.  What has come in for it is thrown away. */
void dns_port_hang_up(int fd);

#endif
