/* SPDX-License-Identifier: MIT */
/*
 * Networks and published ports, as the unit files say them and tcrd has made
 * them.  What is said of the firewall follows from its rules (net/rules.c),
 * which are the same for all networks but for what is named here.
 */
#include "supervisor/device/connections.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/base/json.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/verify/present.h"

#include <string.h>

#define JSON_MAX   (256 << 10) /* of a network with 1000 containers */
#define STATE_MAX  32
#define SUBNET_MAX (ADDRESS_TEXT_MAX + 4)
#define NAME_FULL  (UNIT_NAME_MAX + 16)
#define NAME_COLS  20

static struct {
	struct present present;
	struct json json;
	char text[JSON_MAX];
} self;

static bool is_bridge(const struct unit_file *network)
{
	return network->conf.bridge->bridge.driver == NET_BRIDGE;
}

static const char *driver(const struct unit_file *network)
{
	static const char *const names[] = {[NET_BRIDGE] = "bridge",
		[NET_MACVLAN] = "macvlan",
		[NET_IPVLAN] = "ipvlan"};

	return names[network->conf.bridge->bridge.driver];
}

/* The bridge's interface, or the one that the network is on. */
static const char *interface(const struct unit_file *network)
{
	const struct net_bridge *b = &network->conf.bridge->bridge;

	return is_bridge(network) ? b->name : b->parent;
}

static const char *state(const struct unit_file *u, char out[STATE_MAX])
{
	struct doc_unit now;

	(void)fmt_print(out, STATE_MAX, "new");
	if (present_find(&self.present, u, &now))
		(void)doc_print(now.state, out, STATE_MAX);
	return out;
}

/* How the unit is connected to the network; NULL: it is not. */
static const struct unit_end *end_in(
	const struct unit_file *u, const struct unit_file *network)
{
	const struct unit_net *net = u->bad ? NULL : u->conf.net;

	for (size_t i = 0; net && i < net->end_count; i++)
		if (strcmp(net->ends[i].network, network->name) == 0)
			return &net->ends[i];
	return NULL;
}

static const char *subnet(const struct net_subnet *s, char out[SUBNET_MAX])
{
	char ip[ADDRESS_TEXT_MAX];

	(void)fmt_print(out, SUBNET_MAX, "%s/%u", address_write(&s->net.ip, ip),
		s->net.prefix);
	return out;
}

static size_t count_units(const struct unit_file *network)
{
	const struct conf *conf = &self.present.conf;
	size_t n = 0;

	for (size_t i = 0; i < conf->count; i++)
		n += end_in(&conf->units[i], network) != NULL;
	return n;
}

static void print_row(const struct unit_file *n)
{
	const struct net_bridge *b = &n->conf.bridge->bridge;
	char text[SUBNET_MAX] = "-", now[STATE_MAX];

	if (b->subnet_count)
		(void)subnet(&b->subnets[0], text);
	out_print("%-*s %-8s %-15s %-18s %5zu  %s\n", NAME_COLS, n->name,
		driver(n), interface(n), text, count_units(n), state(n, now));
}

static void put_address(
	struct json *j, const char *key, const struct in6_addr *address)
{
	char ip[ADDRESS_TEXT_MAX];

	json_string(j, key,
		address_is_none(address) ? NULL : address_write(address, ip));
}

static void put_unit(
	struct json *j, const struct unit_file *u, const struct unit_end *e)
{
	char name[NAME_FULL], now[STATE_MAX], port[UNIT_NET_PORT_MAX];

	unit_name_full(u, name, sizeof(name));
	json_open(j, NULL, '{');
	json_string(j, "unit", name);
	json_string(j, "state", state(u, now));
	json_string(j, "interface", e->name);
	json_open(j, "addresses", '[');
	for (size_t i = 0; i < e->address_count; i++)
		put_address(j, NULL, &e->addresses[i]);
	json_close(j, ']');
	json_open(j, "ports", '[');
	for (size_t i = 0; i < u->conf.port_count; i++)
		json_string(j, NULL, unit_net_port(&u->conf.ports[i], port));
	json_close(j, ']');
	json_close(j, '}');
}

static void put_network(struct json *j, const struct unit_file *n)
{
	const struct conf *conf = &self.present.conf;
	const struct unit_bridge *b = n->conf.bridge;
	char text[SUBNET_MAX], now[STATE_MAX];

	json_open(j, NULL, '{');
	json_string(j, "network", n->name);
	json_string(j, "state", state(n, now));
	json_string(j, "driver", driver(n));
	json_string(j, "interface", interface(n));
	json_open(j, "subnets", '[');
	for (size_t i = 0; i < b->bridge.subnet_count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "subnet", subnet(&b->bridge.subnets[i], text));
		put_address(j, "gateway", &b->bridge.subnets[i].gateway);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_bool(j, "internal", b->bridge.internal);
	json_bool(j, "isolated", b->isolated);
	json_bool(j, "nat", is_bridge(n) && !b->bridge.internal);
	json_bool(j, "dns", is_bridge(n) && !b->bridge.no_dns);
	json_open(j, "units", '[');
	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_end *e = end_in(&conf->units[i], n);

		if (e)
			put_unit(j, &conf->units[i], e);
	}
	json_close(j, ']');
	json_close(j, '}');
}

/* Prints what was put into self.json as an element of an array. */
static int print_json(bool first)
{
	return out_element(&self.json, first) < 0
		       ? out_fail(EXITCODE_FAILED, "too much for one answer")
		       : 0;
}

static int print_network_json(const struct unit_file *n, bool first)
{
	json_begin(&self.json, self.text, sizeof(self.text));
	put_network(&self.json, n);
	return print_json(first);
}

int connections_ls(const struct client_args *args)
{
	const struct conf *conf = &self.present.conf;
	int rc = present_load(&self.present);
	size_t n = 0;

	if (rc == 0 && !args->json)
		out_print("%-*s DRIVER   INTERFACE       SUBNET             "
			  "UNITS  STATE\n",
			NAME_COLS, "NETWORK");
	for (size_t i = 0; rc == 0 && i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		if (u->kind != UNIT_NETWORK || u->bad || !u->conf.bridge)
			continue;
		if (args->json)
			rc = print_network_json(u, n == 0);
		else
			print_row(u);
		n++;
	}
	if (rc == 0 && args->json)
		out_text(n ? "]\n" : "[]\n");
	return rc;
}

static void print_units(const struct unit_file *n)
{
	const struct conf *conf = &self.present.conf;
	char ip[ADDRESS_TEXT_MAX], now[STATE_MAX], port[UNIT_NET_PORT_MAX];

	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];
		const struct unit_end *e = end_in(u, n);

		if (!e)
			continue;
		out_print("   %-*s %-8s %s", NAME_COLS - 3, u->name,
			state(u, now), e->name);
		for (size_t a = 0; a < e->address_count; a++)
			out_print(" %s", address_write(&e->addresses[a], ip));
		for (size_t p = 0; p < u->conf.port_count; p++)
			out_print("%s%s", p ? " " : "  ports ",
				unit_net_port(&u->conf.ports[p], port));
		out_text("\n");
	}
}

/* What may talk to what in a bridge, a sentence a line. */
static void print_rules(const struct unit_file *n)
{
	const struct unit_bridge *b = n->conf.bridge;

	out_print("   - Its containers %s each other.\n",
		b->isolated ? "do not reach" : "reach");
	out_text(b->bridge.internal
			 ? "   - They reach nobody else, and nobody reaches "
			   "them (Internal=yes).\n"
			 : "   - They reach other places, with the device's "
			   "address (NAT).\n"
			   "   - Others, and other networks, reach only "
			   "published ports.\n");
	if (!b->bridge.internal && b->bridge.routed6)
		out_text("   - IPv6 is routed without NAT.\n");
	out_print("   - Of the device they reach the gateway: ping%s.\n",
		b->bridge.no_dns ? "" : " and DNS");
	if (!b->bridge.no_dns)
		out_print("   - tcr-dns knows the names of containers, and %s "
			  "others.\n",
			b->bridge.internal ? "refuses" : "asks for");
}

static void print_network(const struct unit_file *n)
{
	const struct net_bridge *b = &n->conf.bridge->bridge;
	char text[SUBNET_MAX], ip[ADDRESS_TEXT_MAX], now[STATE_MAX];

	out_print("%s: %s, %s %s\n", n->name, state(n, now), driver(n),
		interface(n));
	for (size_t i = 0; i < b->subnet_count; i++) {
		const struct in6_addr *gateway = &b->subnets[i].gateway;

		out_print("   %s%s%s\n", subnet(&b->subnets[i], text),
			address_is_none(gateway) ? "" : " gateway ",
			address_is_none(gateway) ? ""
						 : address_write(gateway, ip));
	}
	print_units(n);
	if (is_bridge(n))
		print_rules(n);
	else
		out_print(
			"   - Its containers are hosts of the network that %s "
			"is in: no rule of tcr holds.\n",
			b->parent);
}

/* The network that the user means; NULL after a message. */
static const struct unit_file *find(const char *name)
{
	const struct conf *conf = &self.present.conf;
	struct nearest near = nearest_begin(name);
	size_t stem = kind_stem(name, strlen(name));

	for (size_t i = 0; i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		if (u->kind != UNIT_NETWORK)
			continue;
		if (unit_name_is(u, name) && u->conf.bridge && !u->bad)
			return u;
		nearest_try(&near, u->name,
			name[stem] ? strlen(u->name)
				   : kind_stem(u->name, strlen(u->name)));
	}
	if (conf_find(conf, name) >= 0)
		(void)out_fail(EXITCODE_NO_UNIT, "%s is no network", name);
	else
		(void)out_no_unit(name, nearest_end(&near));
	return NULL;
}

int connections_inspect(const struct client_args *args)
{
	int rc = present_load(&self.present);

	for (size_t i = 0; rc == 0 && i < args->count; i++) {
		const struct unit_file *n = find(args->names[i]);

		if (!n)
			rc = EXITCODE_NO_UNIT;
		else if (args->json)
			rc = print_network_json(n, i == 0);
		else
			print_network(n);
	}
	if (rc == 0 && args->json)
		out_text("]\n");
	return rc;
}

/* Writes the address and port in the container: "10.88.0.2:80-90". */
static void target(const struct net_port *p, char *out, size_t size)
{
	struct in6_addr to =
		p->family == AF_INET6 ? p->to_ip6 : address_of4(p->to_ip);
	char ip[ADDRESS_TEXT_MAX];
	const char *left = p->family == AF_INET6 ? "[" : "";
	const char *right = p->family == AF_INET6 ? "]" : "";

	if (p->count > 1)
		(void)fmt_print(out, size, "%s%s%s:%u-%u", left,
			address_write(&to, ip), right, p->to_port,
			p->to_port + p->count - 1U);
	else
		(void)fmt_print(out, size, "%s%s%s:%u", left,
			address_write(&to, ip), right, p->to_port);
}

static int print_port(const struct unit_file *u, const struct net_port *p,
	bool json, bool first)
{
	char port[UNIT_NET_PORT_MAX], to[ADDRESS_TEXT_MAX + 16];
	char name[NAME_FULL], now[STATE_MAX], who[NET_WHO_MAX];
	unsigned taken = net_listener(p, who);

	unit_name_full(u, name, sizeof(name));
	target(p, to, sizeof(to));
	if (json) {
		json_begin(&self.json, self.text, sizeof(self.text));
		json_open(&self.json, NULL, '{');
		json_string(&self.json, "unit", name);
		json_string(&self.json, "state", state(u, now));
		json_string(&self.json, "port", unit_net_port(p, port));
		json_string(&self.json, "to", to);
		json_string(&self.json, "protocol", net_protocol(p));
		json_string(&self.json, "listener", taken ? who : NULL);
		json_close(&self.json, '}');
		return print_json(first);
	}
	unit_net_port(p, port);
	port[strcspn(port, "/")] = 0;
	*strrchr(port, ':') = 0; /* the container's is in `to` */
	out_print("%-20s %-5s %-20s %-16s %s\n", port, net_protocol(p), to,
		u->name, state(u, now));
	if (taken)
		out_print(
			"   ! %s listens on %u of the device and gets nothing "
			"from others\n",
			who, taken);
	return 0;
}

int connections_ports(const struct client_args *args)
{
	const struct conf *conf = &self.present.conf;
	int rc = present_load(&self.present);
	size_t n = 0;

	if (rc == 0 && !args->json)
		out_text(
			"DEVICE               PROTO TO                   UNIT  "
			"           STATE\n");
	for (size_t i = 0; rc == 0 && i < conf->count; i++) {
		const struct unit_file *u = &conf->units[i];

		for (size_t p = 0; rc == 0 && !u->bad && p < u->conf.port_count;
			p++)
			rc = print_port(
				u, &u->conf.ports[p], args->json, n++ == 0);
		if (!args->json && u->bad && !u->masked && u->conf.port_count)
			out_print("   ! %s publishes nothing: %s\n", u->name,
				u->bad);
	}
	if (rc == 0 && args->json)
		out_text(n ? "]\n" : "[]\n");
	return rc;
}
