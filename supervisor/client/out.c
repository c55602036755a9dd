/* SPDX-License-Identifier: MIT */
/*
 * The output of tcrctl: standard output is buffered, errors are written at
 * once.  It does without stdio(3), to be small.
 */
#include "supervisor/client/out.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/json.h"
#include "supervisor/base/utf8.h"
#include "supervisor/client/human.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static struct {
	char buf[8192];
	size_t len;
	bool broken; /* a write failed: nothing more is written */
} self;

bool out_flush(void)
{
	if (!self.broken && self.len > 0)
		self.broken =
			io_write_all(STDOUT_FILENO, self.buf, self.len) < 0;
	self.len = 0;
	return !self.broken;
}

void out_bytes(const char *text, size_t len)
{
	while (len > 0) {
		size_t n = sizeof(self.buf) - self.len;

		if (n > len)
			n = len;
		memcpy(self.buf + self.len, text, n);
		self.len += n;
		text += n;
		len -= n;
		if (self.len == sizeof(self.buf))
			(void)out_flush();
	}
}

void out_print(const char *format, ...)
{
	char line[OUT_LINE_MAX];
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(line, sizeof(line), format, ap); /* may be cut */
	va_end(ap);
	out_bytes(line, strlen(line));
}

void out_shown(const char *text, size_t len)
{
	bool shown;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_step(text + i, len - i, &shown);
		out_bytes(shown ? text + i : "?", shown ? n : 1);
	}
}

void out_json(const char *text, size_t len)
{
	const char *end = text + len, *next;

	if (!isatty(STDOUT_FILENO)) {
		out_bytes(text, len);
		return;
	}
	for (; text < end; text = next) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((newline ? newline : end) - text);

		next = text + n + (newline != NULL);
		out_shown(text, n);
		out_bytes("\n", newline != NULL);
	}
}

int out_element(struct json *j, bool first)
{
	int len = json_end(j);

	if (len < 0)
		return len;
	out_text(first ? "[" : ",\n");
	out_json(j->buf, (size_t)len - 1);
	return 0;
}

void out_text(const char *text)
{
	out_bytes(text, strlen(text));
}

size_t out_cell(const char *text, size_t width, size_t left, bool last)
{
	size_t used, len;

	if (width > left)
		width = left;
	len = human_fit(text, strlen(text), width, &used);
	out_bytes(text, len);
	if (last)
		return used;
	for (; used < width; used++)
		out_bytes(" ", 1);
	return width;
}

/* How many bytes of text go on a line of so many columns; > 0. */
static size_t fit_words(const char *text, size_t len, size_t columns)
{
	size_t n = human_fit(text, len, columns, NULL);
	const char *blank = n < len ? memrchr(text, ' ', n + 1) : NULL;

	if (blank && blank > text)
		return (size_t)(blank - text);
	return n > 0 ? n : len;
}

void out_wrapped(const char *text, size_t first, size_t indent, size_t columns)
{
	size_t len = strlen(text), left = first;

	if (columns < 2 * indent)
		columns = 2 * indent;
	while (len > 0) {
		size_t n = fit_words(text, len, left);

		out_bytes(text, n);
		n += n < len && text[n] == ' ';
		text += n;
		len -= n;
		left = columns - indent;
		if (len > 0)
			out_print("\n%*s", (int)indent, "");
	}
	out_bytes("\n", 1);
}

enum exitcode out_fail(enum exitcode code, const char *format, ...)
{
	char line[OUT_LINE_MAX] = "tcrctl: ";
	size_t start = strlen(line), len;
	va_list ap;

	va_start(ap, format);
	(void)fmt_vprint(line + start, sizeof(line) - start - 1, format, ap);
	va_end(ap);
	len = start + utf8_clean(line + start, strlen(line + start));
	line[len++] = '\n';
	(void)out_flush();
	(void)io_write_all(STDERR_FILENO, line, len); /* nowhere to report */
	return code;
}

enum exitcode out_no_unit(const char *name, const char *near)
{
	return out_fail(EXITCODE_NO_UNIT, "no such unit: '%s'%s%s%s", name,
		near ? " (did you mean '" : "", near ? near : "",
		near ? "'?)" : "");
}

size_t out_columns(void)
{
	struct winsize size = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

bool out_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) &&
	       !(term && strcmp(term, "dumb") == 0);
}
