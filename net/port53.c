/* SPDX-License-Identifier: MIT */
#include "net/port53.h"

#include "init/io.h"
#include "init/log.h"
#include "net/address.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT          53
#define BACKLOG       8
#define RECEIVE_BYTES (1 << 20) /* about a thousand queries */

static int open_at(const struct in6_addr *address, const char *name, int type)
{
	struct sockaddr_storage at;
	socklen_t at_len = address_socket(address, PORT, &at);
	bool is4 = address_is4(address), udp = type == SOCK_DGRAM;
	int level = is4 ? IPPROTO_IP : IPPROTO_IPV6;
	int bytes = RECEIVE_BYTES, yes = 1, whole = IP_PMTUDISC_OMIT;
	autofd int fd =
		socket(at.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	/* The interface must exist; the address need not (FREEBIND). */
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name,
			       (socklen_t)strlen(name)) < 0)
		return failed("listen on interface %s", name);
	if (fd < 0 ||
		setsockopt(fd, level, is4 ? IP_FREEBIND : IPV6_FREEBIND, &yes,
			sizeof(yes)) < 0 ||
		(is4 && udp &&
			setsockopt(fd, level, IP_MTU_DISCOVER, &whole,
				sizeof(whole)) < 0) ||
		(!udp && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes,
				 sizeof(yes)) < 0))
		return failed("set up the socket of %s", name);
	/* Only a privileged process may exceed the system's limit. */
	if (udp && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes,
			   sizeof(bytes)) < 0)
		(void)setsockopt(
			fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (bind(fd, (struct sockaddr *)&at, at_len) < 0 ||
		(!udp && listen(fd, BACKLOG) < 0))
		return failed("listen on port %d of %s", PORT, name);
	return take_fd(&fd);
}

/* Reads the address of a socket; false: it is no socket of port 53. */
static bool bound_to(int fd, struct in6_addr *address)
{
	struct sockaddr_in6 at = {0}; /* or sockaddr_in */
	socklen_t len = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &len) < 0 ||
		(at.sin6_family != AF_INET && at.sin6_family != AF_INET6) ||
		ntohs(at.sin6_port) != PORT)
		return false;
	*address = address_of_socket(&at);
	return true;
}

bool port53_is(int fd)
{
	struct in6_addr address;

	return bound_to(fd, &address);
}

/*
 * Whether a socket has that address, interface and type.  A socket stays bound
 * to a deleted interface, even if there is a new one of the same name.
 */
static bool fits(
	int fd, const struct in6_addr *address, const char *interface, int type)
{
	struct in6_addr at;
	char name[IFNAMSIZ] = "";
	socklen_t size = sizeof(name);
	int its = 0;

	if (!bound_to(fd, &at) || !address_is(&at, address) ||
		getsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, &size) < 0)
		return false;
	size = sizeof(its);
	return strncmp(name, interface, sizeof(name)) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &its, &size) == 0 &&
	       its == type;
}

int port53_take(struct port53 *all, const struct in6_addr *address,
	const char *interface, int type)
{
	for (size_t i = 0; i < all->count; i++)
		if (fits(all->fds[i], address, interface, type)) {
			int fd = all->fds[i];

			all->fds[i] = all->fds[--all->count];
			return fd;
		}
	return open_at(address, interface, type);
}

void port53_close(struct port53 *all)
{
	while (all->count > 0)
		close(all->fds[--all->count]);
}
