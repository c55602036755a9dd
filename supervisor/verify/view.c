/* SPDX-License-Identifier: MIT */
/*
 * Writes tcrd's view of a unit as JSON, by a function for each group of fields,
 * in the order of struct unit_conf.  Names are those of the keys, in small
 * letters; times are in milliseconds.
 */
#include "supervisor/verify/view.h"

#include "init/fmt.h"
#include "net/address.h"
#include "supervisor/base/json.h"
#include "supervisor/spec/memory.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/store.h"
#include "supervisor/units/text/calendar.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/unit_timer.h"
#include "supervisor/verify/view_life.h"

#include <string.h>

static void put_strv(struct json *j, const char *key, const struct strv *list)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_string(j, NULL, list->v[i]);
	json_close(j, ']');
}

/* Writes an address; null for none. */
static void put_address6(
	struct json *j, const char *key, const struct in6_addr *a)
{
	char text[ADDRESS_TEXT_MAX];

	json_string(j, key, address_is_none(a) ? NULL : address_write(a, text));
}

static void put_address(struct json *j, const char *key, struct in_addr ip)
{
	struct in6_addr a = address_of4(ip);

	put_address6(j, key, &a);
}

static void put_sink(struct json *j, const char *key, uint8_t sink)
{
	json_string(j, key,
		sink & SINK_TTY    ? "tty"
		: sink & SINK_NULL ? "null"
				   : "log");
}

static void put_logs(struct json *j, const struct unit_logs *l)
{
	bool tty = l->tty_in || ((l->out | l->err) & SINK_TTY);

	json_open(j, "logs", '{');
	put_sink(j, "output", l->out);
	put_sink(j, "errors", l->err);
	json_bool(j, "kmsg", l->kmsg);
	json_bool(j, "console", l->console);
	json_bool(j, "persist", l->persist);
	json_bool(j, "public", l->public);
	json_string(j, "tag", l->tag);
	json_int(j, "rate_ms", l->rate_ms);
	json_int(j, "rate_lines", l->rate_lines);
	json_int(j, "attach", l->attach);
	json_bool(j, "tty_input", l->tty_in);
	json_string(j, "tty", tty ? l->tty : NULL);
	json_bool(j, "tty_reset", l->tty_reset);
	json_bool(j, "tty_hangup", l->tty_hangup);
	json_close(j, '}');
}

static void put_root(struct json *j, const struct unit_conf *c)
{
	json_string(j, "image", c->image);
	json_string(j, "rootfs", c->rootfs);
	json_string(j, "user", c->user); /* may be a name in the image */
	json_string(j, "group", c->group);
	put_strv(j, "environment_files", &c->environment_files);
	json_open(j, "secrets", '[');
	for (size_t i = 0; i < c->secret_count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "name", c->secrets[i].name);
		json_string(j, "target", c->secrets[i].target);
		json_bool(j, "env", c->secrets[i].env);
		json_int(j, "uid", c->secrets[i].uid);
		json_int(j, "gid", c->secrets[i].gid);
		json_int(j, "mode", c->secrets[i].mode);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_string(j, "timezone", c->timezone);
	put_strv(j, "devices", &rights_of(c->rights)->devices);
	put_strv(j, "device_owners", &rights_of(c->rights)->device_owners);
	put_strv(j, "device_modes", &rights_of(c->rights)->device_modes);
	put_logs(j, &c->logs);
	json_open(j, "volumes", '[');
	for (size_t i = 0; i < c->volume_count; i++) {
		json_open(j, NULL, '{');
		json_string(j, "source", c->volumes[i].source);
		json_string(j, "destination", c->volumes[i].destination);
		json_string(j, "options", c->volumes[i].options);
		json_bool(j, "named", c->volumes[i].named);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_addresses(struct json *j, const char *key,
	const struct in6_addr *at, size_t count)
{
	char text[ADDRESS_TEXT_MAX];

	json_open(j, key, '[');
	for (size_t i = 0; i < count; i++)
		json_string(j, NULL, address_write(&at[i], text));
	json_close(j, ']');
}

static void put_ends(struct json *j, const struct unit_net *net)
{
	char mac[18] = "";

	json_open(j, "ends", '[');
	for (size_t i = 0; net && i < net->end_count; i++) {
		const struct unit_end *e = &net->ends[i];

		(void)fmt_print(mac, sizeof(mac),
			"%02x:%02x:%02x:%02x:%02x:%02x", e->mac[0], e->mac[1],
			e->mac[2], e->mac[3], e->mac[4], e->mac[5]);
		json_open(j, NULL, '{');
		json_string(j, "network", e->network);
		json_string(j, "name", e->name);
		put_addresses(j, "addresses", e->addresses, e->address_count);
		json_bool(j, "fixed", e->fixed);
		json_string(j, "mac",
			strcmp(mac, "00:00:00:00:00:00") ? mac : NULL);
		put_strv(j, "aliases", &e->aliases);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_network(struct json *j, const struct unit_conf *c)
{
	static struct unit_net none; /* not const, so that it is in .bss */
	const struct unit_net *net = c->net ? c->net : &none;
	char words[UNIT_NET_WORDS_MAX], port[UNIT_NET_PORT_MAX];

	unit_net_words(c->network, c->net, words, sizeof(words));
	json_string(j, "network", words);
	json_string(j, "hostname", c->hostname);
	put_ends(j, net);
	put_strv(j, "network_aliases", &net->aliases);
	put_strv(j, "hosts", &net->hosts);
	put_addresses(j, "resolvers", net->resolvers, net->resolver_count);
	put_strv(j, "search", &net->search);
	put_strv(j, "options", &net->options);
	json_open(j, "ports", '[');
	for (size_t i = 0; i < c->port_count; i++)
		json_string(j, NULL, unit_net_port(&c->ports[i], port));
	json_close(j, ']');
}

static void put_subnet(
	struct json *j, const char *key, const struct net_address *a)
{
	char ip[ADDRESS_TEXT_MAX], text[ADDRESS_TEXT_MAX + 4];

	(void)fmt_print(text, sizeof(text), "%s/%u", address_write(&a->ip, ip),
		a->prefix);
	json_string(j, key, text);
}

static void put_bridge(struct json *j, const struct unit_bridge *b)
{
	static const char *const drivers[] = {"bridge", "macvlan", "ipvlan"};

	json_open(j, "bridge", '{');
	json_string(j, "driver", drivers[b->bridge.driver]);
	json_string(j, "name", b->bridge.name);
	json_string(j, "parent", b->bridge.parent);
	json_int(j, "mode", b->bridge.mode);
	json_string(j, "label", b->label);
	json_open(j, "subnets", '[');
	for (size_t i = 0; i < b->bridge.subnet_count; i++) {
		const struct net_subnet *s = &b->bridge.subnets[i];

		json_open(j, NULL, '{');
		put_subnet(j, "net", &s->net);
		put_address6(j, "gateway", &s->gateway);
		put_address(j, "first", b->pools[i].first);
		put_address(j, "last", b->pools[i].last);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_bool(j, "routed6", b->bridge.routed6);
	json_bool(j, "internal", b->bridge.internal);
	json_bool(j, "dns", !b->bridge.no_dns);
	put_addresses(j, "resolvers", b->resolvers, b->resolver_count);
	json_int(j, "mtu", b->bridge.mtu);
	json_bool(j, "isolated", b->isolated);
	json_close(j, '}');
}

static void put_pod(struct json *j, const struct unit_conf *c)
{
	json_open(j, "pod", '{');
	json_bool(j, "stays", c->pod && c->pod->stays);
	json_int(j, "shm_bytes",
		c->pod && c->pod->shm_bytes
			? (int64_t)c->pod->shm_bytes
			: (int64_t)memory_tmpfs(memory_container()));
	json_int(j, "stop_timeout_ms", c->stop_timeout_ms);
	json_close(j, '}');
}

static void put_uplink(struct json *j, const struct unit_conf *c)
{
	const struct net_uplink *u = &c->uplink;

	json_open(j, "uplink", '{');
	json_string(j, "name", u->name);
	json_bool(j, "dhcp", u->dhcp);
	json_open(j, "addresses", '[');
	for (size_t i = 0; i < u->address_count; i++)
		put_subnet(j, NULL, &u->addresses[i]);
	for (size_t i = 0; i < u->address6_count; i++)
		put_subnet(j, NULL, &u->addresses6[i]);
	json_close(j, ']');
	put_address(j, "gateway", u->gateway);
	put_address6(j, "gateway6", &u->gateway6);
	json_bool(j, "ra", !u->no_ra);
	json_int(j, "metric", u->metric);
	json_string(j, "parent", u->parent);
	json_int(j, "vlan", u->vlan);
	json_int(j, "mtu", u->mtu);
	put_addresses(j, "dns", c->dns, c->dns_count);
	json_close(j, '}');
}

static void put_id(struct json *j, const char *key, bool set, uint32_t id)
{
	if (set)
		json_int(j, key, id);
	else
		json_null(j, key);
}

static void put_store(struct json *j, const struct unit_file *unit)
{
	const struct unit_store *s = &unit->conf.store;
	char path[PATH_MAX];

	json_open(j, "volume", '{');
	json_string(j, "path",
		store_path(&unit->conf.store, unit->name, path) < 0 ? NULL
								    : path);
	json_string(j, "device", s->device);
	json_string(j, "type", s->type);
	json_string(j, "options", s->options);
	json_string(j, "user", s->user);
	json_string(j, "group", s->group);
	put_id(j, "uid", s->uid_set, s->uid);
	put_id(j, "gid", s->gid_set, s->gid);
	json_string(j, "image", s->image ? unit->conf.image : NULL);
	json_bool(j, "copy", s->copy);
	json_string(j, "persist", s->boot ? "boot" : "permanent");
	json_int(j, "size_max", (int64_t)s->size_max);
	json_close(j, '}');
}

static void put_edges(
	struct json *j, const struct conf *conf, const struct unit_file *unit)
{
	char name[UNIT_NAME_MAX + 16];

	json_open(j, "deps", '[');
	for (size_t i = 0; i < unit->edge_count; i++) {
		const struct unit_edge *e = &unit->edges[i];

		unit_name_full(&conf->units[e->on], name, sizeof(name));
		json_open(j, NULL, '{');
		json_string(j, "unit", name);
		json_bool(j, "after", e->after);
		json_bool(j, "require", e->require);
		json_bool(j, "pull", e->pull);
		json_bool(j, "present", e->present);
		json_bool(j, "bind", e->bind);
		json_bool(j, "part", e->part);
		json_bool(j, "uphold", e->uphold);
		json_bool(j, "conflict", e->conflict);
		json_bool(j, "on_failure", e->on_failure);
		json_bool(j, "on_success", e->on_success);
		json_bool(j, "trigger", e->trigger);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_goals(struct json *j, const struct unit_goals *g)
{
	char text[256];

	put_strv(j, "aliases", &g->aliases);
	json_string(j, "name", g->name);
	json_bool(j, "stop_unneeded", g->stop_unneeded);
	json_bool(j, "refuse_start", g->refuse_start);
	json_bool(j, "refuse_stop", g->refuse_stop);
	json_bool(j, "collect", g->collect);
	json_bool(j, "critical", g->critical);
	json_int(j, "stable_ms", g->stable_ms);
	json_int(j, "job_timeout_ms", g->job_timeout_ms);
	json_open(j, "conditions", '[');
	for (size_t i = 0; i < g->condition_count; i++) {
		condition_print(&g->conditions[i], text, sizeof(text));
		json_string(j, NULL, text);
	}
	json_close(j, ']');
}

static void put_timer(struct json *j, const struct unit_timer *t)
{
	static const char *const bases[] = {
		[TIMER_BOOT] = "boot",
		[TIMER_ACTIVE] = "active",
		[TIMER_STARTED] = "started",
		[TIMER_STOPPED] = "stopped",
		[TIMER_CALENDAR] = "calendar",
	};

	json_open(j, "timer", '{');
	json_bool(j, "persistent", t->persistent);
	json_int(j, "random_ms", t->random_ms);
	json_open(j, "events", '[');
	for (size_t i = 0; i < t->count; i++) {
		const struct timer_event *e = &t->events[i];

		json_open(j, NULL, '{');
		json_string(j, "base", bases[e->base]);
		if (e->calendar) /* the first time since 1970 */
			json_int(j, "first_s", calendar_next(e->calendar, -1));
		else
			json_int(j, "ms", e->ms);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

void view_put(struct json *j, const char *key, const struct conf *conf,
	const struct unit_file *unit)
{
	const struct unit_conf *c = &unit->conf;

	json_open(j, key, '{');
	json_string(j, "kind", kind_suffix(unit->kind) + 1);
	json_bool(j, "builtin", unit->builtin);
	json_bool(j, "masked", unit->masked);
	json_string(j, "description", c->description);
	json_bool(j, "wanted", c->wanted);
	put_edges(j, conf, unit);
	put_strv(j, "labels", &c->labels);
	put_goals(j, &c->goals);
	view_life_limits(j, c);
	if (unit->kind == UNIT_CONTAINER) {
		put_root(j, c);
		put_network(j, c);
		view_life(j, c);
	}
	if (unit->kind == UNIT_TIMER)
		put_timer(j, &c->timer);
	if (unit->kind == UNIT_UPLINK)
		put_uplink(j, c);
	if (unit->kind == UNIT_VOLUME && !unit->bad)
		put_store(j, unit);
	if (unit->kind == UNIT_IMAGE) {
		json_string(j, "image", c->image);
		json_string(j, "arch", c->store.arch);
	}
	if (c->bridge)
		put_bridge(j, c->bridge);
	if (unit->kind == UNIT_POD) {
		put_network(j, c);
		put_pod(j, c);
	}
	json_close(j, '}');
}
