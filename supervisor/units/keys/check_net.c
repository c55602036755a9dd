/* SPDX-License-Identifier: MIT */
/* Checks the network keys of a unit against each other. */
#include "supervisor/units/keys/check_net.h"

#include "net/address.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/keys/set_net.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <string.h>

static enum keys_section section_of(const struct draft *u)
{
	return u->unit.kind == UNIT_POD ? SECTION_POD : SECTION_CONTAINER;
}

/*
 * The next key of the list that the unit sets; *keys and *at are set to the
 * rest of the list and to the assignment.  NULL: there is none.
 */
static const char *next_of(
	const struct draft *u, const char *const **keys, unsigned *at)
{
	while (**keys) {
		const char *key = *(*keys)++;

		*at = keys_last(u, section_of(u), key);
		if (*at && *u->lines[*at - 1].value)
			return key;
	}
	return NULL;
}

/* Refuses keys that only the unit whose network it joins can set. */
static void refuse_keys(struct draft *u, const char *const *keys)
{
	const char *key;
	unsigned at;

	while ((key = next_of(u, &keys, &at)))
		report_error(&u->report, at, "%s= has to be set in %s", key,
			u->unit.conf.net->join);
}

/*
 * Makes the unit depend on the unit called name and start after it.  Assignment
 * `at` is named in errors.
 */
static int need(
	struct draft *u, enum draft_relation how, char **name, unsigned at)
{
	int rc = draft_complete(u, name, at);

	if (rc == 0)
		rc = draft_add_dep(u, how, *name, at);
	if (rc == 0)
		rc = draft_add_dep(u, RELATION_AFTER, *name, at);
	if (rc == -EINVAL) {
		report_error(
			&u->report, at, "bad name %.60s (%s)", *name, u->why);
		rc = 0;
	}
	return rc < 0 ? rc : 0;
}

static int check_member(struct draft *u, struct unit_net *net)
{
	static const char *const keys[] = {"Network", "NetworkAlias", "IP",
		"IP6", "PublishPort", "HostName", "AddHost", "DNS", "DNSSearch",
		"DNSOption", NULL};

	if (arena_set(&u->unit.arena, &net->join, u->pod) < 0)
		return -ENOMEM;
	u->unit.conf.network = NETWORK_POD;
	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, &net->join,
		keys_last(u, SECTION_CONTAINER, "Pod"));
}

static int check_join(struct draft *u, struct unit_net *net)
{
	static const char *const keys[] = {"NetworkAlias", "IP", "IP6",
		"PublishPort", "AddHost", "DNS", "DNSSearch", "DNSOption",
		NULL};

	refuse_keys(u, keys);
	return need(u, RELATION_BINDS_TO, &net->join,
		keys_last(u, section_of(u), "Network"));
}

/* IP= and IP6= need exactly one network, whose Network= does not set them. */
static bool check_ip(
	struct draft *u, const char *key, const char *option, bool fixed_too)
{
	const struct unit_net *net = u->unit.conf.net;
	unsigned at = keys_last(u, section_of(u), key);

	if (net->end_count != 1)
		report_error(&u->report, at,
			"%s= needs one network (with several: "
			"Network=X.network:%s=)",
			key, option);
	else if (fixed_too)
		report_error(&u->report, at,
			"%s= and %s= in Network= exclude each other", key,
			option);
	return net->end_count == 1;
}

/* Whether Network= sets an address of that family. */
static bool is_fixed(const struct unit_end *e, bool is6)
{
	for (size_t i = 0; i < e->fixed; i++)
		if (address_is4(&e->addresses[i]) != is6)
			return true;
	return false;
}

static void check_ips(struct draft *u, struct unit_net *net)
{
	struct unit_end *e = net->ends;
	struct in6_addr ip = address_of4(net->ip);

	/* There is room, as an address of the other family is only one more. */
	if (net->ip.s_addr && check_ip(u, "IP", "ip", is_fixed(e, false)))
		(void)set_net_fix(e, &ip);
	if (!address_is_none(&net->ip6) &&
		check_ip(u, "IP6", "ip6", is_fixed(e, true)))
		(void)set_net_fix(e, &net->ip6);
}

static int check_ends(struct draft *u, struct unit_net *net)
{
	int rc = net->end_count
			 ? 0
			 : set_net_add_end(&u->unit, UNIT_NET_BUILTIN, 0);

	for (size_t i = 0; rc == 0 && i < net->end_count; i++) {
		struct unit_end *e = &net->ends[i];

		for (size_t j = 0; j < i; j++)
			if (!strcmp(e->name, net->ends[j].name))
				report_error(&u->report, e->at,
					"two interfaces are called %s",
					e->name);
		if (strcmp(e->network, UNIT_NET_BUILTIN) != 0)
			rc = need(u, RELATION_REQUIRES, &e->network, e->at);
	}
	if (rc == 0)
		check_ips(u, net);
	return rc;
}

/* Checks a unit that is on no network (none, host or a path). */
static void check_alone(struct draft *u)
{
	static const char *const keys[] = {
		"PublishPort", "IP", "IP6", "NetworkAlias", NULL};
	const char *const *next = keys;
	const char *key;
	unsigned at;

	while ((key = next_of(u, &next, &at)))
		if (u->unit.conf.network == NETWORK_HOST && next == keys + 1) {
			report_warning(&u->report, at,
				"%s= has no effect with Network=host: ports "
				"are the device's own",
				key);
			u->unit.conf.port_count = 0;
		} else {
			report_error(&u->report, at,
				"%s= needs Network=bridge or X.network", key);
		}
}

int check_net(struct draft *u)
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
