/* SPDX-License-Identifier: MIT */
/*
 * The files of one unit: its own, and the drop-ins that add to it.  For
 * app-web@x.container these are the *.conf in app-web@x.container.d,
 * app-web@.container.d, app-.container.d and container.d of all unit
 * directories. Of drop-ins with the same name the one in the longest of these
 * names counts, and of those the one in the first unit directory.  Drop-ins are
 * read in the order of their own names.
 */
#include "supervisor/units/load/gather.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/reader.h"
#include "supervisor/units/load/template.h"
#include "supervisor/units/text/kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DROPINS_MAX 256       /* drop-ins of one directory */
#define DATA_MAX    (2 << 20) /* bytes read from the data partition */

/*
 * FNV-1a, continued from sum (0 for the first text).  It detects changes, not
 * attacks.  The result is never 0.
 */
static uint32_t checksum(uint32_t sum, const char *text)
{
	sum = sum ? sum : 2166136261U;
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 16777619U;
	return sum ? sum : 1;
}

/* Appends a file's text to the unit's, for saved_write(). */
static int keep(struct draft *u, const char *text, size_t len)
{
	size_t have = u->unit.text ? strlen(u->unit.text) : 0;
	char *grown = realloc(u->unit.text, have + len + 2);

	if (!grown)
		return -ENOMEM;
	memcpy(grown + have, text, len);
	memcpy(grown + have + len, "\n", 2);
	u->unit.text = grown;
	return 0;
}

/* Reads one file; path must live as long as u.  1: the file is a mask. */
static int add_file(struct gather *g, struct draft *u, const char *path)
{
	const char *why;
	size_t len;
	int rc = scan_read(path, &g->source->trust, g->text, CONF_FILE_MAX + 1,
		&len, &why);

	if (rc > 0)
		return 1;
	/*
	 * All reads count: a drop-in for all containers is read once for each
	 * of them.
	 */
	if (rc == 0 && scan_below(path, g->source->trust.data)) {
		g->data_len += len;
		why = "more than 2 MiB is read from the data partition";
		rc = g->data_len > DATA_MAX ? -EINVAL : 0;
		u->unit.own_sum = checksum(u->unit.own_sum, g->text);
	}
	if (rc < 0) {
		report_line(&u->report, true, path, 0, 0, why);
		return 0;
	}
	u->bytes += len + 1;
	if (g->source->saved || g->keep)
		rc = keep(u, g->text, len);
	return rc < 0 ? rc : reader_add(u, path, g->text, len);
}

static const char *leaf(const char *path)
{
	return strrchr(path, '/') + 1;
}

static bool has_leaf(const struct strv *paths, const char *name)
{
	for (size_t i = 0; i < paths->n; i++)
		if (strcmp(leaf(paths->v[i]), name) == 0)
			return true;
	return false;
}

static bool is_conf(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 5 && !strcmp(name + len - 5, ".conf");
}

int gather_dir(const char *path, struct arena *arena, struct strv *paths)
{
	DIR *dir = opendir(path);
	char file[PATH_MAX];
	size_t before = paths->n;
	int rc = 0;

	if (!dir)
		return 0;
	for (struct dirent *e = readdir(dir); e && rc == 0; e = readdir(dir)) {
		if (!is_conf(e->d_name) || has_leaf(paths, e->d_name))
			continue;
		if (paths->n - before == DROPINS_MAX) {
			log_err("%s: more than %d drop-ins, the rest is "
				"ignored",
				path, DROPINS_MAX);
			break;
		}
		if (fmt_print(file, sizeof(file), "%s/%s", path, e->d_name) > 0)
			rc = strv_add(arena, paths, file, strlen(file));
	}
	closedir(dir);
	return rc;
}

/* The names in the unit directories, without the first g->skip directories. */
static const struct scan *names(struct gather *g)
{
	if (g->skip == 0)
		return &g->scan;
	if (g->lower_skip != g->skip) {
		scan_done(&g->lower);
		g->lower_skip = g->skip;
		/* Without memory the scan is empty, so that no unit is good. */
		(void)scan_dirs(&g->lower, g->source->dirs + g->skip,
			g->source->trust.data);
	}
	return &g->lower;
}

struct scan_entry *gather_entry(struct gather *g, const char *name)
{
	const struct scan *scan = names(g);
	struct scan_entry *entry = scan_find(scan, name);

	return entry ? entry : template_of(scan, name);
}

unsigned gather_top(const struct gather *g, const struct unit_file *unit)
{
	const char *const *dirs = g->source->dirs;

	for (unsigned top = 0; dirs[top]; top++) {
		if (scan_below(unit->path, dirs[top]))
			return top;
		for (size_t i = 0; i < unit->dropins.n; i++)
			if (scan_below(unit->dropins.v[i], dirs[top]))
				return top;
	}
	return 0;
}

bool gather_is_below(
	struct gather *g, const struct unit_file *unit, unsigned skip)
{
	char name[UNIT_NAME_MAX + 16];
	unsigned now = g->skip;
	bool there;

	if (!g->source->fallback)
		return false;
	(void)fmt_print(name, sizeof(name), "%s%s", unit->name,
		unit->kind == UNIT_CONTAINER ? kind_suffix(unit->kind) : "");
	g->skip = skip;
	there = gather_entry(g, name) != NULL;
	g->skip = now;
	return there;
}

/* Adds the drop-ins of all directories of that name in the unit directories. */
static int add_dirs(struct gather *g, const char *name, struct unit_file *unit)
{
	const char *const *dir = g->source->dirs + g->skip;
	char path[PATH_MAX];
	int rc = 0;

	if (!scan_find(names(g), name))
		return 0;
	for (; *dir && rc == 0; dir++)
		if (fmt_print(path, sizeof(path), "%s/%s", *dir, name) > 0)
			rc = gather_dir(path, &unit->arena, &unit->dropins);
	return rc;
}

static int by_leaf(const void *a, const void *b)
{
	return strcmp(leaf(*(char *const *)a), leaf(*(char *const *)b));
}

/* Finds the drop-ins of the unit, those in the longest directory name first. */
static int find_dropins(
	struct gather *g, const char *name, struct unit_file *unit)
{
	const char *suffix = strrchr(name, '.');
	const char *at = memchr(name, '@', (size_t)(suffix - name));
	size_t len = (size_t)((at ? at : suffix) - name);
	char dir[NAME_MAX + 8];
	int rc = 0;

	if (fmt_print(dir, sizeof(dir), "%s.d", name) > 0)
		rc = add_dirs(g, dir, unit);
	if (rc == 0 && at && at + 1 != suffix &&
		fmt_print(dir, sizeof(dir), "%.*s@%s.d", (int)len, name,
			suffix) > 0)
		rc = add_dirs(g, dir, unit);
	for (size_t n = len; rc == 0 && n > 0; n--)
		if (name[n - 1] == '-' && n < len &&
			fmt_print(dir, sizeof(dir), "%.*s%s.d", (int)n, name,
				suffix) > 0)
			rc = add_dirs(g, dir, unit);
	if (rc == 0 && fmt_print(dir, sizeof(dir), "%s.d", suffix + 1) > 0)
		rc = add_dirs(g, dir, unit);
	if (unit->dropins.n > 0)
		qsort(unit->dropins.v, unit->dropins.n,
			sizeof(*unit->dropins.v), by_leaf);
	return rc;
}

static int stem_of(const char *name, char *out, size_t size)
{
	return fmt_print(
		out, size, "%.*s", (int)(strrchr(name, '.') - name), name);
}

static int begin(struct gather *g, struct draft *u, const char *name)
{
	char stem[NAME_MAX + 1];

	if (stem_of(name, stem, sizeof(stem)) < 0)
		return -ENOMEM; /* no directory entry is that long */
	if (u->unit.kind == UNIT_CONTAINER)
		u->defaults = g->source->defaults;
	return reader_begin(u, stem, g->source->trust.offline);
}

int gather_unit(struct gather *g, struct draft *u, struct scan_entry *entry,
	const char *name)
{
	size_t size = strlen(entry->dir) + strlen(entry->name) + 2;
	int rc;

	u->unit.path = arena_alloc(&u->unit.arena, size);
	if (!u->unit.path)
		return -ENOMEM;
	(void)fmt_print(u->unit.path, size, "%s/%s", entry->dir, entry->name);
	u->report.path = u->unit.path;
	rc = begin(g, u, name);
	if (rc == 0)
		rc = add_file(g, u, u->unit.path);
	entry->masked = rc > 0;
	u->unit.masked = rc > 0;
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = find_dropins(g, name, &u->unit);
	for (size_t i = 0; rc == 0 && i < u->unit.dropins.n; i++)
		rc = add_file(g, u, u->unit.dropins.v[i]);
	/*
	 * A larger text could not be read back from what saved_write() writes.
	 */
	if (u->bytes > CONF_FILE_MAX)
		report_line(&u->report, true, u->unit.path, 0, 0,
			"its files together are larger than 256 KiB");
	return rc < 0 ? rc : 0;
}

/*
 * How many directories come before the firmware's: all up to the last one that
 * is on the data partition.
 */
static unsigned firmware(const struct gather *g)
{
	unsigned skip = 0;

	for (unsigned i = 0; g->source->dirs[i]; i++)
		if (scan_below(g->source->dirs[i], g->source->trust.data))
			skip = i + 1;
	return skip;
}

int gather_overridden(struct gather *g, struct draft *u, const char *name)
{
	struct draft lower = {.unit.kind = u->unit.kind, .report.quiet = true};
	const unsigned skip = g->skip;
	struct scan_entry *entry;
	int rc = 0;

	g->skip = firmware(g);
	g->keep = true;
	entry = g->skip ? gather_entry(g, name) : NULL;
	if (entry)
		rc = gather_unit(g, &lower, entry, name);
	if (lower.unit.text)
		u->unit.below_sum = checksum(0, lower.unit.text);
	g->skip = skip;
	g->keep = false;
	draft_done(&lower);
	unit_file_done(&lower.unit);
	if (rc < 0 || !u->overrides_at || u->unit.below_sum == u->overrides)
		return rc;
	return arena_set(&u->unit.arena, &u->unit.outdated,
		u->report.places[u->overrides_at - 1].path);
}

static int saved_path(
	const struct gather *g, const char *name, char path[PATH_MAX])
{
	return fmt_print(path, PATH_MAX, "%s/%s/unit", g->source->saved, name);
}

int gather_saved(struct gather *g, struct draft *u, const char *name)
{
	char path[PATH_MAX];
	int rc;

	if (saved_path(g, u->unit.name, path) < 0)
		return -ENOENT;
	if (arena_set(&u->unit.arena, &u->unit.path, path) < 0)
		return -ENOMEM;
	u->report.path = u->unit.path;
	rc = begin(g, u, name);
	return rc < 0 ? rc : add_file(g, u, u->unit.path);
}

enum gather_saved_state gather_compare(
	const struct gather *g, const struct unit_file *unit)
{
	char path[PATH_MAX];
	ssize_t len;

	if (!g->source->saved || saved_path(g, unit->name, path) < 0)
		return GATHER_NONE;
	len = io_read_file(AT_FDCWD, path, g->text, CONF_FILE_MAX + 1);
	if (len <= 0)
		return GATHER_NONE;
	return unit->text && strlen(unit->text) == (size_t)len &&
			       memcmp(unit->text, g->text, (size_t)len) == 0
		       ? GATHER_SAME
		       : GATHER_OTHER;
}

unsigned gather_rank(const struct gather *g, const struct unit_file *u)
{
	unsigned count = 0;

	if (u->stale || gather_compare(g, u) == GATHER_SAME)
		return 0;
	while (g->source->dirs[count])
		count++;
	return count - gather_top(g, u);
}
