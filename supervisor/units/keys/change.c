/* SPDX-License-Identifier: MIT */
/*
 * What has changed in a unit's files, and what follows from it.  Of a key with
 * a single value only the last assignment counts, of another key all of them.
 * What is not compared is what assignments have in common: specifiers,
 * variables, and defaults of tcr.conf.
 */
#include "supervisor/units/keys/change.h"

#include "init/fmt.h"
#include "supervisor/base/arena.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/text/ini.h"

#include <errno.h>
#include <string.h>

/* Beginnings of the names of keys that only tcrd reads, also while the unit
 * runs. */
static const char held[] =
	"Description After Before OnFailure OnSuccess RefuseManual "
	"StopWhenUnneeded Job RebootArgument StartLimit FailureAction Success "
	"Condition Assert Restart Timeout RuntimeMaxSec WatchdogSignal "
	"KillMode WantedBy RequiredBy UpheldBy Health Reload StopTimeout "
	"Overrides";
/* ... and of keys that are files of the unit's cgroup, and nothing else. */
static const char limits[] =
	"Memory PidsLimit TasksMax CPUQuota CPUWeight Allowed IOWeight IORead "
	"IOWrite IODevice OOMPolicy";

struct line {
	const struct keys_row *row; /* NULL: tcr does not know the key */
	char *value;
};

/* The assignments of a text. */
struct list {
	struct arena *arena;
	struct line *v;
	size_t n;
};

static int take(void *data, const char *section, const char *key, char *value,
	struct ini_place place)
{
	struct list *l = data;
	enum keys_section s = keys_section_find(section);
	size_t number;

	(void)place;
	l->v = arena_grow(l->arena, l->v, l->n, sizeof(*l->v));
	if (!l->v)
		return -ENOMEM;
	l->v[l->n] = (struct line){
		.row = s < SECTION_COUNT ? keys_find(s, key, &number) : NULL,
		.value = arena_copy(l->arena, value, strlen(value))};
	return l->v[l->n++].value ? 0 : -ENOMEM;
}

static int take_section(void *data, const char *name, struct ini_place place)
{
	(void)data;
	(void)name;
	(void)place;
	return 0;
}

static void take_problem(
	void *data, bool error, struct ini_place place, const char *text)
{
	(void)data;
	(void)error;
	(void)place;
	(void)text;
}

static int read_list(struct list *l, char *text)
{
	static const struct ini_events events = {.section = take_section,
		.value = take,
		.problem = take_problem};

	return ini_read(text, strlen(text), &events, l);
}

static bool is_single(const struct keys_row *row)
{
	return row->grammar == KEY_TEXT || row->grammar == KEY_BOOL;
}

/* The key's next value from *at on; NULL: there is none. */
static const char *next(
	const struct list *l, const struct keys_row *row, size_t *at)
{
	while (*at < l->n)
		if (l->v[(*at)++].row == row)
			return l->v[*at - 1].value;
	return NULL;
}

/* The key's last value, or "". */
static const char *last(const struct list *l, const struct keys_row *row)
{
	const char *value = "", *more;
	size_t at = 0;

	while ((more = next(l, row, &at)))
		value = more;
	return value;
}

static bool is_same(
	const struct list *a, const struct list *b, const struct keys_row *row)
{
	size_t i = 0, j = 0;
	const char *x, *y;

	if (is_single(row))
		return strcmp(last(a, row), last(b, row)) == 0;
	do {
		x = next(a, row, &i);
		y = next(b, row, &j);
	} while (x && y && strcmp(x, y) == 0);
	return !x && !y;
}

/* Whether the key begins as one of the words does. */
static bool is_of(const char *words, const char *key)
{
	while (*words) {
		size_t len = strcspn(words, " ");

		if (strncmp(words, key, len) == 0)
			return true;
		words += len;
		words += *words == ' ';
	}
	return false;
}

static enum unit_change judge(const struct keys_row *row)
{
	return is_of(limits, row->name) ? CHANGE_LIMITS
	       : is_of(held, row->name) ? CHANGE_HELD
					: CHANGE_RESTART;
}

/* Adds a key that has changed to the text, if there is room for it. */
static void tell(char text[CHANGE_TEXT_MAX], const struct keys_row *row,
	const char *before, const char *now)
{
	static const char none[] = "unset";
	size_t len = strlen(text);
	const char *comma = len > 0 ? ", " : "";
	int n;

	if (is_single(row))
		n = fmt_print(text + len, CHANGE_TEXT_MAX - len,
			"%s%s %s -> %s", comma, row->name,
			*before ? before : none, *now ? now : none);
	else
		n = fmt_print(text + len, CHANGE_TEXT_MAX - len, "%s%s", comma,
			row->name);
	if (n < 0)
		text[len] = 0;
}

/* Compares each key of a that is not in `done`, which has been compared. */
static enum unit_change compare(const struct list *a, const struct list *b,
	const struct list *keys, const struct list *done,
	char text[CHANGE_TEXT_MAX])
{
	enum unit_change all = CHANGE_HELD;

	for (size_t i = 0; i < keys->n; i++) {
		const struct keys_row *row = keys->v[i].row;
		enum unit_change one;
		size_t at = 0, earlier = 0;

		if (!row || (done && next(done, row, &at)) ||
			(next(keys, row, &earlier) && earlier <= i) ||
			is_same(a, b, row))
			continue;
		one = judge(row);
		all = one > all ? one : all;
		tell(text, row, last(a, row), last(b, row));
	}
	return all;
}

enum unit_change change_between(
	char *before, char *now, char text[CHANGE_TEXT_MAX])
{
	struct arena arena = {.brief = true};
	struct list a = {.arena = &arena}, b = {.arena = &arena};
	enum unit_change first, rest, all = CHANGE_RESTART;

	text[0] = 0;
	if (read_list(&a, before) == 0 && read_list(&b, now) == 0) {
		first = compare(&a, &b, &a, NULL, text);
		rest = compare(&a, &b, &b, &a, text);
		all = first > rest ? first : rest;
	}
	if (all == CHANGE_RESTART)
		text[0] = 0;
	arena_done(&arena);
	return all;
}
