/* SPDX-License-Identifier: MIT */
/*
 * Any text as a calendar event: what is taken comes, at seconds that rise and
 * are in its sets, whichever second before them is asked for.
 * Links: supervisor/units/text/calendar.c images/date.c
 * Links: init/fmt.c init/text.c
 */
#include "supervisor/units/text/calendar.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EVENTS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_in(const uint64_t *set, int bit)
{
	return (int)(set[bit / 64] >> bit % 64 & 1);
}

static void check(const struct calendar *c, int64_t second)
{
	time_t t = second;
	struct tm tm, last;

	gmtime_r(&t, &tm);
	last = (struct tm){.tm_year = tm.tm_year, .tm_mon = tm.tm_mon + 1};
	(void)timegm(&last); /* the day before the next month's first */
	if (!is_in(c->years, tm.tm_year - 70) ||
		!is_in(&c->months, tm.tm_mon) ||
		!is_in(&c->days, c->from_end ? last.tm_mday - tm.tm_mday
					     : tm.tm_mday - 1) ||
		!(c->weekdays >> (tm.tm_wday + 6) % 7 & 1) ||
		!is_in(&c->hours, tm.tm_hour) ||
		!is_in(&c->minutes, tm.tm_min) ||
		!is_in(&c->seconds, tm.tm_sec))
		abort();
}

static void walk(const struct calendar *c, int64_t after)
{
	for (int i = 0; i < EVENTS; i++) {
		int64_t next = calendar_next(c, after);

		if (next < 0)
			return;
		if (next <= after)
			abort();
		check(c, next);
		if (calendar_next(c, next - 1) != next ||
			calendar_next(c, after + (next - 1 - after) / 2) !=
				next)
			abort();
		after = next;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct calendar c;
	const char *why = NULL;
	uint32_t sum = 0;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	for (size_t i = 0; i < size; i++)
		sum = sum * 16777619 + data[i];
	if (calendar_parse(text, &c, &why) == 0) {
		if (calendar_next(&c, -1) < 0)
			abort();
		walk(&c, -1);
		walk(&c, sum);
		walk(&c, INT64_C(7258118400) - sum % 100000000);
	} else if (!why) {
		abort();
	}
	free(text);
	return 0;
}
