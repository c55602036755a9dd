/* SPDX-License-Identifier: MIT */
/*
 * Interfaces of VLANs.  An interface of that name that is another VLAN, left by
 * an earlier unit, is replaced; any other kind of interface is not touched.
 */
#include "net/vlan.h"

#include "init/log.h"
#include "net/link.h"
#include "net/netlink.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

/* Of what is behind IFLA_INFO_DATA; 0: it is none of 802.1Q. */
static uint16_t read_id(const void *data)
{
	uint16_t id = 0, protocol = htons(ETH_P_8021Q);
	const void *value =
		netlink_attr_in(data, IFLA_VLAN_PROTOCOL, sizeof(protocol));

	if (value)
		memcpy(&protocol, value, sizeof(protocol));
	value = netlink_attr_in(data, IFLA_VLAN_ID, sizeof(id));
	if (value && protocol == htons(ETH_P_8021Q))
		memcpy(&id, value, sizeof(id));
	return id;
}

int vlan_read(const struct nlmsghdr *h, void *arg)
{
	const struct ifinfomsg *info = netlink_head(h, sizeof(*info));
	struct vlan vlan = {0};
	const void *nest, *data, *parent;
	const char *kind;

	if (h->nlmsg_type != RTM_NEWLINK)
		return 0;
	if (!info)
		return -EBADMSG;
	vlan.index = info->ifi_index;
	parent = netlink_attr(h, sizeof(*info), IFLA_LINK, sizeof(vlan.parent));
	/* With IFLA_LINK_NETNSID the index is of another namespace. */
	if (parent && !netlink_attr(h, sizeof(*info), IFLA_LINK_NETNSID, 0))
		memcpy(&vlan.parent, parent, sizeof(vlan.parent));
	nest = netlink_attr(h, sizeof(*info), IFLA_LINKINFO, 0);
	kind = netlink_attr_in(nest, IFLA_INFO_KIND, 2);
	if (kind && netlink_attr_len(kind) <= sizeof(vlan.kind))
		memcpy(vlan.kind, kind, netlink_attr_len(kind) - 1);
	data = netlink_attr_in(nest, IFLA_INFO_DATA, 0);
	if (data && strcmp(vlan.kind, "vlan") == 0)
		vlan.id = read_id(data);
	*(struct vlan *)arg = vlan;
	return 0;
}

/* Finds the interface of that name.  Does not log. */
static int find(struct netlink *nl, const char *name, struct vlan *vlan)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	struct netlink_message m;

	*vlan = (struct vlan){0};
	netlink_start(&m, RTM_GETLINK, 0, &head, sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, name);
	return netlink_ask(nl, &m, vlan_read, vlan);
}

/* Makes the interface.  Does not log. */
static int make(struct netlink *nl, const char *name, const struct link *parent,
	uint16_t id)
{
	struct ifinfomsg head = {.ifi_family = AF_UNSPEC};
	struct netlink_message m;
	size_t info, data;

	netlink_start(&m, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head,
		sizeof(head));
	netlink_put_text(&m, IFLA_IFNAME, name);
	netlink_put_u32(&m, IFLA_LINK, (uint32_t)parent->index);
	info = netlink_nest(&m, IFLA_LINKINFO);
	netlink_put_text(&m, IFLA_INFO_KIND, "vlan");
	data = netlink_nest(&m, IFLA_INFO_DATA);
	netlink_put_u16(&m, IFLA_VLAN_ID, id);
	netlink_nest_end(&m, data);
	netlink_nest_end(&m, info);
	return netlink_ask(nl, &m, NULL, NULL);
}

/*
 * Looks at the interface that has the name already.  0: it is the right one; 1:
 * it was another VLAN's and was deleted; or -errno after a log line.
 */
static int judge(struct netlink *nl, const char *name,
	const struct link *parent, uint16_t id)
{
	struct vlan old;
	int rc = find(nl, name, &old);

	if (rc == -ENODEV || (rc == 0 && old.index == 0)) {
		log_err("%s: VLAN %u of %s has an interface of another name",
			name, id, parent->name);
		return -EEXIST;
	}
	if (rc < 0)
		return netlink_failed(nl, rc, "find interface %s", name);
	if (strcmp(old.kind, "vlan") != 0) {
		log_err("%s: another interface has that name", name);
		return -EEXIST;
	}
	if (old.id == id && old.parent == parent->index)
		return 0;
	log_warn("%s: was VLAN %u%s, replaced by VLAN %u of %s", name, old.id,
		old.parent == parent->index ? "" : " of another interface", id,
		parent->name);
	rc = link_delete(nl, name);
	return rc < 0 ? rc : 1;
}

int vlan_up(struct netlink *nl, const char *name, const struct link *parent,
	uint16_t id)
{
	int rc = make(nl, name, parent, id);

	if (rc == -EEXIST) {
		rc = judge(nl, name, parent, id);
		if (rc <= 0)
			return rc;
		rc = make(nl, name, parent, id);
	}
	if (rc < 0)
		return netlink_failed(nl, rc, "make VLAN %u of %s%s", id,
			parent->name,
			rc == -EOPNOTSUPP ? " (needs CONFIG_VLAN_8021Q)" : "");
	return 0;
}
