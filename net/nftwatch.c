/* SPDX-License-Identifier: MIT */
/*
 * The events of a transaction are a message for each change, with the name of
 * its table as the first attribute, and at the end a message of the new
 * generation, with name and pid of the process that made it (Linux 4.13).  They
 * may come in several datagrams, so struct nftwatch keeps what was seen.  Name
 * and pid are only logged; transactions of tcrd have a seal, see the header.
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
#define TABLE_NAME   1 /* NFTA_TABLE_NAME, NFTA_CHAIN_TABLE and so on are 1 */

/* What a datagram has been decoded to. */
struct verdict {
	struct nftwatch *watch;
	enum net_change change;
	char *who;
};

/* Tasks, which apply transactions, inherit it from tcrd by fork(2). */
static struct nftwatch self;

const char *nftwatch_seal(void)
{
	return self.seal;
}

/*
 * Draws a new seal, as other programs may know the one that was used.  tcrd
 * must not wait for random numbers in the first second of a boot
 * (GRND_INSECURE). What the kernel has then is good enough: a program that
 * could use a guessed seal has the device's CAP_NET_ADMIN and can do more harm
 * without it.
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

/* Whether the attribute of that type is this text. */
static bool is_text(
	const struct nlmsghdr *message, uint16_t type, const char *text)
{
	const char *value = netlink_attr(
		message, sizeof(struct nfgenmsg), type, strlen(text) + 1);

	return value && memcmp(value, text, strlen(text) + 1) == 0;
}

/* At the end of a transaction: finds out whose it was. */
static void judge(const struct nlmsghdr *message, struct verdict *v)
{
	struct nftwatch *w = v->watch;
	const char *name = netlink_attr(
		message, sizeof(struct nfgenmsg), NFTA_GEN_PROC_NAME, 1);
	const uint32_t *pid = netlink_attr(message, sizeof(struct nfgenmsg),
		NFTA_GEN_PROC_PID, sizeof(*pid));

	if (w->touched && w->sealed) {
		v->change = NET_CHANGE_OURS;
		w->seal[0] = 0;
	} else if (w->touched) {
		v->change = NET_CHANGE_FOREIGN;
		if (name && pid)
			who_write(v->who, name, netlink_attr_len(name),
				ntohl(*pid));
		else
			(void)fmt_print(v->who, NET_WHO_MAX,
				"a process that the kernel does not name");
	} else if (v->change == NET_CHANGE_NONE) {
		v->change = NET_CHANGE_OTHER;
	}
	w->touched = w->sealed = false;
}

static int each(const struct nlmsghdr *message, void *arg)
{
	struct verdict *v = arg;
	struct nftwatch *w = v->watch;
	const struct nfgenmsg *head =
		netlink_head(message, sizeof(struct nfgenmsg));
	unsigned type = NFNL_MSG_TYPE(message->nlmsg_type);

	if (!head ||
		NFNL_SUBSYS_ID(message->nlmsg_type) != NFNL_SUBSYS_NFTABLES)
		return 0;
	if (type == NFT_MSG_NEWGEN)
		judge(message, v);
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
	struct verdict v = {.watch = w, .who = who};
	struct netlink_answer a = {.each = each, .arg = &v, .events = true};
	int rc = netlink_read(data, len, &a);

	if (rc >= 0)
		return v.change == NET_CHANGE_NONE ? NET_CHANGE_OTHER
						   : v.change;
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
		(void)fmt_print(who, NET_WHO_MAX,
			"so many changes that some were lost");
		/* The seal, or the end of a transaction, may be lost too. */
		self = (struct nftwatch){.seal = ""};
		(void)renew();
		return NET_CHANGE_FOREIGN;
	}
	if (from.nl_pid != 0) /* a process sent it, not the kernel */
		return NET_CHANGE_OTHER;
	change = nftwatch_judge(buf, (size_t)n, &self, who);
	if (!self.seal[0])
		(void)renew(); /* if it fails, the next one counts as foreign */
	return change;
}
