/* SPDX-License-Identifier: MIT */
/*
 * Bridges, their firewall, and the ends of containers on them (an end is what
 * connects a container to a network).  The firewall has every network and every
 * published port, whether their units are up or not: starting and stopping a
 * unit changes nothing in it.
 */
#include "supervisor/rungs/rung_network.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "net/address.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/spec/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The file with the name that the bridge was made with.  A leftover has no unit
 * file, and a changed unit file may say another name.
 */
static int interface_file(const struct unit_file *unit, char path[PATH_MAX])
{
	return paths_unit(path, unit->name, "interface");
}

static int made_before(const struct unit_file *unit, char name[16])
{
	char path[PATH_MAX];
	int rc = interface_file(unit, path);
	ssize_t n = rc < 0 ? rc : io_read_file(AT_FDCWD, path, name, 16);

	return n < 0 ? (int)n : 0;
}

int rung_network_bridge_down(const void *arg)
{
	const struct rung_context *c = arg;
	const struct unit_bridge *b = c->unit->conf.bridge;
	char path[PATH_MAX], name[16] = "";
	int rc = interface_file(c->unit, path);

	if (rc == 0 && made_before(c->unit, name) < 0 && b)
		(void)fmt_print(name, sizeof(name), "%s", b->bridge.name);
	if (rc == 0 && *name)
		rc = net_bridge_down(name);
	if (rc == 0 && unlink(path) < 0 && errno != ENOENT)
		rc = failed("remove %s", path);
	return rc;
}

/* Every published port of every good unit, in one array. */
static struct net_port *all_ports(const struct conf *conf, size_t *count)
{
	size_t n = 0;
	struct net_port *ports;

	for (size_t i = 0; i < conf->count; i++)
		n += conf->units[i].bad ? 0 : conf->units[i].conf.port_count;
	ports = calloc(n + 1, sizeof(*ports));
	*count = 0;
	for (size_t i = 0; ports && i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		/* A port without an address is of a network that is bad. */
		for (size_t p = 0; !u->bad && p < u->conf.port_count; p++)
			if (u->conf.ports[p].to_ip.s_addr)
				ports[(*count)++] = u->conf.ports[p];
	}
	return ports;
}

bool rung_network_is_bridge(const struct unit_file *network)
{
	return network->conf.bridge &&
	       network->conf.bridge->bridge.driver == NET_BRIDGE;
}

const struct unit_file *rung_network_of(
	const struct conf *conf, const struct unit_end *end)
{
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		if (u->conf.bridge && strcmp(u->name, end->network) == 0)
			return u->bad ? NULL : u;
	}
	return NULL;
}

const char *rung_network_interface(const struct unit_file *unit)
{
	const struct net_bridge *b;

	if (unit->kind == UNIT_UPLINK)
		return unit->conf.uplink.name;
	if (!unit->conf.bridge)
		return NULL;
	b = &unit->conf.bridge->bridge;
	return b->driver == NET_BRIDGE ? b->name : b->parent;
}

size_t rung_network_addresses(const struct unit_file *unit,
	struct net_address to[RUNG_NETWORK_ADDRESSES_MAX])
{
	const struct net_uplink *u = &unit->conf.uplink;
	const struct net_bridge *b;
	size_t n = 0;

	for (size_t i = 0; i < u->address_count; i++)
		to[n++] = u->addresses[i];
	for (size_t i = 0; i < u->address6_count; i++)
		to[n++] = u->addresses6[i];
	if (!rung_network_is_bridge(unit))
		return n;
	b = &unit->conf.bridge->bridge;
	for (size_t i = 0; i < b->subnet_count; i++)
		to[n++] = (struct net_address){
			b->subnets[i].gateway, b->subnets[i].net.prefix};
	return n;
}

void rung_network_host_if(const struct unit_end *end, char name[16])
{
	struct in6_addr first = unit_net_end_address(end, false);

	(void)fmt_print(name, 16, "v%08x", ntohl(address_to4(&first).s_addr));
}

/* Describes an end for net/; NULL: its network is bad. */
static const struct unit_bridge *describe_end(
	const struct conf *conf, const struct unit_end *e, struct net_end *out)
{
	const struct unit_file *network = rung_network_of(conf, e);
	const struct unit_bridge *b = network ? network->conf.bridge : NULL;

	if (!b || e->address_count == 0)
		return NULL;
	*out = (struct net_end){.driver = b->bridge.driver,
		.mode = b->bridge.mode,
		.on = rung_network_is_bridge(network) ? b->bridge.name
						      : b->bridge.parent,
		.address_count = e->address_count,
		.mtu = b->bridge.mtu,
		.isolated = b->isolated};
	for (size_t i = 0; i < e->address_count; i++)
		out->addresses[i] = (struct net_address){
			e->addresses[i], b->bridge.subnets[i].net.prefix};
	memcpy(out->mac, e->mac, sizeof(e->mac));
	memcpy(out->name, e->name, sizeof(e->name));
	rung_network_host_if(e, out->host_if);
	return b;
}

/* Every end on a bridge of every good unit; *ends is to be freed. */
static int all_ends(
	const struct conf *conf, struct net_end **ends, size_t *count)
{
	size_t n = 0;

	for (size_t i = 0; i < conf->count; i++)
		n += conf->units[i].conf.net
			     ? conf->units[i].conf.net->end_count
			     : 0;
	*ends = calloc(n + 1, sizeof(**ends));
	if (!*ends)
		return failed("ends of containers");
	*count = 0;
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_net *net = conf->units[i].conf.net;

		for (size_t e = 0;
			!conf->units[i].bad && net && e < net->end_count; e++) {
			struct net_end *next = *ends + *count;

			if (describe_end(conf, &net->ends[e], next))
				*count += next->driver == NET_BRIDGE;
		}
	}
	return 0;
}

int rung_network_bridge_up(const void *arg)
{
	const struct rung_context *c = arg;
	const struct net_bridge *b = &c->unit->conf.bridge->bridge;
	char path[PATH_MAX], old[16];
	struct net_end *ends = NULL;
	size_t count = 0;
	int rc = interface_file(c->unit, path);

	if (rc == 0 && made_before(c->unit, old) == 0 && *old &&
		strcmp(old, b->name) != 0)
		rc = net_bridge_down(old);
	if (rc == 0) /* the name is empty if the network is no bridge */
		rc = io_replace_file(
			AT_FDCWD, path, b->name, strlen(b->name), 0600);
	if (rc == 0)
		rc = all_ends(c->conf, &ends, &count);
	if (rc < 0)
		return rc;
	rc = net_bridge_up(b, ends, count);
	free(ends);
	return rc;
}

static size_t all_bridges(
	const struct conf *conf, struct net_bridge bridges[NET_BRIDGES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < conf->count && count < NET_BRIDGES_MAX; i++)
		if (!conf->units[i].bad &&
			rung_network_is_bridge(&conf->units[i]))
			bridges[count++] = conf->units[i].conf.bridge->bridge;
	return count;
}

/* Whether tcr is beside a system that has networks of its own. */
static bool is_beside(void)
{
	return getenv("TCR_BESIDE") != NULL;
}

static int with_firewall(
	const struct conf *conf, int (*fn)(const struct net_firewall *firewall))
{
	struct net_bridge bridges[NET_BRIDGES_MAX];
	char nft[PATH_MAX];
	struct net_firewall f = {
		.bridges = bridges, .nft_program = nft, .beside = is_beside()};
	struct net_port *ports;
	struct net_end *ends;
	int rc = paths_program(nft, "tcr-nft");

	if (rc < 0)
		return rc;
	rc = all_ends(conf, &ends, &f.end_count);
	if (rc < 0)
		return rc;
	f.ends = ends;
	ports = all_ports(conf, &f.port_count);
	if (!ports) {
		rc = failed("published ports");
	} else {
		f.ports = ports;
		f.bridge_count = all_bridges(conf, bridges);
		rc = fn(&f);
	}
	free(ports);
	free(ends);
	return rc;
}

int rung_network_firewall_up(const void *arg)
{
	const struct rung_context *c = arg;

	return with_firewall(c->conf, net_firewall_up);
}

int rung_network_firewall_down(const void *arg)
{
	char nft[PATH_MAX];
	int rc = paths_program(nft, "tcr-nft");

	(void)arg;
	return rc < 0 ? rc : net_firewall_down(nft, is_beside());
}

int rung_network_firewall_close(const void *arg)
{
	(void)arg;
	return is_beside() ? 0 : net_firewall_close();
}

const struct unit_end *rung_network_first(
	const struct conf *conf, const struct unit_net *net)
{
	for (size_t i = 0; net && i < net->end_count; i++) {
		const struct unit_file *network =
			rung_network_of(conf, &net->ends[i]);

		if (network && !network->conf.bridge->bridge.internal)
			return &net->ends[i];
	}
	return net && net->end_count ? &net->ends[0] : NULL;
}

static int describe(const struct conf *conf, const struct unit_net *net,
	struct net_end *out)
{
	const struct unit_end *first = rung_network_first(conf, net);

	for (size_t i = 0; net && i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];
		const struct unit_bridge *b = describe_end(conf, e, &out[i]);

		if (!b) {
			log_err("%s: there is no such network", e->network);
			return -ENOENT;
		}
		if (e == first && !b->bridge.internal) {
			out[i].gateway = net_gateway(&b->bridge, false);
			out[i].gateway6 = net_gateway(&b->bridge, true);
		}
	}
	return 0;
}

/* Warns of programs of the device that listen on a port of the unit: packets
 * to that port now go to the container. */
static void warn_listeners(const struct unit_file *u)
{
	for (size_t i = 0; i < u->conf.port_count; i++) {
		const struct net_port *p = &u->conf.ports[i];
		char who[NET_WHO_MAX];
		unsigned port = net_listener(p, who);

		if (port)
			log_warn("%s: port %u/%s is taken from %s, which "
				 "listens there",
				u->name, port, net_protocol(p), who);
	}
}

/* A unit's namespace, described; path is NULL where it has none of its own. */
struct attachment {
	struct net_attach net;
	struct net_end ends[UNIT_ENDS_MAX];
	char path[PATH_MAX];
};

static int describe_attachment(
	const struct rung_context *c, struct attachment *a)
{
	const struct unit_net *net = c->unit->conf.net;

	a->net = (struct net_attach){.ends = a->ends};
	if (!namespaces_path(c->unit, a->path))
		return 0;
	a->net.netns_path = a->path;
	a->net.count = net ? net->end_count : 0;
	return net ? describe(c->conf, net, a->ends) : 0;
}

int rung_network_attach_up(const void *arg)
{
	const struct rung_context *c = arg;
	struct attachment a;
	int rc = describe_attachment(c, &a);

	if (rc < 0 || !a.net.netns_path)
		return rc;
	warn_listeners(c->unit);
	return net_attach_up(&a.net);
}

int rung_network_attach_mend(const void *arg)
{
	struct attachment a;
	int rc = describe_attachment(arg, &a);

	return rc < 0 || !a.net.netns_path ? rc : net_attach_mend(&a.net);
}

/* Removes what is there, whatever the unit's file says, which may be new. */
int rung_network_attach_down(const void *arg)
{
	const struct rung_context *c = arg;
	char path[PATH_MAX];
	int rc = paths_unit(path, c->unit->name, "netns");

	if (rc < 0 || access(path, F_OK) < 0)
		return rc;
	rc = net_attach_down(path);
	/* A leftover: connections to its addresses are forgotten. */
	if (rc == 0 && c->unit->builtin)
		rc = with_firewall(c->conf, net_firewall_settle);
	return rc;
}
