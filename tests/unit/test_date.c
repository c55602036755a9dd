/* SPDX-License-Identifier: MIT */
/*
 * Dates are the C library's, and nothing else is one.
 * Links: images/date.c init/fmt.c init/text.c
 */
#include "images/date.h"
#include "tests/unit/tap.h"

#include <string.h>
#include <time.h>

int main(void)
{
	char out[DATE_TEXT], want[64];

	date_write(out, 1795442531);
	is_str(out, "2026-11-23T14:02:11Z", "a time");
	is_int(date_read(out, strlen(out)), 1795442531, "and back");
	date_write(out, 0);
	is_str(out, "1970-01-01T00:00:00Z", "the epoch");
	date_write(out, INT64_MAX);
	is_str(out, "?", "a time beyond all calendars");
	date_write(out, -1);
	is_str(out, "?", "or before ours");
	is_int(date_read("2024-02-29T00:00:00Z", 20), 1709164800, "a leap day");
	is_int(date_read("2025-02-29T00:00:00Z", 20), -1, "a day that was not");
	is_int(date_read("2026-11-23T14:02:11", 19), -1, "no zone");
	is_int(date_read("2026-11-23 14:02:11Z", 20), -1, "no T");
	is_int(date_read("2026-1x-23T14:02:11Z", 20), -1, "no digit");
	is_int(date_read("2026-12-32T00:00:00Z", 20), -1, "no such day");
	is_int(date_read("2026-13-01T00:00:00Z", 20), -1, "no such month");
	is_int(date_read("1969-12-31T23:59:59Z", 20), -1, "before all time");
	for (int64_t t = 0; t < 253402300800; t += 86399 * 7 + 12345) {
		struct tm tm;
		time_t at = (time_t)t;

		date_write(out, t);
		(void)strftime(
			want, sizeof(want), "%FT%TZ", gmtime_r(&at, &tm));
		if (strcmp(out, want) || date_read(out, strlen(out)) != t)
			is_str(out, want, "as the C library says");
	}
	date_write(out, 253402300799);
	is_str(out, "9999-12-31T23:59:59Z", "the last one");
	date_write(out, 253402300800);
	is_str(out, "?", "a year of five digits");
	return done_testing();
}
