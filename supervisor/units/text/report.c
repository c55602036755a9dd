/* SPDX-License-Identifier: MIT */
/*
 * Reports problems of unit files to the log (or a sink) and keeps the first
 * error.  A message that is too long, as it quotes the file, is cut.
 */
#include "supervisor/units/text/report.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/utf8.h"

#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_TEXT_MAX 800

static struct {
	void (*sink)(const struct report_problem *problem);
	void (*copy)(const char *line);
	unsigned left; /* lines that may be logged, with the last one */
} self = {.left = UINT_MAX};

void report_limit(unsigned lines)
{
	self.left = lines + 1;
}

void report_sink(void (*fn)(const struct report_problem *problem))
{
	self.sink = fn;
}

void report_copy(void (*fn)(const char *line))
{
	self.copy = fn;
}

/* Replaces control bytes and what is no UTF-8 by '?'. */
static void clean(char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len;) {
		size_t n = utf8_len(text + i, len - i);

		if (n == 0 || (unsigned char)text[i] < ' ' || text[i] == 0x7f) {
			text[i] = '?';
			n = 1;
		}
		i += n;
	}
}

static void put_place(const char *path, unsigned line, char *out, size_t size)
{
	if (line)
		(void)fmt_print(out, size, "%s:%u", path, line);
	else
		(void)fmt_print(out, size, "%s", path);
}

/* Keeps the error that comes first in the files, not the first reported. */
static void keep_first(struct report *r, unsigned at, const char *line)
{
	char *copy;

	if (r->first && (at == 0 || at >= r->first_at))
		return;
	copy = strdup(line);
	if (!copy) {
		r->no_memory = true;
		return;
	}
	free(r->first);
	r->first = copy;
	r->first_at = at ? at : UINT_MAX;
}

static void log_problem(bool error, const char *line)
{
	if (self.left == 0)
		return;
	if (--self.left == 0)
		log_err("too many problems of units, the rest is not logged "
			"(see tcrctl verify)");
	else if (error)
		log_err("%s", line);
	else
		log_warn("%s", line);
	if (self.copy && self.left > 0 && !error)
		self.copy(line);
}

static void add(struct report *r, unsigned at, struct report_problem *p)
{
	char line[REPORT_TEXT_MAX + 16];
	size_t len;

	put_place(p->path, p->line, line, sizeof(line));
	len = strlen(line);
	(void)fmt_print(line + len, sizeof(line) - len, ": %s", p->text);
	clean(line);
	if (r->quiet)
		;
	else if (self.sink)
		self.sink(p);
	else if (r->problems < REPORT_LOGGED_MAX)
		log_problem(p->error, line);
	r->problems++;
	if (p->error)
		keep_first(r, at, line);
	r->failed |= p->error;
}

__attribute__((format(printf, 5, 0))) static void compose(struct report *r,
	bool error, bool key, unsigned at, const char *format, va_list ap)
{
	char text[REPORT_TEXT_MAX];
	struct report_problem p = {
		.error = error, .path = r->path, .text = text, .stem = r->stem};

	if (at > 0 && at <= r->place_count) {
		const struct report_place *place = &r->places[at - 1];

		p.path = place->path;
		p.line = place->line;
		p.key = place->key;
		p.column = key ? place->key_column
			       : place->value_column + r->offset;
	}
	r->offset = 0;
	(void)fmt_vprint(text, sizeof(text), format, ap);
	clean(text);
	add(r, at, &p);
}

void report_error(struct report *r, unsigned at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	compose(r, true, false, at, format, ap);
	va_end(ap);
}

void report_warning(struct report *r, unsigned at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	compose(r, false, false, at, format, ap);
	va_end(ap);
}

void report_key_error(struct report *r, unsigned at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	compose(r, true, true, at, format, ap);
	va_end(ap);
}

void report_key_warning(struct report *r, unsigned at, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	compose(r, false, true, at, format, ap);
	va_end(ap);
}

void report_line(struct report *r, bool error, const char *path, unsigned line,
	unsigned column, const char *text)
{
	struct report_problem p = {.error = error,
		.path = path,
		.line = line,
		.column = column,
		.text = text,
		.stem = r->stem};

	/* The files are still being read: this is the number of the next
	 * assignment, so that keep_first() knows the order. */
	add(r, (unsigned)r->place_count + 1, &p);
}

const char *report_where(
	const struct report *r, unsigned at, char *out, size_t size)
{
	bool known = at > 0 && at <= r->place_count;

	put_place(known ? r->places[at - 1].path : r->path,
		known ? r->places[at - 1].line : 0, out, size);
	return out;
}

void report_end(const struct report *r)
{
	if (!self.sink && r->problems > REPORT_LOGGED_MAX)
		log_err("%s: %u more problems", r->path,
			r->problems - REPORT_LOGGED_MAX);
}

void report_done(struct report *r)
{
	free(r->first);
	r->first = NULL;
}
