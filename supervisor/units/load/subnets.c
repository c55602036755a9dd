/* SPDX-License-Identifier: MIT */
/*
 * Finds the subnets of each network: those that its file sets, and if none of
 * them is of IPv4, the one that it had before, else a free one.
 */
#include "supervisor/units/load/subnets.h"

#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/unit_name.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>

#define POOL        UINT32_C(0x0a590000) /* 10.89.0.0/16, a /24 each */
#define POOL_PREFIX 24
#define POOL_SIZE   256

uint32_t subnets_remembered(const struct subnets *l,
	const struct unit_file *unit, const char *word,
	const struct net_address *subnet)
{
	char path[PATH_MAX], text[SUBNETS_TEXT_MAX];
	size_t len = strlen(word);
	struct in6_addr ip;

	if (!l->saved ||
		fmt_print(path, sizeof(path), "%s/%s/address", l->saved,
			unit->name) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	for (char *line = text; *line;) {
		size_t n = strcspn(line, "\n");
		char *next = line + n + (line[n] == '\n');

		line[n] = 0;
		if (n > len && !strncmp(line, word, len) && line[len] == ' ' &&
			address_read(line + len + 1, &ip) == 0 &&
			address_in(&ip, &subnet->ip, subnet->prefix))
			return ntohl(address_to4(&ip).s_addr);
		line = next;
	}
	return 0;
}

static bool is_of_uplink(
	const struct net_uplink *uplink, const struct net_address *subnet)
{
	/* The subnet as a network of its own, to compare it with addresses. */
	const struct net_bridge b = {
		.subnets = {{.net = *subnet}}, .subnet_count = 1};

	for (size_t i = 0; i < uplink->address_count; i++)
		if (net_subnet_overlaps(&b, &uplink->addresses[i]))
			return true;
	return false;
}

/*
 * The path of the file whose network or uplink has some of these addresses, or
 * NULL.
 */
static const char *user_of_subnet(
	const struct subnets *l, const struct net_address *subnet, bool shared)
{
	for (size_t i = 0; i < l->count; i++)
		if (net_subnet_overlaps(&l->at[i].bridge->bridge, subnet))
			return l->at[i].file ? l->at[i].file->report.path
					     : UNIT_NET_BUILTIN;
	/*
	 * A network that shares the interface of an uplink may share its
	 * subnet.
	 */
	for (size_t i = 0; i < l->file_count && !shared; i++) {
		const struct draft *u = &l->files[i];

		if (u->unit.kind == UNIT_UPLINK && !u->report.failed &&
			is_of_uplink(&u->unit.conf.uplink, subnet))
			return u->report.path;
	}
	return NULL;
}

/*
 * Refuses a network whose name or interface another network or an uplink has.
 */
static void check_names(const struct subnets *l, struct draft *u)
{
	const char *name = u->unit.conf.bridge->bridge.name;
	unsigned at = keys_last(u, SECTION_NETWORK, "InterfaceName");
	char label[UNIT_NAME_MAX + 1], other[UNIT_NAME_MAX + 1];

	unit_name_label(&u->unit, label, sizeof(label));
	if (!strcmp(name, UNIT_NET_BRIDGE))
		report_error(&u->report, at,
			"the interface %s is reserved for tcr", name);
	for (size_t i = 0; i < l->count; i++) {
		const struct network *taken = &l->at[i];

		if (taken->file && *name &&
			!strcmp(name, taken->bridge->bridge.name))
			report_error(&u->report, at,
				"the interface %s is taken by %s", name,
				taken->file->report.path);
		if (taken->file)
			unit_name_label(
				&taken->file->unit, other, sizeof(other));
		if (taken->file && !strcasecmp(label, other))
			report_error(&u->report,
				keys_last(u, SECTION_NETWORK, "NetworkName"),
				"the network's name %s is taken by %s", label,
				taken->file->report.path);
	}
	for (size_t i = 0; i < l->file_count; i++)
		if (l->files[i].unit.kind == UNIT_UPLINK &&
			!l->files[i].report.failed &&
			!strcmp(name, l->files[i].unit.conf.uplink.name))
			report_error(&u->report, at,
				"the interface %s is taken by %s", name,
				l->files[i].report.path);
}

void subnets_take(
	struct subnets *l, struct draft *u, const struct unit_bridge *b)
{
	struct network *n = &l->at[l->count++];

	*n = (struct network){.bridge = b, .file = u};
	for (size_t i = 0; i < b->bridge.subnet_count; i++)
		n->next[i] = ntohl(b->pools[i].first.s_addr);
}

/* Refuses a network with a subnet that another network or an uplink has. */
static void check_subnets(const struct subnets *l, struct draft *u)
{
	const struct unit_bridge *b = u->unit.conf.bridge;
	bool shared = b->bridge.driver != NET_BRIDGE;

	for (size_t i = b->pooled; i < b->bridge.subnet_count; i++) {
		const char *other =
			user_of_subnet(l, &b->bridge.subnets[i].net, shared);
		unsigned at = b->pools[i].at;
		bool made = at && at == keys_last(u, SECTION_NETWORK, "IPv6");

		if (other && made)
			report_error(&u->report, at,
				"the IPv6 subnet overlaps the one of %s (set "
				"Subnet=)",
				other);
		else if (other)
			report_error(&u->report, at,
				"Subnet= overlaps the one of %s", other);
	}
}

static struct net_address pooled_at(uint32_t ip)
{
	return (struct net_address){
		address_of4((struct in_addr){htonl(ip)}), POOL_PREFIX};
}

/* Adds a network without Subnet= of IPv4, if the subnet at ip is free. */
static bool add_pooled(struct subnets *l, struct draft *u, uint32_t ip)
{
	struct unit_bridge *b = u->unit.conf.bridge;
	struct net_address net = pooled_at(ip), gateway = pooled_at(ip + 1);

	if (user_of_subnet(l, &net, false))
		return false;
	b->bridge.subnets[0] =
		(struct net_subnet){.net = net, .gateway = gateway.ip};
	b->pools[0] = (struct unit_pool){
		.first = {htonl(ip + 2)}, .last = {htonl(ip + 254)}};
	subnets_take(l, u, b);
	return true;
}

/* Adds a network with the subnet that it had before, if that is free. */
static void add_remembered(struct subnets *l, struct draft *u)
{
	const struct net_address pool = {pooled_at(POOL).ip, 16};
	uint32_t gateway = subnets_remembered(l, &u->unit, "gateway", &pool);

	if ((gateway & 255) == 1)
		(void)add_pooled(l, u, gateway - 1);
}

static void add_next(struct subnets *l, struct draft *u)
{
	for (uint32_t i = 0; i < POOL_SIZE; i++)
		if (add_pooled(l, u, POOL + (i << 8)))
			return;
	report_error(&u->report, 0, "no subnet is left in 10.89.0.0/16");
}

/* Whether the network has been added. */
static bool has_subnet(const struct unit_bridge *b)
{
	return !address_is_none(&b->bridge.subnets[0].net.ip);
}

static void find_subnet(struct subnets *l, struct draft *u, int pass)
{
	const struct unit_bridge *b = u->unit.conf.bridge;

	if (u->unit.kind != UNIT_NETWORK || u->report.failed ||
		(pass == 0 ? b->pooled : has_subnet(b)))
		return;
	check_names(l, u);
	check_subnets(l, u);
	if (l->count == NET_BRIDGES_MAX)
		report_error(&u->report, 0, "more than %d networks",
			NET_BRIDGES_MAX);
	if (u->report.failed)
		return;
	if (pass == 0)
		subnets_take(l, u, b);
	else if (pass == 1)
		add_remembered(l, u);
	else
		add_next(l, u);
}

void subnets_find(struct subnets *l)
{
	for (int pass = 0; pass < 3; pass++)
		for (unsigned rank = 0; rank <= DRAFT_RANK_MAX; rank++)
			for (size_t i = 0; i < l->file_count; i++)
				if (l->files[i].rank == rank)
					find_subnet(l, &l->files[i], pass);
}

bool subnets_connected(const struct draft *u)
{
	return !u->report.failed && u->unit.conf.net &&
	       u->unit.conf.network == NETWORK_BRIDGE &&
	       (u->unit.kind == UNIT_CONTAINER || u->unit.kind == UNIT_POD);
}
