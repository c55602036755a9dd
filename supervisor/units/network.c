/* SPDX-License-Identifier: MIT */
/*
 * Which subnet each network has, and which address each container has in it.
 * All of it is known before anything starts, so that firewall and names are
 * made once; and it stays as it is while the device runs, also when units come
 * and go.
 */
#include "supervisor/units/network.h"

#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/network6.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define POOL      UINT32_C(0x0a590000) /* 10.89.0.0/16, a /24 each */
#define POOL_SIZE 256
#define WHERE_MAX (PATH_MAX + 16)

/* A network with what has been given out of it. */
struct lan {
	const struct unit_bridge *bridge;
	struct unitfile *file; /* NULL: the built-in one */
	uint32_t next;         /* nothing free is before it; host byte order */
};

/* An address that has an owner. */
struct lease {
	struct in_addr address;
	const struct unitfile *file;
	unsigned at;
};

struct world {
	struct unitfile *files;
	size_t count;
	const char *saved;
	struct lan lans[NET_BRIDGES_MAX];
	size_t lan_count;
	struct lease *leases;
	size_t lease_count;
};

bool network_connected(const struct unitfile *u)
{
	return !u->report.failed && u->unit.conf.net &&
	       u->unit.conf.network == NETWORK_BRIDGE &&
	       (u->unit.kind == UNIT_CONTAINER || u->unit.kind == UNIT_POD);
}

bool network_needs_builtin(const struct unitfile *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct unit_net *net = files[i].unit.conf.net;

		for (size_t e = 0; net && e < net->end_count; e++)
			if (!files[i].report.failed &&
				!strcmp(net->ends[e].network, CONF_NETWORK))
				return true;
	}
	return false;
}

static uint32_t mask(uint8_t prefix)
{
	return ~(UINT32_MAX >> prefix);
}

static bool overlap(uint32_t a, uint8_t a_prefix, uint32_t b, uint8_t b_prefix)
{
	uint8_t shorter = a_prefix < b_prefix ? a_prefix : b_prefix;

	return ((a ^ b) & mask(shorter)) == 0;
}

/* What has these addresses already: a path, or NULL. */
static const char *user_of_subnet(
	const struct world *w, uint32_t ip, uint8_t prefix)
{
	for (size_t i = 0; i < w->lan_count; i++) {
		const struct net_bridge *b = &w->lans[i].bridge->bridge;

		if (overlap(ip, prefix, ntohl(b->address.s_addr), b->prefix))
			return w->lans[i].file ? w->lans[i].file->report.path
					       : CONF_NETWORK;
	}
	for (size_t i = 0; i < w->count; i++) {
		const struct unitfile *u = &w->files[i];
		const struct net_uplink *up = &u->unit.conf.uplink;

		if (u->unit.kind == UNIT_UPLINK && !u->report.failed &&
			up->prefix &&
			overlap(ip, prefix, ntohl(up->address.s_addr),
				up->prefix))
			return u->report.path;
	}
	return NULL;
}

static const char *label_of(const struct unitfile *u)
{
	const char *label = u->unit.conf.bridge->label;

	return label ? label : u->stem;
}

/* Two networks, or a network and an uplink, of one name. */
static void check_names(const struct world *w, struct unitfile *u)
{
	const char *name = u->unit.conf.bridge->bridge.name;
	unsigned at = keys_last(u, SECTION_NETWORK, "InterfaceName");

	if (!strcmp(name, CONF_BRIDGE))
		report_error(
			&u->report, at, "the interface %s is tcr's own", name);
	for (size_t i = 0; i < w->lan_count; i++) {
		const struct lan *lan = &w->lans[i];

		if (lan->file && !strcmp(name, lan->bridge->bridge.name))
			report_error(&u->report, at,
				"the interface %s is that of %s", name,
				lan->file->report.path);
		if (lan->file && !strcasecmp(label_of(u), label_of(lan->file)))
			report_error(&u->report,
				keys_last(u, SECTION_NETWORK, "NetworkName"),
				"the network's name %s is that of %s",
				label_of(u), lan->file->report.path);
	}
	for (size_t i = 0; i < w->count; i++)
		if (w->files[i].unit.kind == UNIT_UPLINK &&
			!w->files[i].report.failed &&
			!strcmp(name, w->files[i].unit.conf.uplink.name))
			report_error(&u->report, at,
				"the interface %s is that of %s", name,
				w->files[i].report.path);
}

/* The address behind a word in RUN/units/NAME/address; 0: none. */
static uint32_t remembered(
	const struct world *w, const struct unit_file *unit, const char *word)
{
	char path[PATH_MAX], text[NETWORK_TEXT_MAX];
	size_t len = strlen(word);
	struct in6_addr ip;

	if (!w->saved ||
		fmt_print(path, sizeof(path), "%s/%s/address", w->saved,
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

static void take_lan(
	struct world *w, struct unitfile *u, const struct unit_bridge *b)
{
	w->lans[w->lan_count++] = (struct lan){
		.bridge = b, .file = u, .next = ntohl(b->first.s_addr)};
}

/* One that the file says. */
static void add_fixed(struct world *w, struct unitfile *u)
{
	const struct unit_bridge *b = u->unit.conf.bridge;
	const char *other = user_of_subnet(
		w, ntohl(b->bridge.address.s_addr), b->bridge.prefix);

	if (other)
		report_error(&u->report,
			keys_last(u, SECTION_NETWORK, "Subnet"),
			"Subnet= overlaps the one of %s", other);
	else
		take_lan(w, u, b);
}

static void add_pooled(struct world *w, struct unitfile *u, uint32_t ip)
{
	struct unit_bridge *b = u->unit.conf.bridge;

	b->bridge.address.s_addr = htonl(ip + 1);
	b->first.s_addr = htonl(ip + 2);
	b->last.s_addr = htonl(ip + 254);
	take_lan(w, u, b);
}

/* The one that it had, if it is free. */
static void add_remembered(struct world *w, struct unitfile *u)
{
	uint32_t ip = remembered(w, &u->unit, "gateway") - 1;

	if ((ip & mask(16)) == POOL && (ip & 255) == 0 &&
		!user_of_subnet(w, ip, 24))
		add_pooled(w, u, ip);
}

static void add_next(struct world *w, struct unitfile *u)
{
	for (uint32_t i = 0; i < POOL_SIZE; i++)
		if (!user_of_subnet(w, POOL + (i << 8), 24)) {
			add_pooled(w, u, POOL + (i << 8));
			return;
		}
	report_error(&u->report, 0, "no subnet is left in 10.89.0.0/16");
}

static bool has_subnet(const struct unitfile *u)
{
	return u->unit.conf.bridge->first.s_addr != 0;
}

static void link_subnets(struct world *w)
{
	for (int pass = 0; pass < 3; pass++)
		for (size_t i = 0; i < w->count; i++) {
			struct unitfile *u = &w->files[i];

			if (u->unit.kind != UNIT_NETWORK || u->report.failed ||
				(pass == 0 ? !u->unit.conf.bridge->fixed
					   : has_subnet(u)))
				continue;
			check_names(w, u);
			if (w->lan_count == NET_BRIDGES_MAX)
				report_error(&u->report, 0,
					"more than %d networks",
					NET_BRIDGES_MAX);
			if (u->report.failed)
				continue;
			if (pass == 0)
				add_fixed(w, u);
			else if (pass == 1)
				add_remembered(w, u);
			else
				add_next(w, u);
		}
}

static struct lan *lan_of(struct world *w, const struct unit_end *e)
{
	for (size_t i = 0; i < w->lan_count; i++)
		if (!strcmp(e->network, w->lans[i].file
						? w->lans[i].file->unit.name
						: CONF_NETWORK))
			return &w->lans[i];
	return NULL; /* bad, or not there: who requires it does not start */
}

static const struct lease *lease_of(
	const struct world *w, struct in_addr address)
{
	for (size_t i = 0; i < w->lease_count; i++)
		if (w->leases[i].address.s_addr == address.s_addr)
			return &w->leases[i];
	return NULL;
}

static void lease(struct world *w, const struct unitfile *u, struct unit_end *e,
	struct in_addr address)
{
	e->address = address;
	w->leases[w->lease_count++] = (struct lease){address, u, e->at};
}

/* Why a container cannot have that address; NULL: it can. */
static const char *unfit(const struct lan *lan, struct in_addr address)
{
	const struct net_bridge *b = &lan->bridge->bridge;
	uint32_t ip = ntohl(address.s_addr);
	uint32_t own = ntohl(b->address.s_addr);

	if (((ip ^ own) & mask(b->prefix)) != 0)
		return "is not in the subnet of";
	if (ip == own)
		return "is the gateway of";
	return (ip & ~mask(b->prefix)) == 0 ||
			       (ip | mask(b->prefix)) == UINT32_MAX
		       ? "is no host's in"
		       : NULL;
}

static const char *dotted(struct in_addr ip, char out[ADDRESS_TEXT_MAX])
{
	struct in6_addr a = address_of4(ip);

	return address_write(&a, out);
}

static void lease_fixed(struct world *w, struct unitfile *u, struct lan *lan,
	struct unit_end *e)
{
	unsigned at = e->at;
	const char *why = unfit(lan, e->address);
	const struct lease *other = lease_of(w, e->address);
	char text[ADDRESS_TEXT_MAX], where[WHERE_MAX];

	if (u->unit.conf.net->ip.s_addr == e->address.s_addr)
		at = keys_last(u,
			u->unit.kind == UNIT_POD ? SECTION_POD
						 : SECTION_CONTAINER,
			"IP");
	(void)dotted(e->address, text);
	if (why)
		report_error(&u->report, at, "the address %s %s %s", text, why,
			e->network);
	else if (other)
		report_error(&u->report, at, "the address %s is taken by %s",
			text,
			report_where(&other->file->report, other->at, where,
				sizeof(where)));
	else
		lease(w, u, e, e->address);
}

static void lease_remembered(struct world *w, struct unitfile *u,
	struct lan *lan, struct unit_end *e)
{
	uint32_t ip = remembered(w, &u->unit, e->network);
	struct in_addr address = {htonl(ip)};

	if (ip >= ntohl(lan->bridge->first.s_addr) &&
		ip <= ntohl(lan->bridge->last.s_addr) && !unfit(lan, address) &&
		!lease_of(w, address))
		lease(w, u, e, address);
}

static void lease_next(struct world *w, struct unitfile *u, struct lan *lan,
	struct unit_end *e)
{
	uint32_t last = ntohl(lan->bridge->last.s_addr);

	while (lan->next <= last) {
		struct in_addr address = {htonl(lan->next++)};

		if (!unfit(lan, address) && !lease_of(w, address)) {
			lease(w, u, e, address);
			return;
		}
	}
	report_error(&u->report, e->at, "no address is left in %s", e->network);
}

static void lease_unit(struct world *w, struct unitfile *u, int pass)
{
	struct unit_net *net = u->unit.conf.net;

	for (size_t i = 0; i < net->end_count && !u->report.failed; i++) {
		struct unit_end *e = &net->ends[i];
		struct lan *lan = lan_of(w, e);

		if (!lan)
			continue;
		if (pass == 0 && e->fixed)
			lease_fixed(w, u, lan, e);
		else if (pass == 1 && !e->fixed)
			lease_remembered(w, u, lan, e);
		else if (pass == 2 && !e->address.s_addr)
			lease_next(w, u, lan, e);
	}
}

/* Where its ports lead: the first end whose network leads outside. */
static void link_ports(struct world *w, struct unitfile *u)
{
	struct unit_conf *conf = &u->unit.conf;
	const struct unit_end *to = NULL;

	for (size_t i = conf->net->end_count; i-- > 0;) {
		const struct lan *lan = lan_of(w, &conf->net->ends[i]);

		if (!lan)
			return; /* it will not start */
		if (!lan->bridge->bridge.internal)
			to = &conf->net->ends[i];
	}
	if (conf->net->end_count > 0) {
		conf->address = conf->net->ends[0].address;
		conf->address6 = conf->net->ends[0].address6;
	}
	if (!to && conf->port_count > 0)
		report_error(&u->report, u->port_ats[0],
			"PublishPort= needs a network that is not Internal=");
	for (size_t i = 0; to && i < conf->port_count; i++) {
		conf->ports[i].to_ip = to->address;
		conf->ports[i].to_ip6 = to->address6;
		if (conf->ports[i].family == AF_INET6 &&
			address_is_none(&to->address6))
			report_error(&u->report, u->port_ats[i],
				"PublishPort= of IPv6 needs a network with "
				"IPv6=yes (%s)",
				to->network);
	}
}

/*
 * Containers come up after the resolver and that after the networks: one that
 * came after a container would wait for itself.
 */
static void check_order(struct world *w, struct unitfile *u)
{
	for (size_t i = 0; i < u->dep_count; i++) {
		const struct unitfile_dep *dep = &u->deps[i];
		struct unitfile *on = dep->on < 0 ? NULL : &w->files[dep->on];
		bool after = dep->relation == RELATION_AFTER;
		const struct unitfile *lan = after ? u : on;
		const struct unitfile *other = after ? on : u;

		if (on && (after || dep->relation == RELATION_BEFORE) &&
			lan->unit.kind == UNIT_NETWORK && other->unit.conf.net)
			report_error(&u->report, dep->at,
				"a network cannot come after a container (%s)",
				other->unit.name);
	}
}

int network_link(struct unitfile *files, size_t count, const char *saved,
	const struct unit_bridge *builtin)
{
	struct world w = {.files = files, .count = count, .saved = saved};
	size_t ends = 0;

	for (size_t i = 0; i < count; i++)
		check_order(&w, &files[i]);
	if (network_needs_builtin(files, count))
		take_lan(&w, NULL, builtin);
	network6_subnets(files, count);
	link_subnets(&w);
	for (size_t i = 0; i < count; i++)
		ends += network_connected(&files[i])
				? files[i].unit.conf.net->end_count
				: 0;
	w.leases = calloc(ends + 1, sizeof(*w.leases));
	for (int pass = 0; w.leases && pass < 3; pass++)
		for (size_t i = 0; i < count; i++)
			if (network_connected(&files[i]))
				lease_unit(&w, &files[i], pass);
	network6_leases(files, count);
	for (size_t i = 0; w.leases && i < count; i++)
		if (network_connected(&files[i]))
			link_ports(&w, &files[i]);
	if (!w.leases)
		return -ENOMEM;
	free(w.leases);
	return 0;
}

void network_words(const struct unit_conf *conf, char *out, size_t size)
{
	const struct unit_net *net = conf->net;
	size_t len = 0;

	if (conf->network == NETWORK_NONE || conf->network == NETWORK_HOST) {
		(void)fmt_print(out, size, "%s",
			conf->network == NETWORK_NONE ? "none" : "host");
		return;
	}
	if (conf->network != NETWORK_BRIDGE) {
		(void)fmt_print(out, size, "%s", net->join);
		return;
	}
	(void)fmt_print(out, size, "bridge");
	for (size_t i = 0; net && i < net->end_count; i++) {
		const char *name = net->ends[i].network;
		bool own = !strcmp(name, CONF_NETWORK);
		int n = fmt_print(out + len, size - len, "%s%.*s", i ? "," : "",
			own ? 6 : (int)strcspn(name, "."),
			own ? "bridge" : name);

		if (n < 0)
			return;
		len += (size_t)n;
	}
}

int network_text(const struct unit_file *unit, char text[NETWORK_TEXT_MAX])
{
	const struct unit_net *net = unit->conf.net;
	char ip[ADDRESS_TEXT_MAX];
	int len = 0;

	text[0] = 0;
	if (unit->conf.bridge)
		return fmt_print(text, NETWORK_TEXT_MAX, "gateway %s\n",
			dotted(unit->conf.bridge->bridge.address, ip));
	for (size_t i = 0; net && i < net->end_count; i++)
		len += fmt_print(text + len, NETWORK_TEXT_MAX - (size_t)len,
			"%s %s\n", net->ends[i].network,
			dotted(net->ends[i].address, ip));
	return len; /* 8 ends of UNIT_NAME_MAX and an address fit */
}
