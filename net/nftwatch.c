/* SPDX-License-Identifier: MIT */
/*
 * A transaction is told as messages about what it changed, each with the name
 * of a table as its first attribute, and then one of the new generation with
 * the name and number of the process that made it (Linux 4.13).  They may come
 * in several datagrams: what was seen of our tables is kept until then.  That
 * name is only told to people; ours is known by its seal, see the header.
 */
#include "net/nftwatch.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/netlink.h"
#include "net/rules.h"
#include "net/who.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#define DATAGRAM_MAX 16384
#define TABLE_NAME   1 /* NFTA_TABLE_NAME, NFTA_CHAIN_TABLE, ...: all are 1 */

struct told {
	struct nftwatch *watch;
	enum net_change verdict;
	char *who;
};

/* Tasks have it too: they are forked. */
static struct nftwatch self;

const char *nftwatch_seal(void)
{
	return self.seal;
}

/*
 * The old one may be known to others by now.  tcrd must not wait here, which it
 * would in the first second of a board without random numbers; what the kernel
 * has until then is good enough, as only programs with the device's own
 * CAP_NET_ADMIN, which can do more harm than to guess it, see nftables at all.
 */
static int renew(void)
{
	uint64_t number;

	self.seal[0] = 0;
	if (getrandom(&number, sizeof(number), GRND_INSECURE) < 0)
		return failed("watch nftables");
	return fmt_print(self.seal, sizeof(self.seal), "tcr_%016llx",
		(unsigned long long)number);
}

int net_watch_open(void)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK,
		.nl_groups = 1 << (NFNLGRP_NFTABLES - 1)};
	autofd int fd = socket(AF_NETLINK,
		SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_NETFILTER);
	int rc;

	if (fd < 0)
		return failed("open netfilter netlink");
	if (bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0)
		return failed("watch nftables");
	rc = renew();
	return rc < 0 ? rc : take_fd(&fd);
}

/* Is the attribute this text? */
static bool is_text(
	const struct nlmsghdr *message, uint16_t type, const char *text)
{
	const char *value = netlink_attr(
		message, sizeof(struct nfgenmsg), type, strlen(text) + 1);

	return value && memcmp(value, text, strlen(text) + 1) == 0;
}

/* The end of a transaction: whose was it? */
static void judge(const struct nlmsghdr *message, struct told *told)
{
	struct nftwatch *w = told->watch;
	const char *name = netlink_attr(
		message, sizeof(struct nfgenmsg), NFTA_GEN_PROC_NAME, 1);
	const uint32_t *pid = netlink_attr(message, sizeof(struct nfgenmsg),
		NFTA_GEN_PROC_PID, sizeof(*pid));

	if (w->touched && w->sealed) {
		told->verdict = NET_CHANGE_OURS;
		w->seal[0] = 0;
	} else if (w->touched) {
		told->verdict = NET_CHANGE_FOREIGN;
		if (name && pid)
			who_write(told->who, name, netlink_attr_len(name),
				ntohl(*pid));
		else
			(void)fmt_print(told->who, NET_WHO_MAX,
				"a process that the kernel does not name");
	} else if (told->verdict == NET_CHANGE_NONE) {
		told->verdict = NET_CHANGE_OTHER;
	}
	w->touched = w->sealed = false;
}

static int each(const struct nlmsghdr *message, void *arg)
{
	struct told *told = arg;
	struct nftwatch *w = told->watch;
	const struct nfgenmsg *head =
		netlink_head(message, sizeof(struct nfgenmsg));
	unsigned type = NFNL_MSG_TYPE(message->nlmsg_type);

	if (!head ||
		NFNL_SUBSYS_ID(message->nlmsg_type) != NFNL_SUBSYS_NFTABLES)
		return 0;
	if (type == NFT_MSG_NEWGEN)
		judge(message, told);
	else if (type == NFT_MSG_NEWTABLE && w->seal[0] &&
		 is_text(message, TABLE_NAME, w->seal))
		w->sealed = true;
	else if ((head->nfgen_family == NFPROTO_INET ||
			 head->nfgen_family == NFPROTO_BRIDGE) &&
		 is_text(message, TABLE_NAME, RULES_TABLE))
		w->touched = true;
	return 0;
}

enum net_change nftwatch_judge(
	const void *data, size_t len, struct nftwatch *w, char who[NET_WHO_MAX])
{
	struct told told = {.watch = w, .who = who};
	struct netlink_answer a = {.each = each, .arg = &told, .events = true};
	int rc = netlink_read(data, len, &a);

	if (rc >= 0)
		return told.verdict == NET_CHANGE_NONE ? NET_CHANGE_OTHER
						       : told.verdict;
	(void)fmt_print(who, NET_WHO_MAX, "broken events");
	return NET_CHANGE_FOREIGN;
}

enum net_change net_watch_read(int fd, char who[NET_WHO_MAX])
{
	static _Alignas(8) uint8_t buf[DATAGRAM_MAX];
	struct sockaddr_nl from = {0};
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(fd, buf, sizeof(buf), MSG_TRUNC,
		(struct sockaddr *)&from, &size);
	enum net_change change;

	if (n < 0 && errno != ENOBUFS)
		return NET_CHANGE_NONE;
	if (n < 0 || (size_t)n > sizeof(buf)) {
		(void)fmt_print(
			who, NET_WHO_MAX, "more changes than can be told");
		/* The seal may have been among them, or half a transaction. */
		self = (struct nftwatch){.seal = ""};
		(void)renew();
		return NET_CHANGE_FOREIGN;
	}
	if (from.nl_pid != 0) /* not the kernel */
		return NET_CHANGE_OTHER;
	change = nftwatch_judge(buf, (size_t)n, &self, who);
	if (!self.seal[0])
		(void)renew(); /* without one the next of ours is foreign */
	return change;
}
