/* SPDX-License-Identifier: MIT */
/*
 * The status document: one JSON object, one unit a line, so that it can be read
 * by jq and by grep.  All keys are always there; null says "nothing known".
 */
#include "supervisor/document.h"

#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/cgroup.h"
#include "supervisor/json.h"
#include "supervisor/manager.h"
#include "supervisor/networks.h"
#include "supervisor/reason.h"
#include "supervisor/timers.h"
#include "supervisor/units/date.h"
#include "supervisor/units/network.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#define UNIT_BYTES 3072 /* a unit with its cause and 16 ports, at most */
#define PORTS_MAX  16
#define LABEL_MAX  1100 /* more than a unit's labels together may have */

size_t document_size(size_t units)
{
	const struct unit *u = manager_units(&units);
	size_t size = 1024 + units * UNIT_BYTES;

	for (size_t i = 0; i < units; i++)
		for (size_t l = 0; l < u[i].file->conf.labels.n; l++)
			size += 2 * strlen(u[i].file->conf.labels.v[l]) + 8;
	return size;
}

static void put_time(struct json *j)
{
	char text[DATE_TEXT];

	date_write(text, time(NULL));
	json_string(j, "time", text);
}

void document_put_port(struct json *j, const struct net_port *p)
{
	const char *protocol = net_protocol(p);
	char ip[ADDRESS_TEXT_MAX], host[ADDRESS_TEXT_MAX + 3] = "";
	char text[100];

	if (p->family == AF_INET6)
		(void)fmt_print(host, sizeof(host),
			"[%s]:", address_write(&p->host_ip, ip));
	else if (p->family == AF_INET)
		(void)fmt_print(host, sizeof(host),
			"%s:", address_write(&p->host_ip, ip));
	if (p->count > 1)
		(void)fmt_print(text, sizeof(text), "%s%u-%u:%u-%u/%s", host,
			p->host_port, p->host_port + p->count - 1U, p->to_port,
			p->to_port + p->count - 1U, protocol);
	else
		(void)fmt_print(text, sizeof(text), "%s%u:%u/%s", host,
			p->host_port, p->to_port, protocol);
	json_string(j, NULL, text);
}

static void put_network(struct json *j, const struct unit *u)
{
	const struct unit_conf *c = &u->file->conf;
	bool connected = (u->file->kind == UNIT_CONTAINER ||
				 u->file->kind == UNIT_POD) &&
			 !u->file->bad;
	struct in6_addr address = c->uplink.address_count > 0
					  ? c->uplink.addresses[0].ip
					  : address_of4(c->address);
	struct in6_addr address6 = c->address6;
	char ip[ADDRESS_TEXT_MAX], words[NETWORK_WORDS_MAX];

	if (connected)
		network_words(c, words, sizeof(words));
	if (u->file->kind == UNIT_NETWORK && networks_is_bridge(u->file)) {
		address = address_of4(c->bridge->bridge.address);
		address6 = c->bridge->bridge.address6;
	}
	if (u->file->kind == UNIT_UPLINK && c->uplink.address6_count)
		address6 = c->uplink.addresses6[0].ip;
	json_string(j, "network", connected ? words : NULL);
	json_string(j, "ip",
		address_is_none(&address) ? NULL : address_write(&address, ip));
	json_string(j, "ip6",
		address_is_none(&address6) ? NULL
					   : address_write(&address6, ip));
	json_open(j, "ports", '[');
	for (size_t i = 0; i < c->port_count && i < PORTS_MAX; i++)
		document_put_port(j, &c->ports[i]);
	json_close(j, ']');
}

/* What its checks say of it. */
static void put_health(struct json *j, const struct health *h)
{
	if (!h) {
		json_null(j, "health");
		return;
	}
	json_open(j, "health", '{');
	json_string(j, "state", health_name(h->state));
	json_int(j, "failures", h->failures);
	json_string(j, "last", *h->last ? h->last : NULL);
	json_close(j, '}');
}

static void put_life(struct json *j, const struct unit *u)
{
	int64_t next = -1; /* when it goes on by itself */

	json_string(j, "state", manager_unit_state(u));
	json_string(j, "goal", u->a.want ? "up" : "down");
	if (u->pid)
		json_int(j, "pid", u->pid);
	else
		json_null(j, "pid");
	json_int(j, "since_ms", u->since_ms);
	json_int(j, "runs", u->runs);
	json_int(j, "restarts", u->restarts);
	json_string(j, "cause", *u->cause ? u->cause : NULL);
	json_string(j, "config",
		u->file->bad        ? "bad"
		: u->file->stale    ? "stale"
		: u->file->fallback ? "fallback"
		: u->file->changed  ? "changed"
				    : "loaded");
	json_string(j, "stale", u->file->stale);
	json_string(j, "fallback", u->file->fallback);
	json_string(j, "outdated", u->file->outdated);
	json_string(j, "last_exit", *u->last_exit ? u->last_exit : NULL);
	json_string(j, "result", reason_result_name(u->result));
	json_string(j, "status_text",
		u->notify && *u->notify->status ? u->notify->status : NULL);
	if (u->file->kind == UNIT_TIMER)
		next = timers_next_ms(u);
	else if (u->a.state == AUTO_BACKOFF && u->timer_ms != INT64_MAX)
		next = u->timer_ms;
	if (next >= 0)
		json_int(j, "next_ms", next);
	else
		json_null(j, "next_ms");
}

static void put_labels(struct json *j, const struct strv *labels)
{
	char name[LABEL_MAX];

	json_open(j, "labels", '{');
	for (size_t i = 0; i < labels->n; i++) {
		const char *equals = strchr(labels->v[i], '=');
		size_t len = equals ? (size_t)(equals - labels->v[i])
				    : strlen(labels->v[i]);

		if (fmt_print(name, sizeof(name), "%.*s", (int)len,
			    labels->v[i]) >= 0)
			json_string(j, name, equals ? equals + 1 : "");
	}
	json_close(j, '}');
}

static void put_unit(struct json *j, const struct unit *u)
{
	const struct unit_file *f = u->file;
	char name[UNIT_NAME_MAX + 16], group[PATH_MAX];

	conf_full_name(f, name, sizeof(name));
	json_open(j, NULL, '{');
	json_string(j, "unit", name);
	json_string(j, "description", f->conf.description);
	put_life(j, u);
	json_string(j, "image", f->conf.image ? f->conf.image : f->conf.rootfs);
	put_network(j, u);
	json_string(
		j, "cgroup", cgroup_path(f->name, group) == 0 ? group : NULL);
	json_string(j, "log", f->bad ? NULL : f->name);
	put_labels(j, &f->conf.labels);
	put_health(j, u->health);
	json_open(j, "files", '[');
	if (f->path)
		json_string(j, NULL, f->path);
	for (size_t i = 0; i < f->dropins.n; i++)
		json_string(j, NULL, f->dropins.v[i]);
	json_close(j, ']');
	json_close(j, '}');
}

int document_write(char *buf, size_t size)
{
	size_t count;
	const struct unit *units = manager_units(&count);
	char why[UNIT_CAUSE_MAX] = ""; /* the first line has a limit */
	struct json j;

	json_begin(&j, buf, size);
	json_open(&j, NULL, '{');
	json_int(&j, "v", 1);
	json_string(&j, "version", TCR_VERSION);
	json_string(&j, "state", manager_state());
	put_time(&j);
	json_int(&j, "now_ms", io_now_ms());
	if (manager_boot_ms() >= 0)
		json_int(&j, "boot_ms", manager_boot_ms());
	else
		json_null(&j, "boot_ms");
	if (manager_settings_bad())
		(void)fmt_print(why, sizeof(why), "%s", manager_settings_bad());
	json_string(&j, "settings", *why ? why : NULL);
	json_open(&j, "units", '[');
	json_lines(&j);
	for (size_t i = 0; i < count; i++)
		put_unit(&j, &units[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	return json_end(&j);
}
