/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for the connections of containers and pods:
 * networks, addresses, names, resolvers.
 */
#include "supervisor/units/keys/set_net.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/*
 * Whether the text is a host name: labels of letters, digits, '-' and '_', 63
 * bytes in all.
 */
static bool is_host(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '.' &&
			(i == 0 || i + 1 == len || text[i - 1] == '.'))
			return false;
	return len <= 63 && value_is_word(text, len, "-_.") &&
	       value_is_word(text, len ? 1 : 0, "_");
}

struct unit_net *set_net_of(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;

	if (!conf->net) {
		conf->net = arena_alloc(&u->unit.arena, sizeof(*conf->net));
		if (conf->net)
			conf->net->with_pod = true;
	}
	return conf->net;
}

int set_net_add_end(struct unit_file *unit, const char *network, unsigned at)
{
	struct unit_net *net = unit->conf.net;
	struct unit_end *ends = arena_grow(
		&unit->arena, net->ends, net->end_count, sizeof(*ends));
	struct unit_end *e;

	if (!ends)
		return -ENOMEM;
	net->ends = ends;
	e = &ends[net->end_count];
	*e = (struct unit_end){.at = at};
	(void)fmt_print(e->name, sizeof(e->name), "eth%zu", net->end_count++);
	return arena_set(&unit->arena, &e->network, network);
}

int set_net_fix(struct unit_end *e, const struct in6_addr *address)
{
	if (e->fixed == NET_SUBNETS_MAX)
		return -ENOSPC;
	e->addresses[e->fixed++] = *address;
	return 0;
}

static void forget_networks(struct draft *u, struct unit_net *net)
{
	net->end_count = 0;
	net->join = NULL;
	u->unit.conf.network = NETWORK_BRIDGE;
}

/* Reads "02:00:0a:58:00:02"; it must not be a multicast address. */
static int read_mac(const char *text, size_t len, uint8_t mac[6])
{
	static const char digits[] = "0123456789abcdef";

	if (len != 17)
		return -EINVAL;
	for (size_t i = 0; i < len; i++) {
		char c = text[i] >= 'A' && text[i] <= 'F' ? text[i] + 32
							  : text[i];
		const char *digit = c ? strchr(digits, c) : NULL;

		if (i % 3 == 2 ? c != ':' : !digit)
			return -EINVAL;
		if (i % 3 != 2)
			mac[i / 3] =
				(uint8_t)(mac[i / 3] << 4 | (digit - digits));
	}
	return mac[0] & 1 ? -EINVAL : 0;
}

static int end_address(
	struct draft *u, struct unit_end *e, const char *value, bool is6)
{
	struct in6_addr address;

	if (value_host(value, &address) < 0 || address_is4(&address) == is6)
		return draft_refuse(u, is6 ? "ip6= is an IPv6 address"
					   : "ip= is an IPv4 address");
	return set_net_fix(e, &address) < 0
		       ? draft_refuse(u, "4 addresses at most")
		       : 0;
}

/* Sets an option, NAME=VALUE after "X.network:". */
static int end_option(struct draft *u, struct unit_end *e, const char *text)
{
	const char *value = strchr(text, '=');
	size_t len = value ? strlen(++value) : 0;

	if (!len)
		return draft_refuse(
			u, "options are NAME=VALUE, separated by commas");
	if (starts(text, "ip=") || starts(text, "ip6="))
		return end_address(u, e, value, text[2] == '6');
	if (starts(text, "mac="))
		return read_mac(value, len, e->mac) < 0
			       ? draft_refuse(
					 u, "mac= is like 02:00:0a:58:00:02")
			       : 0;
	if (starts(text, "alias="))
		return is_host(value, len)
			       ? strv_add(&u->unit.arena, &e->aliases, value,
					 len)
			       : draft_refuse(u, "alias= is a host name");
	if (!starts(text, "interface_name="))
		return draft_refuse(u, "options are ip, ip6, mac, alias and "
				       "interface_name");
	if (!value_is_interface(value))
		return draft_refuse(
			u, "interface_name= is a name of an interface");
	(void)fmt_print(e->name, sizeof(e->name), "%s", value);
	return 0;
}

static int end_options(struct draft *u, struct unit_end *e, const char *text)
{
	char option[128];
	int rc = 0;

	for (; rc == 0 && *text; text += *text == ',') {
		size_t len = strcspn(text, ",");

		if (len >= sizeof(option))
			return draft_refuse(u, "an option is too long");
		memcpy(option, text, len);
		option[len] = 0;
		rc = end_option(u, e, option);
		text += len;
	}
	return rc;
}

/* Connects the unit to a network, with options. */
static int take_end(struct draft *u, struct unit_net *net, const char *name,
	const char *options, unsigned at)
{
	int rc;

	for (size_t i = 0; i < net->end_count; i++)
		if (!strcmp(net->ends[i].network, name))
			return draft_refuse(u, "it is on that network already");
	if (net->end_count == UNIT_ENDS_MAX)
		return draft_refuse(u, "8 networks at most");
	rc = set_net_add_end(&u->unit, name, at);
	return rc < 0 ? rc
		      : end_options(u, &net->ends[net->end_count - 1], options);
}

/* Sets a Network= that is not a network unit; name may be NULL. */
static int take_mode(struct draft *u, struct unit_net *net,
	enum unit_network mode, const char *name)
{
	u->unit.conf.network = mode;
	return arena_set(&u->unit.arena, &net->join, name);
}

static int take_join(struct draft *u, struct unit_net *net, const char *name)
{
	char full[UNIT_NAME_MAX + 1];
	size_t len = strlen(name);

	if (!value_is_word(name, len, "_-.@") ||
		fmt_print(full, sizeof(full), "%s%s", name,
			value_ends_with(name, len, ".container")
				? ""
				: ".container") < 0)
		return draft_refuse(u, "not the name of a container");
	return take_mode(u, net, NETWORK_JOIN, full);
}

/* Whether it is no network of containers, and excludes all others. */
static bool is_alone(const char *value)
{
	return !strcmp(value, "none") || !strcmp(value, "host") ||
	       starts(value, "container:") || starts(value, "ns:") ||
	       value_ends_with(value, strlen(value), ".container");
}

static int take_alone(struct draft *u, struct unit_net *net, const char *value)
{
	char path[PATH_MAX];

	if (!strcmp(value, "none"))
		return take_mode(u, net, NETWORK_NONE, NULL);
	if (!strcmp(value, "host"))
		return take_mode(u, net, NETWORK_HOST, NULL);
	if (!starts(value, "ns:"))
		return take_join(u, net,
			starts(value, "container:") ? value + 10 : value);
	if (volume_path(value + 3, strlen(value + 3), NULL, 0, path) < 0)
		return -EINVAL;
	return take_mode(u, net, NETWORK_PATH, path);
}

/* An end on the network that has this name in podman: NetworkName=. */
static int take_named(struct draft *u, struct unit_net *net, const char *name,
	const char *options, unsigned at)
{
	char full[UNIT_NAME_MAX + 1];

	if (starts(name, "pasta") || starts(name, "slirp4netns"))
		return draft_refuse(u,
			"that is for users without privileges; use "
			"bridge");
	if (!strcmp(name, "private"))
		return draft_refuse(u, "use bridge, X.network or none");
	if (!value_is_word(name, strlen(name), "_-.") ||
		fmt_print(full, sizeof(full), "%s.network", name) < 0)
		return -EINVAL;
	return take_end(u, net, full, options, at);
}

SET_FUNCTION(set_net_network)
{
	struct unit_net *net = set_net_of(u);
	const char *options;
	char name[UNIT_NAME_MAX + 1];
	size_t len;

	(void)row;
	if (!net)
		return -ENOMEM;
	if (!value) {
		forget_networks(u, net);
		return 0;
	}
	len = strcspn(value, ":");
	options = value + len + (value[len] == ':');
	if (len >= sizeof(name))
		return draft_refuse(u, "the name is too long");
	memcpy(name, value, len);
	name[len] = 0;
	if (u->unit.conf.network != NETWORK_BRIDGE)
		return draft_refuse(u,
			"none, host and joined namespaces exclude "
			"other networks");
	if (!strcmp(name, "bridge") || !strcmp(name, "podman"))
		return take_end(u, net, UNIT_NET_BUILTIN, options, at);
	if (value_ends_with(name, len, ".network"))
		return take_end(u, net, name, options, at);
	if (is_alone(value)) {
		if (net->end_count > 0)
			return draft_refuse(u, "it excludes other networks");
		return take_alone(u, net, value);
	}
	return take_named(u, net, name, options, at);
}

static int add_to(struct draft *u, struct strv *list, const char *value)
{
	if (list->n == UNIT_HOSTS_MAX)
		return draft_refuse(u, "64 at most");
	return strv_add(&u->unit.arena, list, value, strlen(value));
}

/* Adds a value to a list if it is good; NULL clears the list. */
static int take_item(
	struct draft *u, struct strv *list, const char *value, bool good)
{
	if (value)
		return good ? add_to(u, list, value) : -EINVAL;
	*list = (struct strv){0};
	return 0;
}

SET_FUNCTION(set_net_alias)
{
	struct unit_net *net = set_net_of(u);

	(void)row;
	(void)at;
	return net ? take_item(u, &net->aliases, value,
			     value && is_host(value, strlen(value)))
		   : -ENOMEM;
}

SET_FUNCTION(set_net_ip)
{
	struct unit_net *net = set_net_of(u);

	(void)row;
	(void)at;
	if (!net)
		return -ENOMEM;
	if (value)
		return value_ipv4(value, &net->ip);
	net->ip.s_addr = INADDR_ANY;
	return 0;
}

SET_FUNCTION(set_net_ip6)
{
	static const struct in6_addr none;
	struct unit_net *net = set_net_of(u);
	struct in6_addr address;

	(void)row;
	(void)at;
	if (!net)
		return -ENOMEM;
	if (value && (value_host(value, &address) < 0 || address_is4(&address)))
		return -EINVAL;
	net->ip6 = value ? address : none;
	return 0;
}

/*
 * Turns "NAME[;NAME...]:ADDRESS" into "ADDRESS NAME NAME".  host-gateway is
 * kept as the address.
 */
SET_FUNCTION(set_net_add_host)
{
	struct unit_net *net = set_net_of(u);
	const char *address = value ? strchr(value, ':') : NULL;
	size_t len = address ? (size_t)(address++ - value) : 0;
	char line[512];
	struct in6_addr ip;

	(void)row;
	(void)at;
	if (!net)
		return -ENOMEM;
	if (!value) {
		net->hosts = (struct strv){0};
		return 0;
	}
	if (!address)
		return -EINVAL;
	if (strcmp(address, "host-gateway") != 0 &&
		address_read(address, &ip) < 0)
		return -EINVAL;
	if (fmt_print(line, sizeof(line), "%s %.*s", address, (int)len, value) <
		0)
		return draft_refuse(u, "it is too long");
	for (size_t i = 0; i < len;) {
		size_t n = strcspn(value + i, ";:");

		if (!is_host(value + i, n))
			return -EINVAL;
		i += n;
		if (i < len)
			line[strlen(address) + 1 + i++] = ' ';
	}
	return len ? add_to(u, &net->hosts, line) : -EINVAL;
}

SET_FUNCTION(set_net_resolver)
{
	struct unit_net *net = set_net_of(u);
	int rc;

	(void)row;
	(void)at;
	if (!net)
		return -ENOMEM;
	if (!value) {
		net->resolver_count = 0;
		net->no_resolv = false;
		return 0;
	}
	if (!strcmp(value, "none")) {
		net->no_resolv = true;
		return 0;
	}
	if (net->resolver_count == NET_DNS_MAX)
		return draft_refuse(u, "4 resolvers at most");
	rc = value_host(value, &net->resolvers[net->resolver_count]);
	net->resolver_count += rc == 0;
	return rc;
}

SET_FUNCTION(set_net_search)
{
	struct unit_net *net = set_net_of(u);
	bool good =
		value && (!strcmp(value, ".") || is_host(value, strlen(value)));

	(void)row;
	(void)at;
	return net ? take_item(u, &net->search, value, good) : -ENOMEM;
}

SET_FUNCTION(set_net_resolver_option)
{
	struct unit_net *net = set_net_of(u);
	bool good = value && value_is_word(value, strlen(value), ":-_. ");

	(void)row;
	(void)at;
	return net ? take_item(u, &net->options, value, good) : -ENOMEM;
}

SET_FUNCTION(set_net_pod)
{
	struct unit_net *net = set_net_of(u);
	char full[UNIT_NAME_MAX + 1];

	(void)row;
	(void)at;
	if (!net)
		return -ENOMEM;
	if (value &&
		(!value_is_word(value, strlen(value), "_-.@") ||
			fmt_print(full, sizeof(full), "%s%s", value,
				value_ends_with(value, strlen(value), ".pod")
					? ""
					: ".pod") < 0))
		return -EINVAL;
	return arena_set(&u->arena, &u->pod, value ? full : NULL);
}

SET_FUNCTION(set_net_with_pod)
{
	struct unit_net *net = set_net_of(u);

	(void)row;
	(void)at;
	return net ? value_bool(value, &net->with_pod) : -ENOMEM;
}

/* ExposeHostPort= only documents ports: it is checked and has no effect. */
SET_FUNCTION(set_net_expose)
{
	const char *slash = value ? strchr(value, '/') : NULL;
	const char *dash = value ? strchr(value, '-') : NULL;
	char first[16], last[16];
	int64_t from;
	size_t len = slash   ? (size_t)(slash - value)
		     : value ? strlen(value)
			     : 0;

	(void)u;
	(void)row;
	(void)at;
	if (!value)
		return 0;
	if (slash && strcmp(slash, "/tcp") != 0 && strcmp(slash, "/udp") != 0 &&
		strcmp(slash, "/sctp") != 0)
		return -EINVAL;
	if (len >= sizeof(first))
		return -EINVAL;
	(void)fmt_print(first, sizeof(first), "%.*s",
		(int)(dash ? (size_t)(dash - value) : len), value);
	(void)fmt_print(last, sizeof(last), "%.*s",
		(int)(dash ? len - (size_t)(dash + 1 - value) : len),
		dash ? dash + 1 : value);
	from = value_number(first, 65535);
	return from < 1 || value_number(last, 65535) < from ? -EINVAL : 0;
}
