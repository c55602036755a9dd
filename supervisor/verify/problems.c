/* SPDX-License-Identifier: MIT */
/* The problems of units, as a sorted list. */
#include "supervisor/verify/problems.h"

#include "init/fmt.h"
#include "supervisor/base/json.h"
#include "supervisor/client/out.h"
#include "supervisor/units/text/report.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ALIASES_MAX 64
#define TEXT_MAX    1024
/* For a path, and a text with a path in it; each byte may become "\u0000". */
#define JSON_MAX (6 * (2 * PATH_MAX + 2 * TEXT_MAX) + 1024)

/* Paths below dir are printed as paths below name. */
struct alias {
	char *dir;
	char *name; /* without slashes at its end */
};

struct problem {
	enum problems_level level;
	unsigned line;
	unsigned column;
	char *path;
	char *unit; /* or NULL */
	char *key;  /* or NULL */
	char *text;
};

static const char *const levels[] = {
	[PROBLEMS_ERROR] = "error",
	[PROBLEMS_WARNING] = "warning",
	[PROBLEMS_NOTE] = "note",
};

static struct {
	struct problem *list;
	size_t count;
	size_t room;
	bool lost; /* a problem was not kept: no memory */
	struct alias aliases[ALIASES_MAX];
	size_t alias_count;
} self;

static struct problem *grow(void)
{
	size_t room = self.room ? self.room * 2 : 32;
	struct problem *grown;

	if (self.count == self.room) {
		grown = realloc(self.list, room * sizeof(*grown));
		if (!grown)
			return NULL;
		self.list = grown;
		self.room = room;
	}
	return &self.list[self.count];
}

static char *copy(const char *text)
{
	char *out = text ? strdup(text) : NULL;

	self.lost |= text && !out;
	return out;
}

/*
 * A copy of the text, in which the first path that has an alias is replaced;
 * the alias "." is left out, so that "DIR/web.container" becomes
 * "web.container".
 */
static char *with_alias(const char *text)
{
	char out[TEXT_MAX + PATH_MAX];

	for (size_t i = 0; i < self.alias_count; i++) {
		const struct alias *a = &self.aliases[i];
		size_t len = strlen(a->dir);
		const char *at = strstr(text, a->dir);
		bool here = strcmp(a->name, ".") == 0;

		if (at && at[len] == '/' &&
			fmt_print(out, sizeof(out), "%.*s%s%s",
				(int)(at - text), text, here ? "" : a->name,
				at + len + here) > 0)
			return copy(out);
	}
	return copy(text);
}

void problems_alias(const char *dir, const char *name)
{
	struct alias *a = &self.aliases[self.alias_count];
	size_t len = strlen(name);

	while (len > 1 && name[len - 1] == '/')
		len--;
	if (self.alias_count == ALIASES_MAX)
		return;
	*a = (struct alias){copy(dir), strndup(name, len)};
	self.alias_count += a->dir && a->name;
}

static void add(enum problems_level level, const struct report_problem *r)
{
	struct problem *p = grow();

	if (!p) {
		self.lost = true;
		return;
	}
	*p = (struct problem){.level = level,
		.line = r->line,
		.column = r->column,
		.path = with_alias(r->path),
		.unit = copy(r->stem),
		.key = copy(r->key),
		.text = with_alias(r->text)};
	self.count += p->path && p->text;
}

static void keep(const struct report_problem *r)
{
	add(r->error ? PROBLEMS_ERROR : PROBLEMS_WARNING, r);
}

void problems_begin(void)
{
	report_sink(keep);
}

static void add_text(enum problems_level level, struct report_problem *r,
	const char *format, va_list ap)
{
	char text[TEXT_MAX];

	(void)fmt_vprint(text, sizeof(text), format, ap); /* may be cut */
	r->text = text;
	add(level, r);
	r->text = NULL; /* it ends here */
}

void problems_add(
	enum problems_level level, const char *path, const char *format, ...)
{
	struct report_problem p = {.path = path};
	va_list ap;

	va_start(ap, format);
	add_text(level, &p, format, ap);
	va_end(ap);
}

void problems_report(enum problems_level level, const struct report *r,
	unsigned at, const char *format, ...)
{
	struct report_problem p = {.path = r->path, .stem = r->stem};
	va_list ap;

	if (at > 0) {
		const struct report_place *place = &r->places[at - 1];

		p.path = place->path;
		p.line = place->line;
		p.column = place->value_column;
		p.key = place->key;
	}
	va_start(ap, format);
	add_text(level, &p, format, ap);
	va_end(ap);
}

static void forget(struct problem *p)
{
	free(p->path);
	free(p->unit);
	free(p->key);
	free(p->text);
}

static int compare(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	if (order == 0)
		order = (x->column > y->column) - (x->column < y->column);
	return order ? order : strcmp(x->text, y->text);
}

int problems_end(size_t *errors, size_t *warnings)
{
	size_t kept = 0;

	report_sink(NULL);
	*errors = *warnings = 0;
	if (self.count > 0)
		qsort(self.list, self.count, sizeof(*self.list), compare);
	for (size_t i = 0; i < self.count; i++) {
		/* A problem in a drop-in of many units is reported for each. */
		if (kept > 0 &&
			compare(&self.list[kept - 1], &self.list[i]) == 0) {
			forget(&self.list[i]);
			continue;
		}
		self.list[kept++] = self.list[i];
		*errors += self.list[i].level == PROBLEMS_ERROR;
		*warnings += self.list[i].level == PROBLEMS_WARNING;
	}
	self.count = kept;
	return self.lost ? -ENOMEM : 0;
}

void problems_print(void)
{
	for (size_t i = 0; i < self.count; i++) {
		const struct problem *p = &self.list[i];

		out_shown(p->path, strlen(p->path));
		out_text(":");
		if (p->line)
			out_print("%u:", p->line);
		if (p->line && p->column)
			out_print("%u:", p->column);
		out_print(" %s: ", levels[p->level]);
		out_shown(p->text, strlen(p->text));
		out_text("\n");
	}
}

static void put_number(struct json *j, const char *key, unsigned n)
{
	if (n)
		json_int(j, key, n);
	else
		json_null(j, key);
}

/*
 * Cuts a hint in parentheses off the end of text: what is between these; NULL:
 * there is none.
 */
static char *hint_of(char *text)
{
	size_t len = strlen(text), depth = 0;

	if (len == 0 || text[len - 1] != ')')
		return NULL;
	for (size_t i = len; i-- > 1;) {
		depth += text[i] == ')';
		depth -= text[i] == '(';
		if (depth == 0 && text[i - 1] == ' ') {
			text[len - 1] = 0;
			text[i - 1] = 0;
			return text + i + 1;
		}
	}
	return NULL;
}

static void put(struct json *j, const struct problem *p)
{
	const char *hint = hint_of(p->text);

	json_open(j, NULL, '{');
	json_string(j, "file", p->path);
	put_number(j, "line", p->line);
	put_number(j, "col", p->column);
	json_string(j, "level", levels[p->level]);
	json_string(j, "unit", p->unit);
	json_string(j, "key", p->key);
	json_string(j, "msg", p->text);
	json_string(j, "hint", hint);
	json_close(j, '}');
}

void problems_print_json(void)
{
	static char text[JSON_MAX];
	bool first = true;
	struct json j;

	for (size_t i = 0; i < self.count; i++) {
		json_begin(&j, text, sizeof(text));
		put(&j, &self.list[i]);
		first &= out_element(&j, first) < 0;
	}
	out_text(first ? "[]\n" : "]\n");
}
