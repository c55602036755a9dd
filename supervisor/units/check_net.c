/* SPDX-License-Identifier: MIT */
/* What the assignments of a unit say of networks, together. */
#include "supervisor/units/check_net.h"

#include "init/fmt.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/set_bridge.h"
#include "supervisor/units/set_net.h"
#include "supervisor/units/unitfile.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define POOL_PREFIX 24 /* of networks that do not say which */
#define STEM_KEPT   7  /* bytes of a long name in that of its bridge */

static enum keys_section section_of(const struct unitfile *u)
{
	return u->unit.kind == UNIT_POD ? SECTION_POD : SECTION_CONTAINER;
}

/* The next of these keys that the unit has, and the keys behind; NULL: none. */
static const char *next_of(
	const struct unitfile *u, const char *const **keys, unsigned *at)
{
	while (**keys) {
		const char *key = *(*keys)++;

		*at = keys_last(u, section_of(u), key);
		if (*at && *u->lines[*at - 1].value)
			return key;
	}
	return NULL;
}

/* Keys that are those of the other unit, whose network it is. */
static void refuse_keys(struct unitfile *u, const char *const *keys)
{
	const char *key;
	unsigned at;

	while ((key = next_of(u, &keys, &at)))
		report_error(&u->report, at, "%s= is that of %s (say it there)",
			key, u->unit.conf.net->join);
}

/* It needs the other unit, is up after it, and the key is told of. */
static int need(struct unitfile *u, enum unitfile_relation how,
	const char *name, unsigned at)
{
	int rc = unitfile_add_dep(u, how, name, at);

	if (rc == 0)
		rc = unitfile_add_dep(u, RELATION_AFTER, name, at);
	if (rc == -EINVAL) {
		report_error(
			&u->report, at, "bad name %.60s (%s)", name, u->why);
		rc = 0;
	}
	return rc;
}

static int check_member(struct unitfile *u, struct unit_net *net)
{
	static const char *const keys[] = {"Network", "NetworkAlias", "IP",
		"PublishPort", "HostName", "AddHost", "DNS", "DNSSearch",
		"DNSOption", NULL};

	free(net->join);
	net->join = strdup(u->pod);
	if (!net->join)
		return -ENOMEM;
	u->unit.conf.network = NETWORK_POD;
	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, u->pod,
		keys_last(u, SECTION_CONTAINER, "Pod"));
}

static int check_join(struct unitfile *u, struct unit_net *net)
{
	static const char *const keys[] = {"NetworkAlias", "IP", "PublishPort",
		"AddHost", "DNS", "DNSSearch", "DNSOption", NULL};

	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, net->join,
		keys_last(u, section_of(u), "Network"));
}

/* IP= is of the one end that there is. */
static void check_ip(struct unitfile *u, struct unit_net *net)
{
	unsigned at = keys_last(u, section_of(u), "IP");

	if (!net->ip.s_addr)
		return;
	if (net->end_count != 1) {
		report_error(&u->report, at,
			"IP= needs one network (with several: "
			"Network=X.network:ip=)");
		return;
	}
	if (net->ends[0].fixed)
		report_error(&u->report, at,
			"IP= and ip= in Network= exclude each other");
	net->ends[0].fixed = true;
	net->ends[0].address = net->ip;
}

static int check_ends(struct unitfile *u, struct unit_net *net)
{
	int rc = net->end_count ? 0 : set_net_add_end(net, CONF_NETWORK, 0);

	for (size_t i = 0; rc == 0 && i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];

		for (size_t j = 0; j < i; j++)
			if (!strcmp(e->name, net->ends[j].name))
				report_error(&u->report, e->at,
					"two interfaces are called %s",
					e->name);
		if (strcmp(e->network, CONF_NETWORK) != 0)
			rc = need(u, RELATION_REQUIRES, e->network, e->at);
	}
	check_ip(u, net);
	return rc;
}

/* Without an end on a bridge. */
static void check_alone(struct unitfile *u)
{
	static const char *const keys[] = {
		"PublishPort", "IP", "NetworkAlias", NULL};
	const char *const *next = keys;
	const char *key;
	unsigned at;

	while ((key = next_of(u, &next, &at)))
		report_error(&u->report, at,
			"%s= needs Network=bridge or X.network", key);
}

int check_net(struct unitfile *u)
{
	enum unit_network mode = u->unit.conf.network;
	struct unit_net *net = set_net_of(u);

	if (!net)
		return -ENOMEM;
	if (u->pod)
		return check_member(u, net);
	if (net->no_resolv && net->resolver_count)
		report_error(&u->report, keys_last(u, section_of(u), "DNS"),
			"DNS=none excludes addresses");
	if (u->unit.kind == UNIT_POD &&
		(mode == NETWORK_JOIN || mode == NETWORK_PATH))
		report_error(&u->report, keys_last(u, SECTION_POD, "Network"),
			"a pod has a network of its own (bridge, none, host or "
			"X.network)");
	if (mode == NETWORK_BRIDGE)
		return check_ends(u, net);
	if (mode == NETWORK_JOIN)
		return check_join(u, net);
	check_alone(u);
	return 0;
}

/* "br-lan"; of a long name its beginning and what tells it from others. */
static void name_bridge(struct unitfile *u, char out[16])
{
	uint32_t hash = 2166136261U;
	const char *stem = u->stem;

	if (fmt_print(out, 16, "br-%s", stem) < 0) {
		for (const char *p = stem; *p; p++)
			hash = (hash ^ (uint8_t)*p) * 16777619U;
		(void)fmt_print(out, 16, "br-%.*s-%04x", STEM_KEPT, stem,
			hash & 0xffff);
	}
	for (char *p = out; *p; p++)
		*p = *p == '@' ? '-' : *p;
}

/* Gateway and range, in the subnet that the file says. */
static void check_subnet(struct unitfile *u, struct unit_bridge *b)
{
	uint32_t net = ntohl(b->first.s_addr);
	uint32_t top = net | UINT32_MAX >> b->bridge.prefix;
	uint32_t gateway = ntohl(b->bridge.address.s_addr);

	if (!gateway)
		gateway = net + 1;
	b->bridge.address.s_addr = htonl(gateway);
	b->first.s_addr = htonl(net + 1);
	b->last.s_addr = htonl(top - 1);
	if (gateway <= net || gateway >= top)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Gateway"),
			"Gateway= is no address of Subnet=");
	if (!u->range_set)
		return;
	if (ntohl(u->range[0].s_addr) < net || ntohl(u->range[1].s_addr) > top)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "IPRange"),
			"IPRange= is not in Subnet=");
	if (ntohl(u->range[0].s_addr) > net)
		b->first = u->range[0];
	if (ntohl(u->range[1].s_addr) < top)
		b->last = u->range[1];
}

int check_bridge(struct unitfile *u)
{
	struct unit_bridge *b = set_bridge_of(u);

	if (!b)
		return -ENOMEM;
	if (!b->bridge.name[0])
		name_bridge(u, b->bridge.name);
	if (b->fixed) {
		check_subnet(u, b);
		return 0;
	}
	b->bridge.prefix = POOL_PREFIX;
	if (b->bridge.address.s_addr)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Gateway"),
			"Gateway= without Subnet=");
	if (u->range_set)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "IPRange"),
			"IPRange= without Subnet=");
	return 0;
}
