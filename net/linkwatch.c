/* SPDX-License-Identifier: MIT */
/*
 * Watches route netlink for interfaces of the device that appear, go, are set
 * down or lose an address, and for resolvers that routers advertise.  A filter
 * in the kernel discards other messages, which every start and stop of a
 * container causes, so they do not wake tcrd.  An event only says where to
 * look: net_link_look() asks the kernel for the interface's state.
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
#define ADDRESSES_MAX 128       /* addresses of the device that are read */
#define LINE6_MAX     56        /* length of a line of /proc/net/if_inet6 */
#define RDNSS         25        /* type of the option (RFC 8106, 5.1) */
#define RDNSS_HEAD    8         /* bytes of the option before its addresses */
#define BUFFER_SIZE   (1 << 20) /* for 200 ports when their bridge goes */

/* Discards RTM_NEWLINK of interfaces that are up. */
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

	/* Before bind(2), so that no message comes unfiltered. */
	if (fd < 0 || filter(fd) < 0 ||
		bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		return failed("watch interfaces");
	/* If it fails, events are lost sooner; the reader notices that. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return take_fd(&fd);
}

/* What a datagram has been decoded to. */
struct decoded {
	struct net_link_event *event;
	unsigned index;
	bool matters;
};

/* Reads an advertised address; a link-local one gets its link as zone. */
static bool take_resolver(struct in6_addr *a, const uint8_t *bytes, int link)
{
	memcpy(a, bytes, sizeof(*a));
	if (address_zone(a)) /* these bits must be 0 (RFC 4291, 2.5.6) */
		return false;
	(void)address_set_zone(a, (unsigned)link);
	return !address_is4(a) && !IN6_IS_ADDR_LOOPBACK(a) &&
	       address_is_unicast(a);
}

/*
 * Reads an option of a router advertisement that the kernel passes on
 * (RTM_NEWNDUSEROPT), if it is RDNSS (RFC 8106, 5.1): type, length in units of
 * 8 bytes, 2 reserved bytes, lifetime in seconds, addresses.
 */
static void take_option(const struct nlmsghdr *h, struct decoded *d)
{
	const struct nduseroptmsg *head = netlink_head(h, sizeof(*head));
	const uint8_t *option = netlink_head(h, sizeof(*head) + RDNSS_HEAD);
	struct net_link_event *e = d->event;
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
	d->matters = e->resolver_count > 0;
	d->index = (unsigned)head->nduseropt_ifindex;
}

static void take_address(const struct ifaddrmsg *address, struct decoded *d)
{
	*d->event = (struct net_link_event){0};
	d->index = address->ifa_index;
	d->matters = d->index > 0;
}

static int each(const struct nlmsghdr *h, void *arg)
{
	struct decoded *d = arg;
	struct net_link_event *e = d->event;
	const struct ifinfomsg *info = netlink_head(h, sizeof(*info));
	const struct ifaddrmsg *address = netlink_head(h, sizeof(*address));
	const char *name = NULL;
	size_t len;

	if (h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK)
		name = netlink_attr(h, sizeof(*info), IFLA_IFNAME, 2);
	else if (h->nlmsg_type == RTM_DELADDR && address)
		take_address(address, d);
	else if (h->nlmsg_type == RTM_NEWNDUSEROPT)
		take_option(h, d);
	len = name ? netlink_attr_len(name) : 0;
	if (!name || len > sizeof(e->name) || name[len - 1] != 0)
		return 0;
	*e = (struct net_link_event){0};
	memcpy(e->name, name, len);
	if (h->nlmsg_type == RTM_DELLINK && info &&
		info->ifi_family == AF_BRIDGE)
		e->left = info->ifi_index;
	d->matters = true;
	return 0;
}

bool linkwatch_judge(
	const void *data, size_t len, struct net_link_event *e, unsigned *index)
{
	struct decoded decoded = {.event = e};
	struct netlink_answer a = {
		.each = each, .arg = &decoded, .events = true};

	*e = (struct net_link_event){0};
	if (netlink_read(data, len, &a) < 0) {
		*e = (struct net_link_event){0};
		decoded = (struct decoded){.matters = true};
	}
	*index = decoded.index;
	return decoded.matters;
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

/* A request for an ioctl; the answer overwrites all but the name. */
static struct ifreq about(const char *name)
{
	struct ifreq r = {0};

	memcpy(r.ifr_name, name, strnlen(name, IFNAMSIZ - 1));
	return r;
}

/* Looks through all IPv4 addresses (netdevice(7)); a label may be "eth0:1". */
static bool has4(int fd, const char *name, struct in_addr ip)
{
	size_t len = strnlen(name, IFNAMSIZ - 1);
	struct ifreq all[ADDRESSES_MAX] = {0};
	struct ifconf c = {.ifc_len = sizeof(all), .ifc_req = all};

	if (ioctl(fd, SIOCGIFCONF, &c) < 0 || c.ifc_len >= (int)sizeof(all))
		return true; /* unknown counts as present */
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

/* Looks through lines "20010db8...0001 05 40 00 80     eth0" (proc(5)). */
static bool has6(const char *name, const struct in6_addr *ip)
{
	char text[ADDRESSES_MAX * LINE6_MAX], want[33], *save = NULL;

	for (size_t i = 0; i < sizeof(ip->s6_addr); i++)
		(void)fmt_print(want + 2 * i, sizeof(want) - 2 * i, "%02x",
			ip->s6_addr[i]);
	if (io_read_file(AT_FDCWD, "/proc/net/if_inet6", text, sizeof(text)) <
		0)
		return true; /* unknown, or no IPv6: counts as present */
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

	/* An unknown state counts as fine, so that nothing is repaired. */
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
