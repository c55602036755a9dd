/* SPDX-License-Identifier: MIT */
/*
 * Finds a subnet for each network: the one that its file sets, else the one
 * that it had before, else a free one.
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

#define POOL      UINT32_C(0x0a590000) /* 10.89.0.0/16, a /24 each */
#define POOL_SIZE 256

uint32_t subnets_mask(uint8_t prefix)
{
	return ~(UINT32_MAX >> prefix);
}

uint32_t subnets_remembered(
	const struct subnets *l, const struct unit_file *unit, const char *word)
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
			address_is4(&ip))
			return ntohl(address_to4(&ip).s_addr);
		line = next;
	}
	return 0;
}

static bool overlap(uint32_t a, uint8_t a_prefix, uint32_t b, uint8_t b_prefix)
{
	uint8_t shorter = a_prefix < b_prefix ? a_prefix : b_prefix;

	return ((a ^ b) & subnets_mask(shorter)) == 0;
}

static bool is_of_uplink(
	const struct net_uplink *uplink, uint32_t ip, uint8_t prefix)
{
	for (size_t i = 0; i < uplink->address_count; i++) {
		const struct net_address *a = &uplink->addresses[i];

		if (overlap(ip, prefix, ntohl(address_to4(&a->ip).s_addr),
			    a->prefix))
			return true;
	}
	return false;
}

/*
 * The path of the file whose network or uplink has some of these addresses, or
 * NULL.
 */
static const char *user_of_subnet(
	const struct subnets *l, uint32_t ip, uint8_t prefix, bool shared)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct net_bridge *b = &l->at[i].bridge->bridge;

		if (overlap(ip, prefix, ntohl(b->address.s_addr), b->prefix))
			return l->at[i].file ? l->at[i].file->report.path
					     : UNIT_NET_BUILTIN;
	}
	/*
	 * A network that shares the interface of an uplink may share its
	 * subnet.
	 */
	for (size_t i = 0; i < l->file_count && !shared; i++) {
		const struct draft *u = &l->files[i];

		if (u->unit.kind == UNIT_UPLINK && !u->report.failed &&
			is_of_uplink(&u->unit.conf.uplink, ip, prefix))
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
		const struct subnet *taken = &l->at[i];

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
	l->at[l->count++] = (struct subnet){
		.bridge = b, .file = u, .next = ntohl(b->first.s_addr)};
}

/* Adds a network whose file sets the subnet. */
static void add_fixed(struct subnets *l, struct draft *u)
{
	const struct unit_bridge *b = u->unit.conf.bridge;
	const char *other = user_of_subnet(l, ntohl(b->bridge.address.s_addr),
		b->bridge.prefix, b->bridge.driver != NET_BRIDGE);

	if (other)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Subnet"),
			"Subnet= overlaps the one of %s", other);
	else
		subnets_take(l, u, b);
}

static void add_pooled(struct subnets *l, struct draft *u, uint32_t ip)
{
	struct unit_bridge *b = u->unit.conf.bridge;

	b->bridge.address.s_addr = htonl(ip + 1);
	b->first.s_addr = htonl(ip + 2);
	b->last.s_addr = htonl(ip + 254);
	subnets_take(l, u, b);
}

/* Adds a network with the subnet that it had before, if that is free. */
static void add_remembered(struct subnets *l, struct draft *u)
{
	uint32_t ip = subnets_remembered(l, &u->unit, "gateway") - 1;

	if ((ip & subnets_mask(16)) == POOL && (ip & 255) == 0 &&
		!user_of_subnet(l, ip, 24, false))
		add_pooled(l, u, ip);
}

static void add_next(struct subnets *l, struct draft *u)
{
	for (uint32_t i = 0; i < POOL_SIZE; i++)
		if (!user_of_subnet(l, POOL + (i << 8), 24, false)) {
			add_pooled(l, u, POOL + (i << 8));
			return;
		}
	report_error(&u->report, 0, "no subnet is left in 10.89.0.0/16");
}

static bool has_subnet(const struct draft *u)
{
	return u->unit.conf.bridge->first.s_addr != 0;
}

static void find_subnet(struct subnets *l, struct draft *u, int pass)
{
	if (u->unit.kind != UNIT_NETWORK || u->report.failed ||
		(pass == 0 ? !u->unit.conf.bridge->fixed : has_subnet(u)))
		return;
	check_names(l, u);
	if (l->count == NET_BRIDGES_MAX)
		report_error(&u->report, 0, "more than %d networks",
			NET_BRIDGES_MAX);
	if (u->report.failed)
		return;
	if (pass == 0)
		add_fixed(l, u);
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
