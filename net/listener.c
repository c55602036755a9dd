/* SPDX-License-Identifier: MIT */
/*
 * Finds the program that listens on a port of the device, from /proc/net.  A
 * published port is translated before the kernel looks for a socket, so that
 * program gets no more packets; tcrd warns of it.
 */
#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "net/net.h"
#include "net/who.h"

#include "init/text.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_MAX   8192
#define WORD_DIGITS 8 /* hexadecimal digits of 32 bits of an address */
#define TCP_LISTEN  0x0a
#define UDP_UNBOUND 0x07 /* TCP_CLOSE: the socket is not connected */

/* What is read of a line of /proc/net/tcp, tcp6, udp or udp6. */
struct line {
	bool any; /* it listens on every address */
	bool is6; /* of IPv6; with any, it may get IPv4 too */
	struct in6_addr address;
	unsigned port, state;
	unsigned long inode;
};

/* "  0: 0100007F:1F90 00000000:0000 0A ... UID TIMEOUT INODE ..." (proc(5)) */
static bool parse(char *text, struct line *l)
{
	char *save = NULL, *word = strtok_r(text, " ", &save), *colon;

	word = word ? strtok_r(NULL, " ", &save) : NULL;
	colon = word ? strchr(word, ':') : NULL;
	if (!colon)
		return false;
	*colon = 0;
	l->any = strspn(word, "0") == strlen(word);
	l->is6 = strlen(word) > WORD_DIGITS;
	l->address = address_of4((struct in_addr){0});
	/* 32-bit words in host byte order; IPv4 has one, IPv6 four. */
	for (int i = 4; i-- > (l->is6 ? 0 : 3);) {
		char *digits = l->is6 ? word + i * WORD_DIGITS : word;

		l->address.s6_addr32[i] =
			(uint32_t)text_digits(digits, NULL, 16);
		*digits = 0;
	}
	l->port = (unsigned)text_digits(colon + 1, NULL, 16);
	for (int i = 2; word && i < 10; i++) {
		word = strtok_r(NULL, " ", &save);
		if (word && i == 3)
			l->state = (unsigned)text_digits(word, NULL, 16);
	}
	l->inode = word ? text_digits(word, NULL, 10) : 0;
	return word != NULL;
}

static bool takes_from(const struct net_port *p, const struct line *l)
{
	unsigned listening =
		p->protocol == IPPROTO_UDP ? UDP_UNBOUND : TCP_LISTEN;

	if (l->state != listening || l->port < p->host_port ||
		l->port >= (unsigned)p->host_port + p->count)
		return false;
	if (l->any)
		return l->is6 || p->family != AF_INET6;
	if (!address_is_none(&p->host_ip))
		return address_is(&p->host_ip, &l->address);
	return p->family == AF_UNSPEC ||
	       p->family == address_family(&l->address);
}

/* Finds the first line of a socket that would get packets for the port. */
static bool find(const char *path, const struct net_port *p, struct line *l)
{
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	char buf[CHUNK_MAX];
	size_t len = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, buf + len, sizeof(buf) - len)) > 0) {
		char *start = buf, *end;

		len += (size_t)n;
		while ((end = memchr(start, '\n', len))) {
			*end = 0;
			if (parse(start, l) && takes_from(p, l))
				return true;
			len -= (size_t)(end + 1 - start);
			start = end + 1;
		}
		memmove(buf, start, len);
	}
	return false;
}

/* Whether the process has that socket ("socket:[INODE]") open. */
static bool has_socket(const char *pid, const char *socket)
{
	char path[64], link[64];
	int rc = fmt_print(path, sizeof(path), "/proc/%s/fd", pid);
	DIR *dir = rc < 0 ? NULL : opendir(path);
	const struct dirent *e;
	bool found = false;

	while (dir && !found && (e = readdir(dir))) {
		ssize_t n = readlinkat(
			dirfd(dir), e->d_name, link, sizeof(link) - 1);

		link[n < 0 ? 0 : n] = 0;
		found = strcmp(link, socket) == 0;
	}
	if (dir)
		closedir(dir);
	return found;
}

static void name_owner(unsigned long inode, char who[NET_WHO_MAX])
{
	char socket[32], path[64], name[32];
	DIR *dir = opendir("/proc");
	const struct dirent *e;

	(void)fmt_print(who, NET_WHO_MAX, "an unknown program");
	(void)fmt_print(socket, sizeof(socket), "socket:[%lu]", inode);
	while (dir && (e = readdir(dir))) {
		ssize_t n = -1;

		if (!isdigit((unsigned char)e->d_name[0]) ||
			!has_socket(e->d_name, socket))
			continue;
		if (fmt_print(path, sizeof(path), "/proc/%s/comm", e->d_name) >
			0)
			n = io_read_file(AT_FDCWD, path, name, sizeof(name));
		who_write(who, name, n > 0 ? (size_t)n - 1 : 0, /* newline */
			(unsigned)text_digits(e->d_name, NULL, 10));
		break;
	}
	if (dir)
		closedir(dir);
}

unsigned net_listener(const struct net_port *port, char who[NET_WHO_MAX])
{
	bool udp = port->protocol == IPPROTO_UDP;
	struct line l;

	if (port->protocol == IPPROTO_SCTP) /* /proc/net has no such list */
		return 0;
	if (!find(udp ? "/proc/net/udp" : "/proc/net/tcp", port, &l) &&
		!find(udp ? "/proc/net/udp6" : "/proc/net/tcp6", port, &l))
		return 0;
	name_owner(l.inode, who);
	return l.port;
}
