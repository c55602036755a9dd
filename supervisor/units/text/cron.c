/* SPDX-License-Identifier: MIT */
/*
 * Turns entries of cron into calendar events, for the hint to who has written
 * one in OnCalendar=.
 */
#include "supervisor/units/text/cron.h"

#include "init/text.h"
#include "supervisor/units/text/calendar.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define FIELDS 5 /* minute, hour, day, month, weekday */

/* Appends a field; the repetitions of a star begin with first. */
static void put_field(
	struct text *t, const char *p, const char *first, bool weekday)
{
	static const char names[] = "SunMonTueWedThuFriSatSun";

	for (; *p && *p != ' '; p++)
		if (*p == '-')
			text_put(t, "..");
		else if (*p == '*' && p[1] == '/')
			text_put(t, "%s", first);
		else if (weekday && *p >= '0' && *p <= '7')
			text_put(t, "%.3s", names + 3 * (*p - '0'));
		else
			text_put(t, "%.1s", p);
}

int cron_translate(const char *text, char *out, size_t size)
{
	struct text t = {.buf = out, .size = size};
	const char *field[FIELDS + 1] = {text}, *why;
	struct calendar parsed;
	size_t n = 1;

	for (const char *p = text; n <= FIELDS && (p = strchr(p, ' '));)
		field[n++] = p += strspn(p, " ");
	if (*text == '@') {
		text_put(&t, "%s", text + 1);
	} else if (n == FIELDS && (*field[2] == '*' || *field[4] == '*')) {
		if (*field[4] != '*') {
			put_field(&t, field[4], "", true);
			text_put(&t, " ");
		}
		text_put(&t, "*-");
		put_field(&t, field[3], "1", false);
		text_put(&t, "-");
		put_field(&t, field[2], "1", false);
		text_put(&t, " ");
		put_field(&t, field[1], "0", false);
		text_put(&t, ":");
		put_field(&t, field[0], "0", false);
	} else {
		return -EINVAL;
	}
	return t.rc < 0 ? -EINVAL : calendar_parse(out, &parsed, &why);
}
