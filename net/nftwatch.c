/* SPDX-License-Identifier: MIT */
/*
 * A transaction is told as messages about what it changed, each with the name
 * of a table as its first attribute, and then one of the new generation with
 * the name and number of the process that made it (Linux 4.13).  They may come
 * in several datagrams: what was seen of our tables is kept until then.
 */
#include "net/nftwatch.h"

#include "init/fmt.h"
#include "init/log.h"
#include "net/netlink.h"
#include "net/rules.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#define DATAGRAM_MAX 16384
#define TABLE_NAME   1 /* NFTA_TABLE_NAME, NFTA_CHAIN_TABLE, ...: all are 1 */
#define OWN_PROGRAM  "tcr-nft"

struct told {
	bool touched; /* our table, in this transaction */
	enum net_change verdict;
	char *who;
};

int net_watch_open(void)
{
	struct sockaddr_nl us = {.nl_family = AF_NETLINK,
		.nl_groups = 1 << (NFNLGRP_NFTABLES - 1)};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		NETLINK_NETFILTER);

	if (fd < 0)
		return failed("open netfilter netlink");
	if (bind(fd, (struct sockaddr *)&us, sizeof(us)) < 0) {
		int rc = failed("watch nftables");

		close(fd);
		return rc;
	}
	return fd;
}

/* Is the attribute this text? */
static bool is_text(
	const struct nlmsghdr *message, uint16_t type, const char *text)
{
	size_t len;
	const char *value = netlink_attr(
		message, sizeof(struct nfgenmsg), type, strlen(text) + 1, &len);

	return value && memcmp(value, text, strlen(text) + 1) == 0;
}

/* The end of a transaction: whose was it? */
static void judge(const struct nlmsghdr *message, struct told *told)
{
	size_t len;
	const char *name = netlink_attr(
		message, sizeof(struct nfgenmsg), NFTA_GEN_PROC_NAME, 1, &len);
	const uint32_t *pid = netlink_attr(message, sizeof(struct nfgenmsg),
		NFTA_GEN_PROC_PID, sizeof(*pid), &(size_t){0});

	if (!told->touched) {
		if (told->verdict == NET_CHANGE_NONE)
			told->verdict = NET_CHANGE_OTHER;
		return;
	}
	told->touched = false;
	if (is_text(message, NFTA_GEN_PROC_NAME, OWN_PROGRAM)) {
		told->verdict = NET_CHANGE_OURS;
		return;
	}
	told->verdict = NET_CHANGE_FOREIGN;
	if (!name || !pid || name[len - 1] != 0 ||
		fmt_print(told->who, NET_WHO_MAX, "%s (pid %u)", name,
			ntohl(*pid)) < 0)
		(void)fmt_print(told->who, NET_WHO_MAX,
			"a process that the kernel does not name");
}

static int each(const struct nlmsghdr *message, void *arg)
{
	struct told *told = arg;
	const struct nfgenmsg *head =
		netlink_head(message, sizeof(struct nfgenmsg));
	unsigned type = NFNL_MSG_TYPE(message->nlmsg_type);

	if (!head ||
		NFNL_SUBSYS_ID(message->nlmsg_type) != NFNL_SUBSYS_NFTABLES)
		return 0;
	if (type == NFT_MSG_NEWGEN)
		judge(message, told);
	else if ((head->nfgen_family == NFPROTO_INET ||
			 head->nfgen_family == NFPROTO_BRIDGE) &&
		 is_text(message, TABLE_NAME, RULES_TABLE))
		told->touched = true;
	return 0;
}

enum net_change nftwatch_judge(
	const void *data, size_t len, bool *touched, char who[NET_WHO_MAX])
{
	struct told told = {.touched = *touched, .who = who};
	struct netlink_answer a = {.each = each, .arg = &told, .events = true};
	int rc = netlink_read(data, len, &a);

	*touched = told.touched;
	if (rc >= 0)
		return told.verdict == NET_CHANGE_NONE ? NET_CHANGE_OTHER
						       : told.verdict;
	(void)fmt_print(who, NET_WHO_MAX, "broken events");
	return NET_CHANGE_FOREIGN;
}

enum net_change net_watch_read(int fd, char who[NET_WHO_MAX])
{
	static _Alignas(8) uint8_t buf[DATAGRAM_MAX];
	static bool touched;
	struct sockaddr_nl from = {0};
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(fd, buf, sizeof(buf), MSG_TRUNC,
		(struct sockaddr *)&from, &size);

	if (n < 0 && errno != ENOBUFS)
		return NET_CHANGE_NONE;
	if (n < 0 || (size_t)n > sizeof(buf)) {
		(void)fmt_print(
			who, NET_WHO_MAX, "more changes than can be told");
		return NET_CHANGE_FOREIGN;
	}
	if (from.nl_pid != 0) /* not the kernel */
		return NET_CHANGE_OTHER;
	return nftwatch_judge(buf, (size_t)n, &touched, who);
}
