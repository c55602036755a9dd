/* SPDX-License-Identifier: MIT */
/*
 * Writes the status document: one JSON object, each unit on a line of its own,
 * for jq and for grep.  All keys but those of the image that runs, "names" and
 * "unit_file_state" are always there; null: nothing is known.
 */
#include "supervisor/serve/document.h"

#include "images/date.h"
#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "net/address.h"
#include "supervisor/base/bootrecord.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/data.h"
#include "supervisor/base/json.h"
#include "supervisor/base/paths.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/reason.h"
#include "supervisor/life/unit.h"
#include "supervisor/logs/forward.h"
#include "supervisor/manager/manager.h"
#include "supervisor/manager/timer_units.h"
#include "supervisor/rungs/rung_network.h"
#include "supervisor/serve/inhibit.h"
#include "supervisor/slot/slot_show.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Upper bounds. */
#define HEAD_BYTES   8192 /* of the first line and the last */
#define UNITS_BESIDE 64   /* of built-in units: targets, firewall, dns */
#define LABEL_MAX    1100 /* of all labels of a unit */

/*
 * How much of a unit is written: all, if the document then fits; else units
 * that need more than their share are cut, and the key "cut" says so.
 */
enum detail {
	DETAIL_ALL,
	DETAIL_CUT,  /* without the texts that its file may make long */
	DETAIL_BARE, /* its name and state, which always fit */
};

static struct {
	const struct unit *units; /* that order[] is of; NULL: not made yet */
	uint16_t order[CONF_UNITS_MAX + UNITS_BESIDE];
} self;

static void put_time(struct json *j)
{
	char text[DATE_TEXT];

	date_write(text, time(NULL));
	json_string(j, "time", text);
}

/* The unit's first address of a family; none: it has none. */
static struct in6_addr first_address(const struct unit_file *f, bool is6)
{
	const struct net_uplink *up = &f->conf.uplink;

	if (f->kind == UNIT_NETWORK)
		return rung_network_is_bridge(f)
			       ? net_gateway(&f->conf.bridge->bridge, is6)
			       : (struct in6_addr){0};
	if (is6 ? up->address6_count : up->address_count)
		return (is6 ? up->addresses6 : up->addresses)->ip;
	return unit_net_address(f->conf.net, is6);
}

static void put_network(
	struct json *j, const struct unit *u, enum detail detail)
{
	const struct unit_conf *c = &u->file->conf;
	bool connected = (u->file->kind == UNIT_CONTAINER ||
				 u->file->kind == UNIT_POD) &&
			 !u->file->bad;
	struct in6_addr address = first_address(u->file, false);
	struct in6_addr address6 = first_address(u->file, true);
	char ip[ADDRESS_TEXT_MAX], words[UNIT_NET_WORDS_MAX],
		port[UNIT_NET_PORT_MAX];

	if (connected)
		unit_net_words(c->network, c->net, words, sizeof(words));
	json_string(
		j, "network", connected && detail < DETAIL_BARE ? words : NULL);
	json_string(j, "ip",
		address_is_none(&address) ? NULL : address_write(&address, ip));
	json_string(j, "ip6",
		address_is_none(&address6) ? NULL
					   : address_write(&address6, ip));
	json_open(j, "ports", '[');
	for (size_t i = 0; i < c->port_count && detail == DETAIL_ALL; i++)
		json_string(j, NULL, unit_net_port(&c->ports[i], port));
	json_close(j, ']');
}

/* Whether the unit's health is shown: its process runs or is being stopped. */
static bool checked(const struct unit *u)
{
	return u->a.state == AUTO_RUNNING || u->a.state == AUTO_STOPPING;
}

/* Writes the results of HealthCmd=; h is NULL for none. */
static void put_health(struct json *j, const struct health *h)
{
	if (!h || h->conf.from == CHECK_NONE) {
		json_null(j, "health");
		return;
	}
	json_open(j, "health", '{');
	json_string(j, "state", health_name(h->state));
	json_int(j, "failures", h->failures);
	json_string(j, "last", *h->last ? h->last : NULL);
	json_string(
		j, "source", h->conf.from == CHECK_IMAGE ? "image" : "unit");
	json_close(j, '}');
}

/* NULL for an empty text. */
static const char *some(const char *text)
{
	return text && *text ? text : NULL;
}

static void put_life(struct json *j, const struct unit *u, enum detail detail)
{
	bool bare = detail == DETAIL_BARE;
	int64_t next = -1; /* when its state changes by itself */

	json_string(j, "state", life_state(u));
	json_string(j, "goal", u->a.want ? "up" : "down");
	if (u->pid)
		json_int(j, "pid", u->pid);
	else
		json_null(j, "pid");
	json_int(j, "since_ms", u->since_ms);
	json_int(j, "runs", u->runs);
	json_int(j, "restarts", u->restarts);
	json_string(j, "cause", bare ? NULL : some(u->cause));
	json_string(j, "config",
		u->file->bad                     ? "bad"
		: u->file->stale                 ? "stale"
		: u->file->fallback              ? "fallback"
		: u->file->changed > CHANGE_HELD ? "changed"
						 : "loaded");
	json_string(j, "stale", bare ? NULL : u->file->stale);
	json_string(j, "fallback", bare ? NULL : u->file->fallback);
	json_string(j, "outdated", bare ? NULL : u->file->outdated);
	json_string(j, "last_exit", bare ? NULL : some(u->last_exit));
	json_string(j, "result", reason_result_name(u->result));
	json_string(j, "status_text",
		u->notify && !bare ? some(u->notify->status) : NULL);
	if (u->file->kind == UNIT_TIMER)
		next = timer_units_next_ms(u);
	else if (u->a.state == AUTO_BACKOFF && u->timer_ms != INT64_MAX)
		next = u->timer_ms;
	if (next >= 0)
		json_int(j, "next_ms", next);
	else
		json_null(j, "next_ms");
}

/* A word for why nothing starts the unit; NULL: the boot or a unit does. */
static const char *file_state(const struct unit_file *f)
{
	if (f->masked)
		return "masked";
	return f->bad || f->builtin || f->conf.wanted || f->pulled ? NULL
								   : "disabled";
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

static void put_files(struct json *j, const struct unit_file *f)
{
	if (f->path)
		json_string(j, NULL, f->path);
	for (size_t i = 0; i < f->dropins.n; i++)
		json_string(j, NULL, f->dropins.v[i]);
}

/* Writes the names in DNS, unless they are the two that its own name tells:
 * NAME and systemd-NAME. */
static void put_names(struct json *j, const struct unit_file *f)
{
	char name[UNIT_NAME_MAX + 16];

	if (!unit_name_dns(f, 0, name, sizeof(name)) ||
		(!f->conf.goals.name &&
			!unit_name_dns(f, 2, name, sizeof(name))))
		return;
	json_open(j, "names", '[');
	for (size_t i = 0; unit_name_dns(f, i, name, sizeof(name)); i++)
		json_string(j, NULL, name);
	json_close(j, ']');
}

/* Writes what the image is that a container runs, as far as that is known. */
static void put_image_id(struct json *j, const struct unit *u)
{
	static const char *const keys[] = {
		"image_digest", "image_version", "signed_by"};
	char path[PATH_MAX], text[IMAGE_ID_TEXT], *at = text;

	if (!u->pid || !u->file->conf.image ||
		paths_unit(path, u->file->name, "image-id") < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return;
	for (size_t i = 0; i < 3; i++) {
		char *end = strchr(at, '\n');

		if (!end)
			return;
		*end = 0;
		if (*at)
			json_string(j, keys[i], at);
		at = end + 1;
	}
}

static void put_unit(struct json *j, const struct unit *u, enum detail detail)
{
	static const char *const cut[] = {
		[DETAIL_ALL] = NULL,
		[DETAIL_CUT] =
			"description, image, ports, labels, files and names",
		[DETAIL_BARE] = "all but its state",
	};
	static const struct strv none;
	const struct unit_file *f = u->file;
	bool all = detail == DETAIL_ALL, bare = detail == DETAIL_BARE;
	const char *image = f->conf.image ? f->conf.image : f->conf.rootfs;
	char name[UNIT_NAME_MAX + 16], group[PATH_MAX];

	unit_name_full(f, name, sizeof(name));
	json_open(j, NULL, '{');
	json_string(j, "unit", name);
	json_string(j, "description", all ? f->conf.description : NULL);
	put_life(j, u, detail);
	json_string(j, "image", all ? image : NULL);
	if (!bare)
		put_image_id(j, u);
	put_network(j, u, detail);
	json_string(j, "cgroup",
		!bare && u->policy.process && cgroup_path(f->name, group) == 0
			? group
			: NULL);
	json_string(j, "log", f->bad ? NULL : f->name);
	put_labels(j, all ? &f->conf.labels : &none);
	put_health(j, bare || !checked(u) ? NULL : u->health);
	json_open(j, "files", '[');
	if (all)
		put_files(j, f);
	json_close(j, ']');
	if (all)
		put_names(j, f);
	if (file_state(f))
		json_string(j, "unit_file_state", file_state(f));
	json_string(j, "cut", cut[detail]);
	json_close(j, '}');
}

static void put_data(struct json *j)
{
	char why[DATA_WHY_MAX];

	json_string(j, "data", data_name(data_look(why)));
	json_string(j, "data_why", *why ? why : NULL);
}

/* Writes how the boot before has ended. */
static void put_last_boot(struct json *j)
{
	const struct bootrecord *r = bootrecord_last();
	char time[DATE_TEXT];

	if (!r) {
		json_null(j, "last_boot");
		return;
	}
	date_write(time, r->seconds);
	json_open(j, "last_boot", '{');
	json_string(j, "end", bootrecord_name(r->end));
	json_string(j, "time", time[1] ? time : NULL);
	json_string(j, "why", r->why);
	json_close(j, '}');
}

/* Writes who inhibits a reboot, and what waits for that. */
static void put_inhibitors(struct json *j)
{
	char text[INHIBIT_TEXT_MAX];

	json_open(j, "inhibitors", '[');
	for (size_t i = 0; inhibit_text(i, text); i++)
		json_string(j, NULL, text);
	json_close(j, ']');
	json_string(j, "pending", inhibit_pending());
}

/* Writes how many lines of logs were forwarded. */
static void put_syslog(struct json *j)
{
	uint64_t sent, lost;

	if (!forward_counts(&sent, &lost)) {
		json_null(j, "syslog");
		return;
	}
	json_open(j, "syslog", '{');
	json_int(j, "sent", (int64_t)sent);
	json_int(j, "lost", (int64_t)lost);
	json_close(j, '}');
}

/* Writes a unit in the most detail within its share, at least in `least`. */
static void put_share(
	struct json *j, const struct unit *u, enum detail least, size_t share)
{
	const struct json before = *j;

	for (enum detail d = DETAIL_ALL; d <= least; d++) {
		*j = before;
		put_unit(j, u, d);
		if (j->len - before.len <= share)
			return;
	}
}

/* Compares the names of units; "idle2" is before "idle10". */
static int by_name(const void *a, const void *b)
{
	const uint16_t *x = a, *y = b;

	return strverscmp(self.units[*x].file->name, self.units[*y].file->name);
}

/* The order of the units by name; made once, as their names never change. */
static const uint16_t *order(const struct unit *units, size_t count)
{
	if (self.units)
		return self.order;
	self.units = units;
	for (size_t i = 0; i < count; i++)
		self.order[i] = (uint16_t)i;
	qsort(self.order, count, sizeof(*self.order), by_name);
	return self.order;
}

static int put_all(char *buf, size_t size, enum detail least)
{
	size_t count, share;
	const struct unit *units = manager_units(&count);
	char why[UNIT_CAUSE_MAX] = ""; /* cut, to fit in HEAD_BYTES */
	struct json j;

	share = (size - HEAD_BYTES) / (count + 1);
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
	put_data(&j);
	put_last_boot(&j);
	put_syslog(&j);
	put_inhibitors(&j);
	slot_show(&j);
	json_open(&j, "units", '[');
	json_lines(&j);
	for (size_t i = 0; i < count; i++)
		put_share(&j, &units[order(units, count)[i]], least, share);
	json_close(&j, ']');
	json_close(&j, '}');
	return json_end(&j);
}

int document_write(char *buf, size_t size)
{
	int len = -ENOBUFS;

	for (enum detail d = DETAIL_ALL; len < 0 && d <= DETAIL_BARE; d++)
		len = put_all(buf, size, d);
	return len;
}
