/* SPDX-License-Identifier: MIT */
/* Shows images: a table, or all that is known of some. */
#include "supervisor/store/show.h"

#include "init/fmt.h"
#include "supervisor/base/json.h"
#include "supervisor/base/utf8.h"
#include "supervisor/client/human.h"
#include "supervisor/client/out.h"
#include "supervisor/store/images.h"

#include <string.h>

#define CELL_MAX  128
#define NAME_COLS 28
#define HEX_SHOWN 12
#define DATE_COLS 10
/* A byte of a trailer is six of JSON at most; the rest is of names and keys. */
#define JSON_MAX (6 * IMAGE_TEXT_MAX + (64 << 10))

enum column {
	NAME,
	DIGEST,
	ARCH,
	CREATED,
	SIZE,
	WHERE,
	SIGNED,
	COLUMNS
};

struct row {
	char cell[COLUMNS][CELL_MAX];
};

static const char *shown_name(const struct store_image *i)
{
	return i->name[0] ? i->name : images_file(i);
}

static const char *where(const struct store_image *i)
{
	return i->loaded ? "loaded" : "firmware";
}

/* Sets a cell to a text, or to "-" without one; cleans it for a terminal. */
static void set(struct row *r, enum column c, const char *text, size_t max)
{
	char *cell = r->cell[c];

	(void)fmt_print(cell, CELL_MAX < max + 1 ? CELL_MAX : max + 1, "%s",
		text && *text ? text : "-");
	cell[utf8_clean(cell, strlen(cell))] = 0;
}

static void fill(struct row *r, const struct store_image *i)
{
	const char *digest = i->info.digest;
	char bytes[HUMAN_SHORT];

	human_bytes(bytes, i->bytes);
	digest = digest && strchr(digest, ':') ? strchr(digest, ':') + 1 : "";
	set(r, NAME, shown_name(i), CELL_MAX - 1);
	set(r, DIGEST, digest, HEX_SHOWN);
	set(r, ARCH, i->info.architecture, CELL_MAX - 1);
	set(r, CREATED, i->info.created, DATE_COLS);
	set(r, SIZE, bytes, CELL_MAX - 1);
	set(r, WHERE, where(i), CELL_MAX - 1);
	set(r, SIGNED, i->info.signed_by, CELL_MAX - 1);
}

static void widen(size_t width[COLUMNS], const struct row *r)
{
	for (int c = 0; c < SIGNED; c++) {
		size_t w = human_width(r->cell[c], strlen(r->cell[c]));

		if (c == NAME && w > NAME_COLS)
			w = NAME_COLS;
		if (w > width[c])
			width[c] = w;
	}
}

static void print_row(
	const size_t width[COLUMNS], const struct row *r, const char *mark)
{
	size_t left = out_columns();

	left -= out_cell(mark, 2, left, false);
	for (int c = 0; c < SIGNED; c++) {
		left -= out_cell(r->cell[c], width[c], left, false);
		left -= out_cell("", 1, left, false);
	}
	(void)out_cell(r->cell[SIGNED], left, left, true);
	out_bytes("\n", 1);
}

/* Prints a line below an image's row, unless text is empty. */
static void print_below(const char *label, const char *text)
{
	char line[IMAGES_TEXT];
	size_t columns = out_columns();

	if (!*text)
		return;
	(void)fmt_print(line, sizeof(line), "    %s: %s", label, text);
	line[utf8_clean(line, strlen(line))] = 0;
	(void)out_cell(line, columns, columns, true);
	out_bytes("\n", 1);
}

static void print_table(const struct store_images *all)
{
	static const char *const titles[] = {"IMAGE", "DIGEST", "ARCH",
		"CREATED", "SIZE", "WHERE", "SIGNED BY"};
	size_t width[COLUMNS] = {0};
	char users[IMAGES_TEXT];
	struct row row = {0};

	for (int c = 0; c < COLUMNS; c++)
		set(&row, (enum column)c, titles[c], CELL_MAX - 1);
	widen(width, &row);
	for (size_t i = 0; i < all->n; i++) {
		fill(&row, &all->v[i]);
		widen(width, &row);
	}
	for (int c = 0; c < COLUMNS; c++)
		set(&row, (enum column)c, titles[c], CELL_MAX - 1);
	print_row(width, &row, " ");
	for (size_t i = 0; i < all->n; i++) {
		const struct store_image *image = &all->v[i];

		fill(&row, image);
		print_row(width, &row,
			image->bad[0]   ? "x"
			: image->why[0] ? "-"
					: " ");
		print_below("damaged", image->bad);
		print_below("not used", image->bad[0] ? "" : image->why);
		images_users(image, users);
		print_below("used by", users);
	}
}

/* What a trailer says, by its name in JSON; inspect shows it under that, too.
 */
static const struct field {
	const char *key;
	size_t offset; /* in struct image_info */
	bool list;
} fields[] = {
	{"digest", offsetof(struct image_info, digest), false},
	{"architecture", offsetof(struct image_info, architecture), false},
	{"created", offsetof(struct image_info, created), false},
	{"verity_root", offsetof(struct image_info, verity_root), false},
	{"base", offsetof(struct image_info, base), false},
	{"working_dir", offsetof(struct image_info, working_dir), false},
	{"stop_signal", offsetof(struct image_info, stop_signal), false},
	{"entrypoint", offsetof(struct image_info, entrypoint), true},
	{"cmd", offsetof(struct image_info, cmd), true},
	{"env", offsetof(struct image_info, env), true},
	{"volumes", offsetof(struct image_info, volumes), true},
	{"ports", offsetof(struct image_info, ports), true},
	{"health_cmd", offsetof(struct image_info, health_cmd), true},
	{"labels", offsetof(struct image_info, labels), true},
};

#define FIELDS (sizeof(fields) / sizeof(*fields))

static void *value_of(const struct image_info *info, const struct field *f)
{
	return *(void *const *)(const void *)((const char *)info + f->offset);
}

/* list ends with NULL, or is NULL and empty. */
static void put_list(struct json *j, const char *key, char *const *list)
{
	json_open(j, key, '[');
	for (; list && *list; list++)
		json_string(j, NULL, *list);
	json_close(j, ']');
}

static void put_image(struct json *j, const struct store_image *i, bool asked)
{
	json_open(j, NULL, '{');
	json_string(j, "image", i->name[0] ? i->name : NULL);
	json_string(j, "path", i->path);
	json_string(j, "where", where(i));
	json_uint(j, "bytes", i->bytes);
	json_string(j, "damaged", i->bad[0] ? i->bad : NULL);
	json_bool(j, "used", !i->why[0] && !i->bad[0]);
	json_string(j, "unused_why", i->why[0] ? i->why : NULL);
	json_string(j, "signed_by",
		i->info.signed_by[0] ? i->info.signed_by : NULL);
	for (const struct field *f = fields; f < fields + FIELDS; f++)
		if (f->list)
			put_list(j, f->key, value_of(&i->info, f));
		else
			json_string(j, f->key, value_of(&i->info, f));
	json_int(j, "uid", i->info.uid);
	json_int(j, "gid", i->info.gid);
	if (asked)
		put_list(j, "used_by", i->users.v);
	else
		json_null(j, "used_by");
	json_close(j, '}');
}

int show_json(const struct store_images *all)
{
	static char buf[JSON_MAX];
	const char *before = "[\n";

	for (size_t i = 0; i < all->n; i++) {
		struct json j;

		if (!all->v[i].picked)
			continue;
		json_begin(&j, buf, JSON_MAX);
		put_image(&j, &all->v[i], all->asked);
		(void)json_end(&j); /* it fits */
		out_text(before);
		out_shown(buf, strcspn(buf, "\n"));
		before = ",\n";
	}
	out_text(*before == '[' ? "[]\n" : "\n]\n");
	return EXITCODE_OK;
}

/* Prints "key: text", unless text is NULL or empty. */
static void print_line(const char *key, const char *text)
{
	if (!text || !*text)
		return;
	out_print("   %-12s ", key);
	out_shown(text, strlen(text));
	out_bytes("\n", 1);
}

static void print_list(const char *key, char *const *list)
{
	for (; list && *list; list++, key = "")
		print_line(key, *list);
}

static void print_image(const struct store_image *i)
{
	char bytes[HUMAN_SHORT];

	human_bytes(bytes, i->bytes);
	out_shown(shown_name(i), strlen(shown_name(i)));
	out_bytes("\n", 1);
	print_line("path", i->path);
	print_line("damaged", i->bad);
	print_line("not used", i->why);
	print_line("size", bytes);
	print_line("signed by", i->info.signed_by);
	for (const struct field *f = fields; f < fields + FIELDS; f++)
		if (f->list)
			print_list(f->key, value_of(&i->info, f));
		else
			print_line(f->key, value_of(&i->info, f));
	print_list("used by", i->users.v);
}

/* Reads all images and picks those that are named; an exit code. */
static int gather(const struct client_args *args, struct store_images *all)
{
	int rc = images_read(all);

	if (rc != EXITCODE_OK)
		return rc;
	images_ask_users(all);
	rc = images_pick(all, args->names, args->count);
	if (rc != EXITCODE_OK)
		images_done(all);
	return rc;
}

/* ls and inspect: they differ in how they print without --json. */
static int show(const struct client_args *args,
	void (*print)(const struct store_images *all))
{
	struct store_images all;
	int rc = gather(args, &all);

	if (rc != EXITCODE_OK)
		return rc;
	if (args->json)
		rc = show_json(&all);
	else
		print(&all);
	images_done(&all);
	return rc;
}

int show_images(const struct client_args *args)
{
	return show(args, print_table);
}

static void print_picked(const struct store_images *all)
{
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].picked)
			print_image(&all->v[i]);
}

int show_image(const struct client_args *args)
{
	return show(args, print_picked);
}
