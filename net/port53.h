/* SPDX-License-Identifier: MIT */
#ifndef NET_PORT53_H
#define NET_PORT53_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The sockets of port 53 on which tcr-dns listens.  tcrd opens and keeps them,
 * so that queries wait in them while tcr-dns is replaced.  tcr-dns inherits
 * them as the descriptors from PORT53_FIRST on and opens those that are
 * missing.  A socket is recognised by the address and the interface that it is
 * bound to.
 */
#define PORT53_FIRST 3
#define PORT53_MAX   128 /* 64 addresses, UDP and TCP */

struct port53 {
	int fds[PORT53_MAX];
	size_t count;
};

/* Whether fd is a socket that is bound to port 53. */
bool port53_is(int fd);
/*
 * Takes the socket of that address, interface and type (SOCK_DGRAM or
 * SOCK_STREAM) out of *all, or opens it.  Returns the descriptor, or -errno
 * after a log line.
 */
int port53_take(struct port53 *all, const struct in6_addr *address,
	const char *interface, int type);
/* Closes the sockets that are left in *all. */
void port53_close(struct port53 *all);

#endif
