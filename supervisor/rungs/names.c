/* SPDX-License-Identifier: MIT */
/*
 * Names of containers.  Every address is known when the units have been read,
 * so tcr-dns gets all names at its start; it is replaced only when a resolver
 * or a bridge comes or goes.
 */
#include "supervisor/rungs/names.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "net/address.h"
#include "supervisor/rungs/resolvers.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/spec/namespaces.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#define FILE_TEXT_MAX (48 << 10) /* 64 lines of AddHost= and more */

/* Writes the address that the device has in a network. */
static const char *gateway_text(
	const struct unit_bridge *b, char out[ADDRESS_TEXT_MAX])
{
	struct in6_addr gateway = net_gateway(&b->bridge, false);

	return address_write(&gateway, out);
}

/* A network in which tcr-dns answers, and its name there. */
struct dns_network {
	const struct unit_file *unit;
	char label[UNIT_NAME_MAX + 1];
};

struct dns_networks {
	struct dns_network at[NET_BRIDGES_MAX];
	size_t count;
};

static void add_network(
	struct dns_networks *networks, const struct unit_file *unit)
{
	struct dns_network *network = &networks->at[networks->count++];

	network->unit = unit;
	unit_name_label(unit, network->label, sizeof(network->label));
}

/*
 * Writes the lines of a network.  The interface's index is a comment in it: a
 * bridge that was removed and made again has a new index, so dnsd_stale() sees
 * that tcr-dns must be replaced.
 */
static void put_network(
	struct text *t, const struct dns_network *network, unsigned index)
{
	const struct unit_bridge *b = network->unit->conf.bridge;
	char ip[ADDRESS_TEXT_MAX];

	text_put(t, "# %u\n", index);
	for (size_t i = 0; i < b->bridge.subnet_count; i++)
		text_put(t, "listen %s %s %s\n",
			address_write(&b->bridge.subnets[i].gateway, ip),
			b->bridge.name, network->label);
	for (size_t i = 0; i < b->resolver_count; i++)
		text_put(t, "upstream %s %s\n",
			address_write(&b->resolvers[i], ip), network->label);
	if (b->bridge.internal)
		text_put(t, "closed %s\n", network->label);
}

static void put_networks(
	struct text *t, const struct conf *conf, struct dns_networks *networks)
{
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];
		unsigned index;

		if (u->bad || !u->conf.bridge ||
			u->conf.bridge->bridge.no_dns ||
			networks->count == NET_BRIDGES_MAX)
			continue;
		index = if_nametoindex(u->conf.bridge->bridge.name);
		if (index == 0)
			continue; /* the bridge is not up: nobody can ask */
		add_network(networks, u);
		put_network(t, &networks->at[networks->count - 1], index);
	}
}

/* The network of that name; NULL: tcr-dns does not answer in it. */
static const struct dns_network *network_of(
	const struct dns_networks *networks, const char *network)
{
	for (size_t i = 0; i < networks->count; i++)
		if (strcmp(networks->at[i].unit->name, network) == 0)
			return &networks->at[i];
	return NULL;
}

/* The configuration of tcr-dns, and what of tcr-dns's room it takes. */
struct config {
	struct text text;
	size_t names;
	size_t bytes;  /* of names */
	size_t guests; /* addresses with a "sees" line */
};

/* Lets a client at that address, of one end, see the networks of the others. */
static void put_guest(struct config *d, const struct dns_networks *networks,
	const struct unit_net *net, const struct unit_end *of, const char *ip)
{
	size_t start = d->text.len;

	for (size_t i = 0; i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];
		const struct dns_network *network =
			network_of(networks, e->network);

		if (e != of && network)
			text_put(&d->text, "sees %s %s\n", ip, network->label);
	}
	d->guests += d->text.len > start;
}

/* A unit in several networks sees the names of all of them. */
static void put_sees(struct config *d, const struct dns_networks *networks,
	const struct unit_net *net)
{
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < net->end_count; i++)
		for (size_t j = 0; j < net->ends[i].address_count; j++)
			put_guest(d, networks, net, &net->ends[i],
				address_write(&net->ends[i].addresses[j], ip));
}

/*
 * Writes all addresses of an end under one name, one after the other: tcr-dns
 * keeps one of each family together.
 */
static void put_name(struct config *d, const struct dns_network *network,
	const char *word, const char *name, const struct unit_end *e)
{
	size_t four = 0, six;
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; i < e->address_count; i++) {
		text_put(&d->text, "%s %s %s %s\n", word, name,
			address_write(&e->addresses[i], ip), network->label);
		four += address_is4(&e->addresses[i]);
	}
	six = e->address_count - four;
	d->names += four > six ? four : six;
	d->bytes += (four > six ? four : six) * (strlen(name) + 1);
}

/* The further names of a container or a pod. */
static void put_more(struct config *d, const struct dns_network *network,
	const struct unit_file *unit, const struct unit_end *e)
{
	char name[UNIT_NAME_MAX + 1];

	for (size_t i = 0; unit_name_more(unit, i, name, sizeof(name)); i++)
		put_name(d, network, "alias", name, e);
}

/*
 * Writes the name of an end and its aliases.  The address of a pod has the
 * pod's name; its members (net NULL) are aliases.
 */
static void put_end(struct config *d, const struct dns_network *network,
	const struct unit_net *net, const struct unit_end *e, const char *name)
{
	put_name(d, network, net ? "name" : "alias", name, e);
	for (size_t i = 0; net && i < net->aliases.n; i++)
		put_name(d, network, "alias", net->aliases.v[i], e);
	for (size_t i = 0; net && i < e->aliases.n; i++)
		put_name(d, network, "alias", e->aliases.v[i], e);
}

/* Writes the name of a container or a pod; a pod's member has its addresses. */
static void put_names(struct config *d, const struct conf *conf,
	const struct dns_networks *networks, const struct unit_file *unit)
{
	bool member = unit->conf.network == NETWORK_POD;
	const struct unit_file *owner =
		member ? namespaces_owner(conf, unit) : unit;
	const struct unit_net *net = owner->conf.net;
	char label[UNIT_NAME_MAX + 1];

	if (!net || owner->bad || owner->conf.network != NETWORK_BRIDGE)
		return;
	unit_name_label(unit, label, sizeof(label));
	for (size_t i = 0; i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];
		const struct dns_network *network =
			network_of(networks, e->network);

		if (!network)
			continue;
		put_end(d, network, member ? NULL : net, e, label);
		put_more(d, network, unit, e);
	}
	if (!member)
		put_sees(d, networks, net);
}

static bool fits(const struct config *d)
{
	return d->text.rc == 0 && d->names <= NET_DNS_NAMES_MAX &&
	       d->bytes <= NET_DNS_NAMES_BYTES &&
	       d->guests <= NET_DNS_GUESTS_MAX;
}

/* Units whose names have no room; a log line names as many as it can hold. */
struct left_out {
	char units[400];
	size_t len;
	size_t more;
};

static void note_left(struct left_out *left, const char *unit)
{
	int n = left->more ? -ENAMETOOLONG
			   : fmt_print(left->units + left->len,
				     sizeof(left->units) - left->len, "%s%s",
				     left->len ? ", " : "", unit);

	if (n < 0)
		left->more++;
	else
		left->len += (size_t)n;
}

static void warn_left(const struct left_out *left)
{
	char more[32] = "";

	if (left->len == 0)
		return;
	if (left->more)
		(void)fmt_print(
			more, sizeof(more), " and %zu more", left->more);
	log_warn("tcr-dns: no room for the names of %.*s%s: at most %d names "
		 "and aliases, each once in each network",
		(int)left->len, left->units, more, NET_DNS_NAMES_MAX);
}

int names_dns(const struct conf *conf, char *text, size_t size, bool warn)
{
	struct config d = {.text = {.buf = text, .size = size}};
	struct resolvers up = resolvers_find(conf);
	struct dns_networks networks = {0};
	struct left_out left = {0};
	char ip[ADDRESS_TEXT_MAX];

	text_put(&d.text, "cache %u\n%s", conf->dns_cache,
		conf->dns_plain ? "plain\n" : "");
	put_networks(&d.text, conf, &networks);
	for (size_t i = 0; i < up.count; i++)
		text_put(
			&d.text, "upstream %s\n", address_write(&up.at[i], ip));
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];
		struct config before = d;

		if (u->bad ||
			(u->kind != UNIT_CONTAINER && u->kind != UNIT_POD))
			continue;
		put_names(&d, conf, &networks, u);
		if (!fits(&d)) {
			d = before;
			note_left(&left, u->name);
		}
	}
	if (warn)
		warn_left(&left);
	return d.text.rc < 0 ? d.text.rc : (int)d.text.len;
}

static int write_file(int dir, const char *leaf, const struct text *t)
{
	int rc = t->rc < 0 ? t->rc
			   : io_replace_file(dir, leaf, t->buf, t->len, 0644);

	if (rc < 0)
		log_err("write %s: %s", leaf, strerror(-rc));
	return rc;
}

/* The device's address as the container sees it; NULL: it cannot reach it. */
static const char *host_gateway(const struct conf *conf,
	const struct unit_file *owner, char out[ADDRESS_TEXT_MAX])
{
	const struct unit_net *net = owner->conf.net;
	const struct unit_end *first = rung_network_first(conf, net);
	const struct unit_file *network =
		first ? rung_network_of(conf, first) : NULL;

	if (owner->conf.network == NETWORK_HOST)
		return "127.0.0.1";
	for (size_t i = 0; net && i < net->end_count; i++)
		if (!network || !rung_network_is_bridge(network))
			network = rung_network_of(conf, &net->ends[i]);
	return network && rung_network_is_bridge(network)
		       ? gateway_text(network->conf.bridge, out)
		       : NULL;
}

static void put_hosts(struct text *t, const struct conf *conf,
	const struct unit_file *unit, const struct unit_file *owner)
{
	const struct unit_net *net = owner->conf.net;
	const char *name = unit->conf.network == NETWORK_POD
				   ? owner->conf.hostname
				   : unit->conf.hostname;
	const struct unit_end *first = net && net->end_count ? net->ends : NULL;
	char ip[ADDRESS_TEXT_MAX], gateway[ADDRESS_TEXT_MAX];

	text_put(t, "127.0.0.1 localhost\n::1 localhost\n");
	if (!first)
		text_put(t, "127.0.1.1 %s\n", name);
	for (size_t i = 0; first && i < first->address_count; i++)
		text_put(t, "%s %s\n", address_write(&first->addresses[i], ip),
			name);
	for (size_t i = 0; net && i < net->hosts.n; i++) {
		const char *line = net->hosts.v[i];
		size_t word = strcspn(line, " ");
		const char *to = NULL;

		if (strncmp(line, "host-gateway ", word + 1) != 0)
			text_put(t, "%s\n", line);
		else if ((to = host_gateway(conf, owner, gateway)))
			text_put(t, "%s%s\n", to, line + word);
	}
}

/* The network of an end if tcr-dns answers in it, else NULL. */
static const struct unit_file *asked(
	const struct conf *conf, const struct unit_end *end)
{
	const struct unit_file *network =
		end ? rung_network_of(conf, end) : NULL;

	return network && !network->conf.bridge->bridge.no_dns ? network : NULL;
}

/*
 * Writes where tcr-dns answers; false: nowhere.  One gateway is enough, as
 * tcr-dns gives names of all networks that the container is in.  A network that
 * leads outside is preferred.
 */
static bool put_gateway(
	struct text *t, const struct conf *conf, const struct unit_file *owner)
{
	const struct unit_net *net = owner->conf.net;
	const struct unit_file *network =
		asked(conf, rung_network_first(conf, net));
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; !network && net && i < net->end_count; i++)
		network = asked(conf, &net->ends[i]);
	if (network)
		text_put(t, "nameserver %s\n",
			gateway_text(network->conf.bridge, ip));
	return network != NULL;
}

/* Writes the resolvers of the first network that has some; their number. */
static size_t put_network_servers(
	struct text *t, const struct conf *conf, const struct unit_net *net)
{
	char ip[ADDRESS_TEXT_MAX];

	for (size_t i = 0; net && i < net->end_count; i++) {
		const struct unit_file *network =
			rung_network_of(conf, &net->ends[i]);
		const struct unit_bridge *b =
			network ? network->conf.bridge : NULL;

		for (size_t n = 0; b && n < b->resolver_count; n++)
			text_put(t, "nameserver %s\n",
				address_write(&b->resolvers[n], ip));
		if (b && b->resolver_count)
			return b->resolver_count;
	}
	return 0;
}

/*
 * Writes the container's resolvers: its own (DNS=), or tcr-dns (*local), or its
 * network's, or the device's.
 */
static void put_servers(struct text *t, const struct conf *conf,
	const struct unit_file *owner, bool *local)
{
	const struct unit_net *net = owner->conf.net;
	struct resolvers up;
	char ip[ADDRESS_TEXT_MAX];

	*local = false;
	for (size_t i = 0; net && i < net->resolver_count; i++)
		text_put(t, "nameserver %s\n",
			address_write(&net->resolvers[i], ip));
	if ((net && net->resolver_count) || owner->conf.network == NETWORK_NONE)
		return;
	*local = put_gateway(t, conf, owner);
	if (*local)
		return;
	if (put_network_servers(t, conf, net))
		return;
	up = resolvers_find(conf);
	for (size_t i = 0; i < up.count; i++)
		text_put(t, "nameserver %s\n", address_write(&up.at[i], ip));
}

static void put_resolv(
	struct text *t, const struct conf *conf, const struct unit_file *owner)
{
	const struct unit_net *net = owner->conf.net;
	size_t start = t->len;
	bool local, none;

	put_servers(t, conf, owner, &local);
	none = net && net->search.n > 0 && !strcmp(net->search.v[0], ".");
	if (net && net->search.n > 0 && !none) {
		text_put(t, "search");
		for (size_t i = 0; i < net->search.n; i++)
			text_put(t, " %s", net->search.v[i]);
		text_put(t, "\n");
	} else if (local && !none) {
		text_put(t, "search tcr\n");
	}
	for (size_t i = 0; net && i < net->options.n; i++)
		text_put(t, "%s%s", i ? " " : "options ", net->options.v[i]);
	if (net && net->options.n > 0)
		text_put(t, "\n");
	if (t->len == start)
		text_put(t, "# no network\n");
}

int names_files(const struct conf *conf, const struct unit_file *unit,
	const struct unit_file *owner, int dir)
{
	static char text[FILE_TEXT_MAX];
	struct text t = {.buf = text, .size = sizeof(text)};
	int rc;

	put_hosts(&t, conf, unit, owner);
	rc = write_file(dir, "hosts", &t);
	t.len = 0;
	text_put(&t, "%s\n",
		unit->conf.network == NETWORK_POD ? owner->conf.hostname
						  : unit->conf.hostname);
	if (rc == 0)
		rc = write_file(dir, "hostname", &t);
	t.len = 0;
	put_resolv(&t, conf, owner);
	if (rc == 0)
		rc = write_file(dir, "resolv.conf", &t);
	return rc;
}
