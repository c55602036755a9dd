/* SPDX-License-Identifier: MIT */
#ifndef NET_PORT53_H
#define NET_PORT53_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The sockets that names are asked for at.  tcrd opens them and keeps them, so
 * that what is asked while tcr-dns is replaced waits in them.  tcr-dns has them
 * as descriptors 3 and on; what it is not given it opens.  They are known by
 * what they are bound to.
 */
#define PORT53_FIRST 3
#define PORT53_MAX   64 /* 32 addresses, UDP and TCP */

struct port53 {
	int fds[PORT53_MAX];
	size_t count;
};

/* A socket that is bound to that port. */
bool port53_is(int fd);
/*
 * Takes the one for that address and interface out of them, or opens it.
 * SOCK_DGRAM or SOCK_STREAM.  The descriptor, or -errno after a log line.
 */
int port53_take(struct port53 *all, const struct in6_addr *address,
	const char *interface, int type);
/* Closes those that are left. */
void port53_close(struct port53 *all);

#endif
