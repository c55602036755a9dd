/* SPDX-License-Identifier: MIT */
/* Problems of units as a sorted list, see the header. */
#include "supervisor/problems.h"

#include "init/fmt.h"
#include "supervisor/json.h"
#include "supervisor/units/report.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_JSON 8192 /* report.c's texts have 800 bytes at most */

struct problem {
	bool error;
	unsigned line;
	unsigned column;
	char *path;
	char *unit; /* or NULL */
	char *key;  /* or NULL */
	char *text;
};

static struct {
	struct problem *list;
	size_t count;
	size_t room;
	bool lost;
	char dir[PATH_MAX];  /* what is below it ... */
	char name[PATH_MAX]; /* ... is told as below that; "": nothing */
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

/* "./web.container" is told as "web.container". */
static char *tell_path(const char *path)
{
	size_t len = strlen(self.dir);
	bool below = len > 0 && strncmp(path, self.dir, len) == 0 &&
		     path[len] == '/';
	char text[PATH_MAX];

	if (!below || fmt_print(text, sizeof(text), "%s%s", self.name,
			      path + len + !*self.name) < 0)
		return copy(path);
	return copy(text);
}

void problems_alias(const char *dir, const char *name)
{
	size_t len = strlen(name);

	if (strcmp(name, ".") == 0)
		len = 0;
	while (len > 1 && name[len - 1] == '/')
		len--;
	(void)fmt_print(self.dir, sizeof(self.dir), "%s", dir);
	(void)fmt_print(self.name, sizeof(self.name), "%.*s", (int)len, name);
}

static void keep(const struct report_problem *r)
{
	struct problem *p = grow();

	if (!p) {
		self.lost = true;
		return;
	}
	*p = (struct problem){.error = r->error,
		.line = r->line,
		.column = r->column,
		.path = tell_path(r->path),
		.unit = copy(r->stem),
		.key = copy(r->key),
		.text = copy(r->text)};
	self.count += p->path && p->text;
}

void problems_begin(void)
{
	report_sink(keep);
}

void problems_add(bool error, const char *path, const char *unit,
	const char *key, const char *text)
{
	const struct report_problem r = {.error = error,
		.path = path,
		.text = text,
		.stem = unit,
		.key = key};

	keep(&r);
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
		/* A drop-in of many units has its mistakes in each. */
		if (kept > 0 &&
			compare(&self.list[kept - 1], &self.list[i]) == 0)
			continue;
		self.list[kept++] = self.list[i];
		*(self.list[i].error ? errors : warnings) += 1;
	}
	self.count = kept;
	return self.lost ? -ENOMEM : 0;
}

void problems_print(void)
{
	for (size_t i = 0; i < self.count; i++) {
		const struct problem *p = &self.list[i];

		(void)printf("%s:", p->path);
		if (p->line)
			(void)printf("%u:", p->line);
		if (p->line && p->column)
			(void)printf("%u:", p->column);
		(void)printf(
			" %s: %s\n", p->error ? "error" : "warning", p->text);
	}
}

static void put_number(struct json *j, const char *key, unsigned n)
{
	if (n)
		json_int(j, key, n);
	else
		json_null(j, key);
}

/* The last thing in parentheses, to the end; NULL: there is none. */
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
	json_string(j, "level", p->error ? "error" : "warning");
	json_string(j, "unit", p->unit);
	json_string(j, "key", p->key);
	json_string(j, "msg", p->text);
	json_string(j, "hint", hint);
	json_close(j, '}');
}

void problems_print_json(void)
{
	char text[LINE_MAX_JSON];
	struct json j;

	for (size_t i = 0; i < self.count; i++) {
		json_begin(&j, text, sizeof(text));
		put(&j, &self.list[i]);
		if (json_end(&j) >= 0)
			(void)printf("%s%s", i ? "," : "[", text);
	}
	(void)puts(self.count ? "]" : "[]");
}
