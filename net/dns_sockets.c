/* SPDX-License-Identifier: MIT */
/* The sockets of tcr-dns, which tcrd keeps from one tcr-dns to the next. */
#include "init/fmt.h"
#include "net/address.h"
#include "net/net.h"
#include "net/port53.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HIGH_FD 512 /* greater than all numbers that dup2(2) below sets */

static struct port53 self;

void net_dns_open(const char *config)
{
	struct port53 old = self;

	self.count = 0;
	for (const char *line = config; line; line = strchr(line, '\n')) {
		char ip[ADDRESS_TEXT_MAX], name[IFNAMSIZ];
		struct in6_addr address;
		size_t len;

		line += *line == '\n';
		if (strncmp(line, "listen ", 7) != 0)
			continue;
		len = strcspn(line + 7, " ");
		if (fmt_print(ip, sizeof(ip), "%.*s", (int)len, line + 7) < 0 ||
			address_read(ip, &address) < 0)
			continue;
		line += 7 + len + 1;
		(void)fmt_print(name, sizeof(name), "%.*s",
			(int)strcspn(line, " \n"), line);
		for (int tcp = 0; tcp < 2 && self.count < PORT53_MAX; tcp++) {
			int fd = port53_take(&old, &address, name,
				tcp ? SOCK_STREAM : SOCK_DGRAM);

			if (fd >= 0) /* else tcr-dns tries, and logs why */
				self.fds[self.count++] = fd;
		}
	}
	port53_close(&old);
}

unsigned net_dns_hand_on(int counters)
{
	unsigned next = PORT53_FIRST + (unsigned)self.count;

	counters = fcntl(counters, F_DUPFD, HIGH_FD);
	for (size_t i = 0; i < self.count; i++)
		self.fds[i] = fcntl(self.fds[i], F_DUPFD, HIGH_FD);
	for (size_t i = 0; i < self.count; i++)
		(void)dup2(self.fds[i], PORT53_FIRST + (int)i);
	if (dup2(counters, (int)next) >= 0)
		next++;
	return next;
}

void net_dns_adopt(int pidfd)
{
	while (self.count < PORT53_MAX) {
		int fd = (int)syscall(SYS_pidfd_getfd, pidfd,
			PORT53_FIRST + (int)self.count, 0);

		if (fd >= 0 && !port53_is(fd)) {
			close(fd);
			fd = -1;
		}
		if (fd < 0)
			break;
		self.fds[self.count++] = fd;
	}
}
