/* SPDX-License-Identifier: MIT */
/*
 * Problems of unit files on their way to the log and into the unit.  Never
 * fails to log; a message that is too long is cut, since it quotes the file.
 */
#include "supervisor/units/report.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#define REPORT_TEXT_MAX 800

/* Replaces what would break a log line or a JSON string. */
static void clean(char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len;) {
		size_t n = utf8_length(text + i, len - i);

		if (n == 0 || (unsigned char)text[i] < ' ' || text[i] == 0x7f) {
			text[i] = '?';
			n = 1;
		}
		i += n;
	}
}

__attribute__((format(printf, 5, 0))) static void compose(
	const struct report *r, unsigned line, char *text, size_t size,
	const char *format, va_list ap)
{
	size_t len;

	if (line)
		(void)fmt_print(text, size, "%s:%u: ", r->path, line);
	else
		(void)fmt_print(text, size, "%s: ", r->path);
	len = strlen(text);
	(void)fmt_vprint(text + len, size - len, format, ap);
	clean(text);
}

void report_error(struct report *r, unsigned line, const char *format, ...)
{
	char text[REPORT_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	compose(r, line, text, sizeof(text), format, ap);
	va_end(ap);
	if (r->problems++ < REPORT_LOGGED_MAX)
		log_err("%s", text);
	if (!r->failed) {
		r->first = strdup(text);
		r->no_memory |= !r->first;
	}
	r->failed = true;
}

void report_warning(struct report *r, unsigned line, const char *format, ...)
{
	char text[REPORT_TEXT_MAX];
	va_list ap;

	va_start(ap, format);
	compose(r, line, text, sizeof(text), format, ap);
	va_end(ap);
	if (r->problems++ < REPORT_LOGGED_MAX)
		log_warn("%s", text);
}

void report_end(const struct report *r)
{
	if (r->problems > REPORT_LOGGED_MAX)
		log_err("%s: %u more problems", r->path,
			r->problems - REPORT_LOGGED_MAX);
}
