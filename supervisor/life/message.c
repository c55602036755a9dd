/* SPDX-License-Identifier: MIT */
/* The lines of sd_notify(3), NAME=VALUE each.  Pure. */
#include "supervisor/life/message.h"

#include "init/utf8.h"
#include "supervisor/units/text/value.h"

#include <string.h>

/* The value of a line that begins with name; NULL: it begins otherwise. */
static const char *value_of(
	const char *line, size_t len, const char *name, size_t *value_len)
{
	size_t n = strlen(name);

	if (len < n || memcmp(line, name, n) != 0)
		return NULL;
	*value_len = len - n;
	return line + n;
}

static bool is(const char *line, size_t len, const char *text)
{
	return len == strlen(text) && memcmp(line, text, len) == 0;
}

/* The status stands in a column of a table, so a tab becomes a blank. */
static void take_status(const char *text, size_t len, struct message *m)
{
	size_t out = 0;
	bool shown;

	m->has_status = true;
	for (size_t i = 0, n; i < len; i += n) {
		const char *as = text[i] == '\t' ? " " : "?";

		n = utf8_step(text + i, len - i, &shown);
		shown = shown && text[i] != '\t';
		if (out + (shown ? n : 1) >= MESSAGE_STATUS_MAX)
			break;
		memcpy(m->status + out, shown ? text + i : as, shown ? n : 1);
		out += shown ? n : 1;
	}
	m->status[out] = 0;
}

/* Microseconds to milliseconds, rounded up; 0 if the text is no number. */
static int64_t extend(const char *text, size_t len)
{
	int64_t us = 0;

	if (len == 0)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		us = us * 10 + (text[i] - '0');
		if (us > VALUE_TIME_MAX_MS * 1000)
			return VALUE_TIME_MAX_MS;
	}
	return (us + 999) / 1000;
}

static void take_line(const char *line, size_t len, struct message *m)
{
	size_t n;
	const char *value;

	m->ready |= is(line, len, "READY=1");
	m->stopping |= is(line, len, "STOPPING=1");
	m->reloading |= is(line, len, "RELOADING=1");
	m->alive |= is(line, len, "WATCHDOG=1");
	m->trigger |= is(line, len, "WATCHDOG=trigger");
	if ((value = value_of(line, len, "STATUS=", &n)))
		take_status(value, n, m);
	if ((value = value_of(line, len, "EXTEND_TIMEOUT_USEC=", &n)))
		m->extend_ms = extend(value, n);
}

void message_read(const char *text, size_t len, struct message *m)
{
	*m = (struct message){0};
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t n = end ? (size_t)(end - text) : len;

		take_line(text, n, m);
		n += end != NULL;
		text += n;
		len -= n;
	}
}
