/* SPDX-License-Identifier: MIT */
/* tcrctl volume ls and inspect. */
#include "supervisor/volumes/listing.h"

#include "init/fmt.h"
#include "supervisor/base/json.h"
#include "supervisor/client/client.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/volumes/catalog.h"
#include "supervisor/volumes/usage.h"

#include <errno.h>
#include <string.h>

#define NAME_COLUMNS 22
#define ROW_MAX      (64 << 10) /* bytes of one volume in JSON */

/* Writes the size, or "-". */
static const char *size_text(char out[HUMAN_SHORT], int64_t bytes)
{
	if (bytes < 0)
		return "-";
	human_bytes(out, (uint64_t)bytes);
	return out;
}

static const char *limit_text(char out[HUMAN_SHORT], uint64_t bytes)
{
	return size_text(out, bytes ? (int64_t)bytes : -1);
}

/* Prints a text in a column, cut with ".." if it is too long. */
static void print_column(const char *text, size_t columns)
{
	size_t len = strlen(text);
	size_t room = human_width(text, len) > columns ? columns - 2 : columns;
	size_t used, fits = human_fit(text, len, room, &used);

	out_print("%.*s%s", (int)fits, text, fits < len ? ".." : "");
	out_print("%*s", (int)(columns - used - (fits < len ? 2 : 0)), "");
}

/* Prints the names of units as far as there are columns, and how many more. */
static void print_users(
	const struct catalog *c, const struct volume *v, size_t columns)
{
	const struct unit_file *unit;
	char name[UNIT_NAME_MAX + 16];
	size_t at = 0, used = 0, more = 0;

	while ((unit = catalog_user(c, v, &at))) {
		size_t len;

		unit_name_full(unit, name, sizeof(name));
		len = strlen(name);
		if (used && used + len + 4 > columns) {
			more++;
			continue;
		}
		out_print("%s%s", used ? " " : "", name);
		used += len + 1;
	}
	if (more)
		out_print(" +%zu", more);
	out_text(used ? "\n" : "-\n");
}

static void print_row(
	const struct catalog *c, const struct volume *v, size_t columns)
{
	struct usage u = usage_of(v);
	char used[HUMAN_SHORT], limit[HUMAN_SHORT];

	print_column(v->name, NAME_COLUMNS);
	out_print("  %-9s  %5s  %5s  ", catalog_kind(v->kind),
		size_text(used, u.used), limit_text(limit, u.limit));
	print_users(c, v, columns > 50 ? columns - 48 : 0);
}

static void put(struct json *j, const struct catalog *c, const struct volume *v)
{
	struct usage u = usage_of(v);
	const struct unit_file *unit;
	char name[UNIT_NAME_MAX + 16];
	size_t at = 0;

	json_open(j, NULL, '{');
	json_string(j, "name", v->name);
	json_string(j, "kind", catalog_kind(v->kind));
	json_string(j, "path", v->path);
	json_bool(j, "there", v->there);
	if (u.used < 0)
		json_null(j, "used");
	else
		json_int(j, "used", u.used);
	if (u.limit)
		json_uint(j, "limit", u.limit);
	else
		json_null(j, "limit");
	json_open(j, "units", '[');
	while ((unit = catalog_user(c, v, &at))) {
		unit_name_full(unit, name, sizeof(name));
		json_string(j, NULL, name);
	}
	json_close(j, ']');
	json_close(j, '}');
}

/* Prints one element of an array of volumes; first: the first one. */
static int print_json(
	const struct catalog *c, const struct volume *v, bool first)
{
	static char text[ROW_MAX];
	struct json j;
	int rc;

	json_begin(&j, text, ROW_MAX);
	put(&j, c, v);
	rc = out_element(&j, first);
	return rc < 0 ? out_fail(EXITCODE_FAILED, "%s", strerror(-rc)) : 0;
}

int listing_ls(const struct client_args *args)
{
	struct catalog c = {0};
	int rc = catalog_load(&c);

	if (rc == 0 && !args->json && c.count)
		out_print("%-*s  KIND        USED    MAX  USED BY\n",
			NAME_COLUMNS, "NAME");
	for (size_t i = 0; rc == 0 && i < c.count; i++) {
		if (args->json)
			rc = print_json(&c, &c.v[i], i == 0);
		else
			print_row(&c, &c.v[i], out_columns());
	}
	if (rc == 0 && args->json)
		out_text(c.count ? "]\n" : "[]\n");
	catalog_done(&c);
	return rc;
}

int listing_inspect(const struct client_args *args)
{
	struct catalog c = {0};
	int rc = catalog_load(&c);

	for (size_t i = 0; rc == 0 && i < args->count; i++) {
		const struct volume *v = catalog_find(&c, args->names[i]);

		rc = v ? print_json(&c, v, i == 0) : EXITCODE_NO_UNIT;
	}
	if (rc == 0)
		out_text("]\n");
	catalog_done(&c);
	return rc;
}
