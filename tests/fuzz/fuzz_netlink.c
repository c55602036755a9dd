/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a netlink answer, read as link.c and vlan.c read them, and
 * as events.
 * Links: net/netlink.c net/address.c net/linkwatch.c net/nftwatch.c net/who.c
 * Links: net/vlan.c net/link.c net/conntrack.c init/fmt.c init/io.c init/log.c
 */
#include "net/conntrack.h"
#include "net/linkwatch.h"
#include "net/netlink.h"
#include "net/nftwatch.h"
#include "net/vlan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/rtnetlink.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int each(const struct nlmsghdr *message, void *arg)
{
	unsigned *sum = arg;
	struct conntrack connection;
	struct vlan vlan = {0};

	for (uint16_t type = 0; type < 64; type++) {
		const uint8_t *p = netlink_attr(
			message, sizeof(struct ifinfomsg), type, type % 5);
		const uint8_t *q = netlink_attr_in(p, type, 1);

		/* Reading what was promised is what the sanitizer watches. */
		for (size_t i = 0; p && i < netlink_attr_len(p); i++)
			*sum += p[i];
		for (size_t i = 0; q && i < netlink_attr_len(q); i++)
			*sum += q[i];
	}
	(void)conntrack_read(message, &connection);
	if (vlan_read(message, &vlan) == 0 && vlan.id &&
		strcmp(vlan.kind, "vlan") != 0)
		abort();
	return 0;
}

static void events(const void *data, size_t size)
{
	char who[NET_WHO_MAX] = "";
	struct net_link_event e;
	struct nftwatch watch = {.seal = "tcr_1"};
	unsigned index;

	if (linkwatch_judge(data, size, &e, &index) &&
		(memchr(e.name, 0, sizeof(e.name)) == NULL ||
			e.resolver_count > NET_DNS_MAX))
		abort();
	(void)nftwatch_judge(data, size, &watch, who);
	if (memchr(who, 0, sizeof(who)) == NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned sum = 0;
	struct netlink_answer a = {.events = true, .each = each, .arg = &sum};
	void *copy = malloc(size ? size : 1); /* aligned, as the socket's is */

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	(void)netlink_read(copy, size, &a);
	if (memchr(a.why, 0, sizeof(a.why)) == NULL)
		abort();
	events(copy, size);
	free(copy);
	return 0;
}
