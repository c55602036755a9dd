/* SPDX-License-Identifier: MIT */
/*
 * Interfaces of the device that appear, go, are set down or lose an address,
 * and resolvers that routers advertise, as route netlink tells it.  What a
 * container's start and stop bring beside that is left out by a filter in the
 * kernel, so that it wakes nobody.  What is read is only a hint where to look:
 * the interface itself is asked how it is now.
 */
#include "net/linkwatch.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "net/netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>

#define DATAGRAM_MAX  8192
#define ADDRESSES_MAX 128       /* of the device, that are looked through */
#define LINE6_MAX     56        /* of /proc/net/if_inet6 */
#define RDNSS         25        /* the option's type, RFC 8106, 5.1 */
#define RDNSS_HEAD    8         /* bytes before its addresses */
#define BUFFER_SIZE   (1 << 20) /* 200 ports leave a bridge that goes */

/* Passes all but RTM_NEWLINK of what is up. */
static int filter(int fd)
{
	const size_t type = offsetof(struct nlmsghdr, nlmsg_type);
	const size_t flags =
		NLMSG_HDRLEN + offsetof(struct ifinfomsg, ifi_flags);
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, (uint32_t)type),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_NEWLINK), 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)flags),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, htonl(IFF_UP), 1, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(*code), .filter = code};

	return setsockopt(
		fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

int net_links_open(void)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK,
		.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
			     RTMGRP_IPV6_IFADDR |
			     1U << (RTNLGRP_ND_USEROPT - 1)};
	const int size = BUFFER_SIZE;
	autofd int fd = socket(AF_NETLINK,
		SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	/* The filter first: what comes before it is not passed by it. */
	if (fd < 0 || filter(fd) < 0 ||
		bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		return failed("watch interfaces");
	/* Without it events are lost sooner, which is noticed. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return take_fd(&fd);
}

struct told {
	struct net_link_event *event;
	unsigned index;
	bool matters;
};

/* An address out of an advertisement; of the link's own it needs the link. */
static bool take_resolver(struct in6_addr *a, const uint8_t *bytes, int link)
{
	memcpy(a, bytes, sizeof(*a));
	if (address_zone(a)) /* it is to be zero there */
		return false;
	(void)address_set_zone(a, (unsigned)link);
	return !address_is4(a) && !IN6_IS_ADDR_LOOPBACK(a) &&
	       address_is_unicast(a);
}

/*
 * One option of a router advertisement that the kernel has no use for itself
 * (RTM_NEWNDUSEROPT).  Resolvers are type, length in units of 8 bytes, 2 bytes
 * of nothing, lifetime in seconds, addresses (RFC 8106, 5.1).
 */
static void take_option(const struct nlmsghdr *h, struct told *told)
{
	const struct nduseroptmsg *head = netlink_head(h, sizeof(*head));
	const uint8_t *option = netlink_head(h, sizeof(*head) + RDNSS_HEAD);
	struct net_link_event *e = told->event;
	size_t size;

	if (!option || head->nduseropt_family != AF_INET6 ||
		head->nduseropt_icmp_type != ND_ROUTER_ADVERT)
		return;
	option += sizeof(*head);
	size = (size_t)option[1] * 8;
	if (option[0] != RDNSS || !netlink_head(h, sizeof(*head) + size))
		return;
	*e = (struct net_link_event){0};
	memcpy(&e->lifetime_s, option + 4, sizeof(e->lifetime_s));
	e->lifetime_s = ntohl(e->lifetime_s);
	for (size_t at = RDNSS_HEAD; at + sizeof(struct in6_addr) <= size &&
				     e->resolver_count < NET_DNS_MAX;
		at += sizeof(struct in6_addr))
		e->resolver_count +=
			take_resolver(&e->resolvers[e->resolver_count],
				option + at, head->nduseropt_ifindex);
	told->matters = e->resolver_count > 0;
	told->index = (unsigned)head->nduseropt_ifindex;
}

static void take_address(const struct ifaddrmsg *address, struct told *told)
{
	*told->event = (struct net_link_event){0};
	told->index = address->ifa_index;
	told->matters = told->index > 0;
}

static int each(const struct nlmsghdr *h, void *arg)
{
	struct told *told = arg;
	struct net_link_event *e = told->event;
	const struct ifinfomsg *info = netlink_head(h, sizeof(*info));
	const struct ifaddrmsg *address = netlink_head(h, sizeof(*address));
	const char *name = NULL;
	size_t len;

	if (h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK)
		name = netlink_attr(h, sizeof(*info), IFLA_IFNAME, 2);
	else if (h->nlmsg_type == RTM_DELADDR && address)
		take_address(address, told);
	else if (h->nlmsg_type == RTM_NEWNDUSEROPT)
		take_option(h, told);
	len = name ? netlink_attr_len(name) : 0;
	if (!name || len > sizeof(e->name) || name[len - 1] != 0)
		return 0;
	*e = (struct net_link_event){0};
	memcpy(e->name, name, len);
	if (h->nlmsg_type == RTM_DELLINK && info &&
		info->ifi_family == AF_BRIDGE)
		e->left = info->ifi_index;
	told->matters = true;
	return 0;
}

bool linkwatch_judge(
	const void *data, size_t len, struct net_link_event *e, unsigned *index)
{
	struct told told = {.event = e};
	struct netlink_answer a = {.each = each, .arg = &told, .events = true};

	*e = (struct net_link_event){0};
	if (netlink_read(data, len, &a) < 0) {
		*e = (struct net_link_event){0};
		told = (struct told){.matters = true};
	}
	*index = told.index;
	return told.matters;
}

bool net_links_read(int fd, struct net_link_event *e)
{
	static _Alignas(8) uint8_t buf[DATAGRAM_MAX];

	for (;;) {
		struct sockaddr_nl from = {0};
		socklen_t size = sizeof(from);
		unsigned index;
		ssize_t n = recvfrom(fd, buf, sizeof(buf), MSG_TRUNC,
			(struct sockaddr *)&from, &size);

		if (n < 0 && errno != ENOBUFS)
			return false;
		*e = (struct net_link_event){0};
		if (n < 0 || (size_t)n > sizeof(buf))
			return true; /* lost */
		if (from.nl_pid == 0 &&
			linkwatch_judge(buf, (size_t)n, e, &index) &&
			(!index || if_indextoname(index, e->name)))
			return true;
	}
}

/* One ioctl after the other: each answer overwrites the last. */
static struct ifreq about(const char *name)
{
	struct ifreq r = {0};

	memcpy(r.ifr_name, name, strnlen(name, IFNAMSIZ - 1));
	return r;
}

/* All of IPv4, of all interfaces (netdevice(7)); a label may be "eth0:1". */
static bool has4(int fd, const char *name, struct in_addr ip)
{
	size_t len = strnlen(name, IFNAMSIZ - 1);
	struct ifreq all[ADDRESSES_MAX] = {0};
	struct ifconf c = {.ifc_len = sizeof(all), .ifc_req = all};

	if (ioctl(fd, SIOCGIFCONF, &c) < 0 || c.ifc_len >= (int)sizeof(all))
		return true; /* not known */
	for (size_t i = 0; i < (size_t)c.ifc_len / sizeof(*all); i++) {
		const struct sockaddr_in *in =
			(const struct sockaddr_in *)&all[i].ifr_addr;
		const char *label = all[i].ifr_name;

		if (in->sin_addr.s_addr == ip.s_addr &&
			!memcmp(label, name, len) &&
			(!label[len] || label[len] == ':'))
			return true;
	}
	return false;
}

/* A line is "20010db8...0001 05 40 00 80     eth0" (proc(5)). */
static bool has6(const char *name, const struct in6_addr *ip)
{
	char text[ADDRESSES_MAX * LINE6_MAX], want[33], *save = NULL;

	for (size_t i = 0; i < sizeof(ip->s6_addr); i++)
		(void)fmt_print(want + 2 * i, sizeof(want) - 2 * i, "%02x",
			ip->s6_addr[i]);
	if (io_read_file(AT_FDCWD, "/proc/net/if_inet6", text, sizeof(text)) <
		0)
		return true; /* not known, or no IPv6 */
	for (char *line = strtok_r(text, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		const char *space = strrchr(line, ' ');

		if (strncmp(line, want, strlen(want)) == 0 && space &&
			strcmp(space + 1, name) == 0)
			return true;
	}
	return false;
}

enum net_link net_link_look(const char *name, int left,
	const struct net_address *addresses, size_t count)
{
	autofd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r = about(name);

	/* What cannot be known is taken as fine: nothing is done about it. */
	if (fd < 0)
		return NET_LINK_FINE;
	if (left && ioctl(fd, SIOCGIFINDEX, &r) == 0 && r.ifr_ifindex == left)
		return NET_LINK_LEFT;
	r = about(name);
	if (ioctl(fd, SIOCGIFFLAGS, &r) < 0)
		return errno == ENODEV ? NET_LINK_GONE : NET_LINK_FINE;
	if (!(r.ifr_flags & IFF_UP))
		return NET_LINK_DOWN;
	for (size_t i = 0; i < count; i++) {
		const struct in6_addr *ip = &addresses[i].ip;

		if (!(address_is4(ip) ? has4(fd, name, address_to4(ip))
				      : has6(name, ip)))
			return NET_LINK_BARE;
	}
	return NET_LINK_FINE;
}
