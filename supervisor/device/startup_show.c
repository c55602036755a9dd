/* SPDX-License-Identifier: MIT */
/* The boot's times as text and as JSON, and the chain of units that it waited
 * for. */
#include "supervisor/device/startup.h"

#include "supervisor/base/json.h"
#include "supervisor/client/fetch.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/target.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/present.h"

#include <stdlib.h>
#include <string.h>

#define UNIT_JSON_MAX 1024
#define PARTS_AT      34 /* the column of a unit's parts */
#define LINE_PARTS    3  /* so many fit */

static void put_ms(struct json *j, const char *key, int64_t ms)
{
	if (ms > 0)
		json_int(j, key, ms);
	else
		json_null(j, key);
}

static void print_json_unit(const struct startup_unit *u, bool first)
{
	char text[UNIT_JSON_MAX];
	struct json j;
	int len;

	json_begin(&j, text, sizeof(text));
	json_open(&j, NULL, '{');
	json_string(&j, "unit", u->name);
	put_ms(&j, "queued_ms", u->queued_ms);
	put_ms(&j, "deps_done_ms", u->clear_ms);
	json_open(&j, "parts_ms", '{');
	for (size_t i = 0; i < u->count; i++)
		json_int(&j, u->parts[i].name, u->parts[i].ms);
	json_close(&j, '}');
	put_ms(&j, "ready_ms", u->ready_ms);
	put_ms(&j, "ended_ms", u->ended_ms);
	json_string(&j, "end", u->end);
	json_close(&j, '}');
	len = json_end(&j);
	out_text(first ? "" : ",\n");
	out_bytes(text, len > 0 ? (size_t)len - 1 : 0);
}

static void print_json(const struct startup *s)
{
	char text[UNIT_JSON_MAX];
	struct json j;

	json_begin(&j, text, sizeof(text));
	json_open(&j, NULL, '{');
	json_int(&j, "v", 1);
	put_ms(&j, "kernel_ms", s->kernel_ms);
	put_ms(&j, "start_ms", s->start_ms);
	put_ms(&j, "boot_ms", s->boot_ms);
	out_bytes(text, j.len);
	out_text(",\"units\":[\n");
	for (size_t i = 0; i < s->count; i++)
		print_json_unit(&s->v[i], i == 0);
	out_text("\n]}\n");
}

int startup_time(const struct client_args *args)
{
	const struct startup_unit *last = NULL;
	char text[STARTUP_TEXT], took[HUMAN_SHORT];
	struct startup s;
	int rc = startup_load(args, &s);

	for (size_t i = 0; rc == 0 && i < s.count; i++)
		if (startup_at_boot(&s, &s.v[i]) && startup_took(&s.v[i]) > 0 &&
			(!last || s.v[i].ready_ms > last->ready_ms))
			last = &s.v[i];
	if (rc == 0 && args->json) {
		print_json(&s);
	} else if (rc == 0) {
		startup_sum(&s, text);
		out_print("%s\n", text);
		if (last) {
			human_seconds(took, startup_took(last), 3);
			out_print("last: %s +%s\n", last->name, took);
		}
	}
	if (rc == 0 && s.boot_ms < 0)
		rc = EXITCODE_NOT_RUNNING;
	startup_done(&s);
	return rc;
}

/* The one that took longest first; those that did not become ready last. */
static int by_took(const void *a, const void *b)
{
	int64_t x = startup_took(a), y = startup_took(b);

	return x > y ? -1 : x < y;
}

/* Ends a line with the parts of a start; after three there is another one. */
static void print_parts(const char *words)
{
	const char *gap = words - 2;

	for (int i = 0; i < LINE_PARTS && gap; i++)
		gap = strstr(gap + 2, "  ");
	if (gap)
		out_print("%.*s\n%*s", (int)(gap - words), words, PARTS_AT, "");
	out_print("%s\n", gap ? gap + 2 : words);
}

int startup_blame(const struct client_args *args)
{
	char took[HUMAN_SHORT], words[STARTUP_TEXT];
	struct startup s;
	int rc = startup_load(args, &s);

	if (rc == 0)
		qsort(s.v, s.count, sizeof(*s.v), by_took);
	for (size_t i = 0; rc == 0 && i < s.count; i++) {
		const struct startup_unit *u = &s.v[i];

		if (!startup_at_boot(&s, u))
			continue;
		human_seconds(took, startup_took(u), 3);
		startup_words(u, words);
		out_print("%8s %-24s ", startup_took(u) < 0 ? "-" : took,
			u->name);
		print_parts(u->clear_ms || u->end ? words : "waiting");
	}
	if (rc == 0)
		out_text("(from when a unit could start to when it was ready; "
			 "waiting for others is not\ncounted)\n");
	startup_done(&s);
	return rc;
}

static struct startup_unit *find(
	const struct startup *s, const struct unit_file *file)
{
	char name[UNIT_NAME_MAX + 16];

	unit_name_full(file, name, sizeof(name));
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->v[i].name, name) == 0)
			return &s->v[i];
	return NULL;
}

/* When other units did not have to wait for it any more. */
static int64_t done_ms(const struct startup_unit *u)
{
	return u->ready_ms ? u->ready_ms : u->ended_ms;
}

static void print_link(const struct startup_unit *u, int depth)
{
	char at[HUMAN_SHORT], took[HUMAN_SHORT];

	human_seconds(at, done_ms(u), 3);
	human_seconds(took, startup_took(u), 3);
	out_print("%*s%s @%s%s%s%s%s\n", 2 * depth, "", u->name,
		done_ms(u) ? at : "-", startup_took(u) > 0 ? " +" : "",
		startup_took(u) > 0 ? took : "", u->ready_ms ? "" : " ",
		u->ready_ms    ? ""
		: u->end       ? u->end
		: u->queued_ms ? "waiting or starting"
			       : "not started");
}

/* The unit for which the one of this file waited longest; -1: for none. */
static int slowest(const struct conf *conf, const struct startup *s,
	const struct unit_file *file, int64_t before)
{
	int64_t last = 0;
	int found = -1;

	for (size_t e = 0; e < file->edge_count; e++) {
		const struct unit_edge *edge = &file->edges[e];
		const struct startup_unit *u;

		if (!edge->after || edge->conflict)
			continue;
		u = find(s, &conf->units[edge->on]);
		if (!u || done_ms(u) <= last || done_ms(u) > before)
			continue;
		last = done_ms(u);
		found = (int)edge->on;
	}
	return found;
}

/* The unit of the boot that was ready last. */
static int last_ready(const struct conf *conf, const struct startup *s)
{
	int64_t last = 0;
	int found = -1;

	for (size_t i = 0; i < conf->count; i++) {
		const struct startup_unit *u = find(s, &conf->units[i]);

		if (!u || !startup_at_boot(s, u) || u->ready_ms <= last)
			continue;
		last = u->ready_ms;
		found = (int)i;
	}
	return found;
}

int startup_chain(const struct client_args *args)
{
	static struct present present;
	const struct startup_unit *u;
	struct startup s;
	int rc = startup_load(args, &s);
	int i = -1;

	if (rc == 0)
		rc = present_load(&present);
	if (rc == 0 && args->count == 0)
		i = conf_find(&present.conf, TARGET_BOOT);
	if (rc == 0 && args->count == 0 && i < 0)
		i = last_ready(&present.conf, &s);
	if (rc == 0 && args->count > 0)
		i = conf_find(&present.conf, args->names[0]);
	if (rc == 0 && args->count > 0 && i < 0)
		rc = fetch_no_unit(&present.doc, args->names[0]);
	/* No unit waits for itself by way of others, so this ends. */
	for (int depth = 0; rc == 0 && i >= 0; depth++) {
		u = find(&s, &present.conf.units[i]);
		if (!u)
			break;
		print_link(u, depth);
		i = slowest(&present.conf, &s, &present.conf.units[i],
			u->clear_ms ? u->clear_ms : INT64_MAX);
	}
	startup_done(&s);
	return rc;
}
