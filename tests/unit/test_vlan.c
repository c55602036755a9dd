/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says of an interface: which VLAN it is of, if any.
 * Links: net/vlan.c net/link.c net/netlink.c net/address.c init/fmt.c init/io.c
 * Links: init/log.c
 */
#include "net/netlink.h"
#include "net/vlan.h"
#include "tests/unit/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

/* An answer, with what is to be in it. */
struct answer {
	const char *kind;  /* NULL: hardware */
	uint32_t parent;   /* 0: none is said */
	uint16_t id;       /* 0: no data */
	uint16_t protocol; /* 0: none is said */
	bool elsewhere;    /* the parent is in another namespace */
};

static void build(struct netlink_message *m, const struct answer *a)
{
	struct ifinfomsg head = {.ifi_index = 9};
	size_t info, data;

	netlink_start(m, RTM_NEWLINK, 0, &head, sizeof(head));
	netlink_put_text(m, IFLA_IFNAME, "lan5");
	if (a->parent)
		netlink_put_u32(m, IFLA_LINK, a->parent);
	if (a->elsewhere)
		netlink_put_u32(m, IFLA_LINK_NETNSID, 0);
	if (!a->kind)
		return;
	info = netlink_nest(m, IFLA_LINKINFO);
	netlink_put_text(m, IFLA_INFO_KIND, a->kind);
	if (a->id) {
		data = netlink_nest(m, IFLA_INFO_DATA);
		if (a->protocol)
			netlink_put_u16(
				m, IFLA_VLAN_PROTOCOL, htons(a->protocol));
		netlink_put_u16(m, IFLA_VLAN_ID, a->id);
		netlink_nest_end(m, data);
	}
	netlink_nest_end(m, info);
}

/* From memory that ends behind them. */
static int read_bytes(const void *bytes, size_t len, struct vlan *vlan)
{
	struct nlmsghdr *copy = malloc(len);
	int rc;

	memcpy(copy, bytes, len);
	copy->nlmsg_len = (uint32_t)len;
	rc = vlan_read(copy, vlan);
	free(copy);
	return rc;
}

static void is_vlan(
	const struct answer *a, int parent, int id, const char *text)
{
	struct netlink_message m;
	struct vlan vlan = {0};

	build(&m, a);
	is_int(read_bytes(m.data, m.len, &vlan), 0, text);
	is_int(vlan.index, 9, "  its index");
	is_int(vlan.parent, parent, "  its parent");
	is_int(vlan.id, id, "  its VLAN");
	is_str(vlan.kind, a->kind ? a->kind : "", "  its kind");
}

static void test_kinds(void)
{
	is_vlan(&(struct answer){"vlan", 3, 5, ETH_P_8021Q, false}, 3, 5,
		"a VLAN's interface");
	is_vlan(&(struct answer){"vlan", 3, 4094, 0, false}, 3, 4094,
		"one of a kernel that says no protocol");
	is_vlan(&(struct answer){"vlan", 3, 5, ETH_P_8021AD, false}, 3, 0,
		"one of another protocol");
	is_vlan(&(struct answer){"vlan", 3, 5, ETH_P_8021Q, true}, 0, 5,
		"one whose parent is in another namespace");
	is_vlan(&(struct answer){"vlan", 0, 0, 0, false}, 0, 0,
		"one that says nothing");
	is_vlan(&(struct answer){"macvlan", 3, 5, 0, false}, 3, 0,
		"another kind, whose data looks alike");
	is_vlan(&(struct answer){NULL, 0, 0, 0, false}, 0, 0, "hardware");
}

static void test_bad(void)
{
	const struct answer a = {"vlan", 3, 5, ETH_P_8021Q, false};
	struct netlink_message m;
	struct vlan vlan = {.index = 7};
	size_t least = NLMSG_HDRLEN + sizeof(struct ifinfomsg);
	bool whole = true;

	build(&m, &a);
	is_int(read_bytes(m.data, least - 1, &vlan), -EBADMSG,
		"a cut head is refused");
	is_int(vlan.index, 7, "and nothing is told of it");
	for (size_t len = least; len < m.len; len++)
		whole = whole && read_bytes(m.data, len, &vlan) == 0 &&
			vlan.id == 0;
	ok(whole, "a cut answer says no VLAN, at every length");
	netlink_start(&m, RTM_DELLINK, 0, &(struct ifinfomsg){0},
		sizeof(struct ifinfomsg));
	vlan.index = 7;
	is_int(read_bytes(m.data, m.len, &vlan), 0, "another message");
	is_int(vlan.index, 7, "says nothing");
}

int main(void)
{
	test_kinds();
	test_bad();
	return done_testing();
}
