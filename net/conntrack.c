/* SPDX-License-Identifier: MIT */
/*
 * One netlink socket lists the connections, another one deletes them, each by
 * its addresses and its number, so that a newer connection with the same
 * addresses stays.  The kernel could delete by a filter, but before Linux 6.8
 * it ignores the filter and deletes all.
 */
#include "net/conntrack.h"

#include "init/io.h"
#include "net/address.h"
#include "net/netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>

#define HEAD sizeof(struct nfgenmsg)

static bool read_address(
	const void *ip, uint16_t type4, uint16_t type6, struct in6_addr *to)
{
	struct in_addr four;
	const void *p = netlink_attr_in(ip, type4, sizeof(four));

	if (p) {
		memcpy(&four, p, sizeof(four));
		*to = address_of4(four);
		return true;
	}
	p = netlink_attr_in(ip, type6, sizeof(*to));
	if (p)
		memcpy(to, p, sizeof(*to));
	return p != NULL;
}

static uint16_t read_port(const void *proto, uint16_t type)
{
	uint16_t port = 0;
	const void *p = netlink_attr_in(proto, type, sizeof(port));

	if (p)
		memcpy(&port, p, sizeof(port));
	return ntohs(port);
}

bool conntrack_read(const struct nlmsghdr *h, struct conntrack *c)
{
	const void *orig = netlink_attr(h, HEAD, CTA_TUPLE_ORIG, 0);
	const void *reply = netlink_attr(h, HEAD, CTA_TUPLE_REPLY, 0);
	const void *status = netlink_attr(h, HEAD, CTA_STATUS, 4);
	const void *ip, *proto;
	const uint8_t *number;

	/* The rules of tcr use no zone, so these are not its connections. */
	if (!orig || !reply || !status || netlink_attr(h, HEAD, CTA_ZONE, 0))
		return false;
	ip = netlink_attr_in(orig, CTA_TUPLE_IP, 0);
	proto = netlink_attr_in(orig, CTA_TUPLE_PROTO, 0);
	number = netlink_attr_in(proto, CTA_PROTO_NUM, 1);
	if (!number ||
		!read_address(ip, CTA_IP_V4_SRC, CTA_IP_V6_SRC, &c->src) ||
		!read_address(ip, CTA_IP_V4_DST, CTA_IP_V6_DST, &c->dst))
		return false;
	c->protocol = *number;
	c->port = read_port(proto, CTA_PROTO_DST_PORT);
	memcpy(&c->status, status, sizeof(c->status));
	c->status = ntohl(c->status);
	ip = netlink_attr_in(reply, CTA_TUPLE_IP, 0);
	proto = netlink_attr_in(reply, CTA_TUPLE_PROTO, 0);
	c->from_port = read_port(proto, CTA_PROTO_SRC_PORT);
	return read_address(ip, CTA_IP_V4_SRC, CTA_IP_V6_SRC, &c->from);
}

struct sweep {
	struct netlink nl; /* the socket that deletes */
	conntrack_match *match;
	void *arg;
	int count;
};

static int each(const struct nlmsghdr *h, void *arg)
{
	struct sweep *s = arg;
	const struct nfgenmsg *head = netlink_head(h, HEAD);
	struct netlink_message m;
	struct conntrack c;
	const void *tuple, *id;
	int rc;

	if (!head || !conntrack_read(h, &c) || !s->match(&c, s->arg))
		return 0;
	netlink_start(&m, NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, 0,
		&(struct nfgenmsg){.nfgen_family = head->nfgen_family}, HEAD);
	tuple = netlink_attr(h, HEAD, CTA_TUPLE_ORIG, 0);
	netlink_put(&m, CTA_TUPLE_ORIG | NLA_F_NESTED, tuple,
		netlink_attr_len(tuple));
	id = netlink_attr(h, HEAD, CTA_ID, 4);
	if (id)
		netlink_put(&m, CTA_ID, id, netlink_attr_len(id));
	rc = netlink_ask(&s->nl, &m, NULL, NULL);
	s->count += rc == 0;
	return rc == -ENOENT ? 0 : rc; /* -ENOENT: it is gone already */
}

/*
 * To list connections the kernel walks the table of all namespaces, 9 ms where
 * it has 262,144 buckets.
 */
static bool has_connections(void)
{
	char count[16];

	return io_read_file(AT_FDCWD,
		       "/proc/sys/net/netfilter/nf_conntrack_count", count,
		       sizeof(count)) < 0 ||
	       strcmp(count, "0\n") != 0;
}

int conntrack_delete(conntrack_match *match, void *arg)
{
	struct sweep s = {.match = match, .arg = arg};
	struct nfgenmsg head = {.nfgen_family = AF_UNSPEC};
	struct netlink_message m;
	struct netlink list;
	int rc;

	if (!has_connections())
		return 0;
	rc = netlink_open_netfilter(&list);
	if (rc < 0)
		return rc;
	rc = netlink_open_netfilter(&s.nl);
	if (rc == 0) {
		netlink_start(&m,
			NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET,
			NLM_F_DUMP, &head, sizeof(head));
		rc = netlink_ask(&list, &m, each, &s);
		netlink_close(&s.nl);
	}
	netlink_close(&list);
	/* Without CONFIG_NF_CT_NETLINK the kernel answers -EINVAL. */
	if (rc == -EINVAL && s.count == 0)
		return -EOPNOTSUPP;
	return rc < 0 ? rc : s.count;
}
