/* SPDX-License-Identifier: MIT */
/*
 * Makes a unit from the text of its files.  A file is read to its end even if
 * it has errors, so that all of them are reported; only the name and the
 * description of a bad unit are used.
 *
 * All assignments are kept as written until all files are read, so those of
 * drop-ins need no rules of their own.  Then the variables for $ are set, then
 * all other keys.
 */
#include "supervisor/units/keys/reader.h"

#include "init/fmt.h"
#include "supervisor/units/keys/assign.h"
#include "supervisor/units/keys/check.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/text/ini.h"
#include "supervisor/units/text/nearest.h"

#include <errno.h>
#include <string.h>

/* After so many problems the rest of a unit is not read: it may be large. */
#define PROBLEMS_MAX 100

static const char too_many[] =
	"too many problems or lines, the rest is not read";

/* State while one file is read. */
struct reading {
	struct draft *u;
	const char *path;
};

static int take_section(void *data, const char *name, struct ini_place place)
{
	struct reading *r = data;
	struct draft *u = r->u;
	enum keys_section section = keys_section_find(name);
	struct nearest n = nearest_begin(name);
	const char *near;
	char text[128];

	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	if (keys_section_fits(u->unit.kind, section) || !strncmp(name, "X-", 2))
		return 0;
	/* Not [Manager]: it is of tcr.conf alone. */
	for (unsigned i = 0; i < SECTION_MANAGER; i++)
		nearest_try(&n, keys_section_name((enum keys_section)i),
			strlen(keys_section_name((enum keys_section)i)));
	nearest_try_words(&n, "Quadlet Build Kube Artifact");
	near = nearest_end(&n);
	if (near && !strcmp(near, name)) {
		(void)fmt_print(text, sizeof(text),
			"[%s] does not belong in this kind of file", name);
		report_line(&u->report, true, r->path, place.line,
			place.key_column, text);
		return 0;
	}
	(void)fmt_print(text, sizeof(text),
		"unknown section [%s], ignored%s%s%s", name,
		near ? " (did you mean [" : "", near ? near : "",
		near ? "]?)" : "");
	report_line(
		&u->report, false, r->path, place.line, place.key_column, text);
	return 0;
}

/* Makes room for one more assignment. */
static int grow(struct draft *u)
{
	size_t count = u->report.place_count;

	u->lines = arena_grow(&u->arena, u->lines, count, sizeof(*u->lines));
	u->report.places = arena_grow(
		&u->arena, u->report.places, count, sizeof(*u->report.places));
	return u->lines && u->report.places ? 0 : -ENOMEM;
}

static int take_value(void *data, const char *section, const char *key,
	char *value, struct ini_place place)
{
	struct reading *r = data;
	struct draft *u = r->u;
	enum keys_section s = keys_section_find(section);
	size_t key_len = strlen(key), len = strlen(value);
	char *copy;

	if (u->report.problems >= PROBLEMS_MAX ||
		u->report.place_count == DRAFT_LINES_MAX)
		return -E2BIG;
	/*
	 * Lines of a section that does not fit are ignored: its header is
	 * reported.
	 */
	if (!keys_section_fits(u->unit.kind, s))
		return 0;
	copy = grow(u) == 0 ? arena_alloc(&u->arena, key_len + len + 2) : NULL;
	if (!copy)
		return -ENOMEM;
	memcpy(copy, key, key_len + 1);
	memcpy(copy + key_len + 1, value, len + 1);
	u->lines[u->report.place_count] = (struct draft_line){.section = s,
		.file = u->file_count,
		.key = copy,
		.value = copy + key_len + 1};
	u->report.places[u->report.place_count++] =
		(struct report_place){.path = r->path,
			.line = place.line,
			.key_column = place.key_column,
			.value_column = place.value_column,
			.value_len = place.value_len,
			.key = copy};
	return 0;
}

static void take_problem(
	void *data, bool error, struct ini_place place, const char *text)
{
	struct reading *r = data;

	report_line(&r->u->report, error, r->path, place.line, place.key_column,
		text);
}

int reader_begin(struct draft *u, const char *stem, bool offline)
{
	const char *dot;

	if (!u->report.path)
		u->report.path = u->unit.path;
	dot = strrchr(u->report.path, '.');
	u->arena.brief = true;
	u->timeout_stop_ms = -1;
	u->timeout_start_ms = -1;
	u->limit_ms = -1;
	u->limit_burst = -1;
	u->last = arena_alloc(&u->arena, keys_count() * sizeof(*u->last));
	u->stem = arena_copy(&u->arena, stem, strlen(stem));
	u->report.stem = u->stem;
	u->names = (struct specifier_names){
		.name = u->stem, .suffix = dot ? dot : "", .offline = offline};
	return u->last && u->stem ? keys_defaults(u) : -ENOMEM;
}

int reader_add(struct draft *u, const char *path, char *text, size_t len)
{
	static const struct ini_events events = {
		.section = take_section,
		.value = take_value,
		.problem = take_problem,
	};
	struct reading r = {u, path};
	int rc = ini_read(text, len, &events, &r);

	u->file_count++;
	if (rc == -E2BIG)
		report_error(&u->report, 0, "%s", too_many);
	else if (rc < 0 && rc != -ENOMEM)
		report_error(&u->report, 0, "libinih has failed");
	return rc == -ENOMEM ? rc : 0;
}

/*
 * When the assignment's turn is: variables come first, and options of podman
 * last, as podman gets them behind all others.
 */
static int turn_of(const struct draft_line *line)
{
	if (strcmp(line->key, "PodmanArgs") == 0)
		return 2;
	return (line->section != SECTION_CONTAINER &&
		       line->section != SECTION_SERVICE) ||
	       (strcmp(line->key, "Environment") != 0 &&
		       strcmp(line->key, "EnvironmentFile") != 0);
}

/* The first assignment of that turn: an empty PodmanArgs= forgets others. */
static size_t begin_of(const struct draft *u, int turn)
{
	size_t first = turn == 2 ? u->report.place_count : 0;

	while (first > 0 && (turn_of(&u->lines[first - 1]) != turn ||
				    *u->lines[first - 1].value))
		first--;
	return first;
}

static int assign(struct draft *u, unsigned at)
{
	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	return assign_line(u, at);
}

int reader_end(struct draft *u)
{
	int rc = 0;

	for (int turn = 0; rc == 0 && turn < 3; turn++)
		for (size_t i = begin_of(u, turn);
			rc == 0 && i < u->report.place_count; i++)
			if (turn_of(&u->lines[i]) == turn)
				rc = assign(u, (unsigned)i + 1);
	if (rc == -E2BIG)
		report_error(&u->report, 0, "%s", too_many);
	else if (rc == 0)
		rc = check_unit(u);
	report_end(&u->report);
	return rc == -ENOMEM || u->report.no_memory ? -ENOMEM : 0;
}
