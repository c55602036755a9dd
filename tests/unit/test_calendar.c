/* SPDX-License-Identifier: MIT */
/*
 * Calendar events: texts against their normal forms, what comes next, what is
 * refused and why.
 * Links: supervisor/units/text/calendar.c images/date.c
 * Links: init/fmt.c init/text.c
 */
#include "supervisor/units/text/calendar.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static int64_t seconds(const char *text)
{
	struct tm tm = {0};

	if (sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year, &tm.tm_mon,
		    &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) < 3)
		abort();
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return timegm(&tm);
}

static struct calendar parsed(const char *text)
{
	struct calendar c;
	const char *why = "";

	if (calendar_parse(text, &c, &why) < 0) {
		ok(false, "%s is taken: %s", text, why);
		memset(&c, 0, sizeof(c));
	}
	return c;
}

static bool same(const struct calendar *a, const struct calendar *b)
{
	return !memcmp(a->years, b->years, sizeof(a->years)) &&
	       a->months == b->months && a->days == b->days &&
	       a->hours == b->hours && a->minutes == b->minutes &&
	       a->seconds == b->seconds && a->weekdays == b->weekdays &&
	       a->from_end == b->from_end;
}

/* systemd.time(7)'s tables, then more of the kind. */
static void test_normal_forms(void)
{
	static const char *const rows[][2] = {
		{"minutely", "*-*-* *:*:00"},
		{"hourly", "*-*-* *:00:00"},
		{"daily", "*-*-* 00:00:00"},
		{"monthly", "*-*-01 00:00:00"},
		{"weekly", "Mon *-*-* 00:00:00"},
		{"yearly", "*-01-01 00:00:00"},
		{"annually", "*-01-01 00:00:00"},
		{"quarterly", "*-01,04,07,10-01 00:00:00"},
		{"semiannually", "*-01,07-01 00:00:00"},
		{"Sat,Thu,Mon..Wed,Sat..Sun",
			"Mon..Thu,Sat,Sun *-*-* 00:00:00"},
		{"Mon,Sun 12-*-* 2,1:23", "Mon,Sun 2012-*-* 01,02:23:00"},
		{"Wed *-1", "Wed *-*-01 00:00:00"},
		{"Wed..Wed,Wed *-1", "Wed *-*-01 00:00:00"},
		{"Wed, 17:48", "Wed *-*-* 17:48:00"},
		{"Wed..Sat,Tue 12-10-16 1:2:3", "Tue..Sat 2012-10-16 01:02:03"},
		{"*-*-7 0:0:0", "*-*-07 00:00:00"},
		{"10-15", "*-10-15 00:00:00"},
		{"monday *-12-* 17:00", "Mon *-12-* 17:00:00"},
		{"Mon,Fri *-*-3,1,2 *:30:45", "Mon,Fri *-*-01,02,03 *:30:45"},
		{"12,14,13,12:20,10,30", "*-*-* 12,13,14:10,20,30:00"},
		{"12..14:10,20,30", "*-*-* 12,13,14:10,20,30:00"},
		{"mon,fri *-1/2-1,3 *:30:45",
			"Mon,Fri *-01,03,05,07,09,11-01,03 *:30:45"},
		{"03-05 08:05:40", "*-03-05 08:05:40"},
		{"08:05:40", "*-*-* 08:05:40"},
		{"05:40", "*-*-* 05:40:00"},
		{"Sat,Sun 12-05 08:05:40", "Sat,Sun *-12-05 08:05:40"},
		{"Sat,Sun 08:05:40", "Sat,Sun *-*-* 08:05:40"},
		{"2003-03-05 05:40", "2003-03-05 05:40:00"},
		{"2003-02..04-05", "2003-02,03,04-05 00:00:00"},
		{"2003-03-05 05:40 UTC", "2003-03-05 05:40:00"},
		{"2003-03-05", "2003-03-05 00:00:00"},
		{"03-05", "*-03-05 00:00:00"},
		{"daily UTC", "*-*-* 00:00:00"},
		{"*:2/3", "*-*-* *:02,05,08,11,14,17,20,23,26,29,32,35,38,41,"
			  "44,47,50,53,56,59:00"},
		{"DAILY utc", "daily"},
		{" Mon-Fri,  10:00  UTC", "Mon,Tue,Wed,Thu,Fri 10:00"},
		{"Mon..Sun 1970..2199-1..12-1..31", "daily"},
		{"*-*-* *:*:0..59", "*:*:*"},
		{"*:*:10..40/15", "*:*:10,25,40"},
		{"*:*:10..39/15", "*:*:10,25"},
		{"*:10..15/60", "*:10"},
		{"20..23,0..6:0", "0,1,2,3,4,5,6,20,21,22,23:0"},
		{"69,70-1-1", "2069,1970-1-1"},
		{"1970/100-1-1", "1970,2070,2170-1-1"},
		{"2198/1-1-1", "2198,2199-1-1"},
		{"70..99/10-1-1", "1970,1980,1990-1-1"},
		{"*~07/1", "*~1..7"},
		{"*~07/2", "*~1,3,5,7"},
		{"*~06/4", "*~6,2"},
		{"*~2..7/3", "*~2,5"},
		{"*-2~3", "2~03"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct calendar a = parsed(rows[i][0]);
		struct calendar b = parsed(rows[i][1]);

		ok(same(&a, &b), "%s is %s", rows[i][0], rows[i][1]);
	}
}

static void test_next(void)
{
	static const char never[] = "never";
	static const struct {
		const char *text, *after, *want;
	} rows[] = {
		{"minutely", "2024-02-28 23:59:00", "2024-02-29"},
		{"minutely", "2024-02-29 23:59:59", "2024-03-01"},
		{"hourly", "2023-12-31 23:00:00", "2024-01-01"},
		{"daily", "2024-05-05", "2024-05-06"},
		{"daily", "2024-05-04 23:59:59", "2024-05-05"},
		{"weekly", "2024-05-05", "2024-05-06"},
		{"weekly", "2024-05-06", "2024-05-13"},
		{"monthly", "2024-01-31 12:00", "2024-02-01"},
		{"quarterly", "2024-10-01", "2025-01-01"},
		{"semiannually", "2024-01-01", "2024-07-01"},
		{"yearly", "2024-01-01", "2025-01-01"},
		{"*:*:*", "2024-12-31 23:59:59", "2025-01-01"},
		{"*:*:59", "2024-05-05 10:59:59", "2024-05-05 11:00:59"},
		{"10:20:30", "2024-05-05 10:20:29", "2024-05-05 10:20:30"},
		{"10:20:30", "2024-05-05 10:20:30", "2024-05-06 10:20:30"},
		{"10:20:30", "2024-05-05 10:21:00", "2024-05-06 10:20:30"},
		{"8,20:15:30", "2024-05-05 08:16:00", "2024-05-05 20:15:30"},
		{"*:5:0", "2024-05-05 10:05:00", "2024-05-05 11:05:00"},
		{"*:0/15", "2024-05-05 10:44:59", "2024-05-05 10:45:00"},
		{"*:0/15", "2024-05-05 10:45:00", "2024-05-05 11:00:00"},
		{"Mon..Fri 9:00", "2024-05-03 09:00", "2024-05-06 09:00"},
		{"Sat,Sun 9:00", "2024-05-03 09:00", "2024-05-04 09:00"},
		/* lengths of months */
		{"*-31", "2024-01-31", "2024-03-31"},
		{"*-30", "2024-01-30", "2024-03-30"},
		{"*-29", "2023-01-29", "2023-03-29"},
		{"*-29", "2024-01-29", "2024-02-29"},
		{"*~1", "2024-02-01", "2024-02-29"},
		{"*~1", "2023-02-01", "2023-02-28"},
		{"*~1", "2024-04-30", "2024-05-31"},
		{"*~1", "2024-12-31", "2025-01-31"},
		{"*~28", "2023-02-01", "2023-03-04"},
		{"*~*", "2024-05-30", "2024-05-31"},
		{"*-02~03", "2024-05-05", "2025-02-26"},
		{"*-02~03", "2027-05-05", "2028-02-27"},
		{"Mon *-05~07/1", "2024-05-05", "2024-05-27"},
		{"Mon *-05~07/1", "2026-05-25", "2027-05-31"},
		{"Fri *-1..7", "2024-05-03", "2024-06-07"},
		/* leap years */
		{"2-29", "2024-02-29", "2028-02-29"},
		{"2-29", "1996-02-29", "2000-02-29"},
		{"2-29", "2096-02-29", "2104-02-29"},
		{"Mon 2-29", "2024-02-29", "2044-02-29"},
		{"Mon 2-29", "2072-02-29", "2112-02-29"},
		{"Mon *-10-10", "2024-05-05", "2033-10-10"},
		/* the ends of time */
		{"*:*:*", "1969-01-01", "1970-01-01"},
		{"*:*:*", "1970-01-01", "1970-01-01 00:00:01"},
		{"Thu 70-1-1", "1969-12-31 23:59:59", "1970-01-01"},
		{"*:*:*", "2199-12-31 23:59:58", "2199-12-31 23:59:59"},
		{"*:*:*", "2199-12-31 23:59:59", never},
		{"daily", "2199-12-31", never},
		{"10:00", "2199-12-31 10:00", never},
		{"2003-03-05", "2003-03-04", "2003-03-05"},
		{"2003-03-05", "2003-03-05", never},
		{"2020..2030/4-1-1", "2024-05-05", "2028-01-01"},
		{"2020..2030/4-1-1", "2028-05-05", never},
		{"2196-2-29", "1970-01-01", "2196-02-29"},
		{"*:*", "2300-01-01", never},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct calendar c = parsed(rows[i].text);
		char text[100];

		snprintf(text, sizeof(text), "%s: %s after %s", rows[i].text,
			rows[i].want, rows[i].after);
		is_int(calendar_next(&c, seconds(rows[i].after)),
			rows[i].want == never ? -1 : seconds(rows[i].want),
			text);
	}
}

static void test_refused(void)
{
	static const char *const rows[][2] = {
		{"", "empty"},
		{"  ", "empty"},
		{"today", "unknown word"},
		{"UTC", "unknown word"},
		{"Tues", "unknown word"},
		{"Mon,,Tue", "unknown word"},
		{"Mon..", "unknown word"},
		{"Mon..Wed..Fri", "blank"},
		{"Mon..Fri/2", "blank"},
		{"Mon17:00", "blank"},
		{"Sat..Mon", "a range of weekdays"},
		{"Mon,17:48", "unknown word"},
		{"12", "hh:mm"},
		{"*", "hh:mm"},
		{"1..5", "hh:mm"},
		{"@1700000000", "hh:mm"},
		{"*-*-* 10", "hh:mm:ss"},
		{"12:", "a minute is"},
		{"1:2:3:4", "hh:mm:ss"},
		{"24:00", "an hour is"},
		{"-1:00", "an hour is"},
		{"+1:00", "an hour is"},
		{"1:60", "a minute is"},
		{"1:2:60", "a second is"},
		{"4294967296:00", "an hour is"},
		{"18446744073709551617:00", "an hour is"},
		{"1:1..18446744073709551617", "a minute is"},
		{"0/18446744073709551617:0", "repeats"},
		{"0..9/18446744073709551617:0", "hh:mm"},
		{"20..6:0", "range ends"},
		{"1,:0", "an hour is"},
		{"1,*:0", "an hour is"},
		{"*,1:0", "hh:mm"},
		{"1..:0", "an hour is"},
		{"*..5:0", "hh:mm"},
		{"1...3:0", "an hour is"},
		{"1..3..5:0", "hh:mm"},
		{"5:0/1..9", "hh:mm"},
		{"5:0/1/2", "hh:mm"},
		{"0/0:0", "above 0"},
		{"0/:0", "above 0"},
		{"0..5/0:0", "above 0"},
		{"10:59/1", "repeats"},
		{"1-31/2", "repeats"},
		{"*~1/1", "repeats"},
		{"*~5/5", "repeats"},
		{"2199/1-1-1", "repeats"},
		{"*:*/5", "cron"},
		{"*/2-*-*", "cron"},
		{"13-01", "a month is"},
		{"0-1-0", "a day is"},
		{"*-32", "a day is"},
		{"*~29", "\"~\""},
		{"*~0", "\"~\""},
		{"*-7~5~1", "YYYY-MM-DD"},
		{"*~7-5", "YYYY-MM-DD"},
		{"1-2-3-4", "YYYY-MM-DD"},
		{"1-", "a day is"},
		{"1-2x", "YYYY-MM-DD"},
		{"2024-*", "a month is"},
		{"100-1-1", "a year is"},
		{"1960-1-1", "a year is"},
		{"2200-1-1", "a year is"},
		{"2190..2200-1-1", "a year is"},
		{"1..99-1-1", "a range ends"},
		{"05:40:23.4200004/3.1700005", "fractions"},
		{"10:00:5.0", "fractions"},
		{"10:00:*.5", "fractions"},
		{"weekly Pacific/Auckland", "UTC"},
		{"10:00 GMT", "UTC"},
		{"10:00 +02:00", "UTC"},
		{"10:00 UTC UTC", "UTC"},
		{"10:00 UTC+1", "UTC"},
		{"10:00UTC", "hh:mm"},
		{"10:00Z", "hh:mm"},
		{"2020-01-01T10:00", "an hour is"},
		{"daily 10:00", "UTC"},
		{"Mon daily", "UTC"},
		{"10:10 10-10", "UTC"},
		{"Mon\t10:00", "blank"},
		{"2-30", "no such day"},
		{"*-2,4,6,9,11-31", "no such day"},
		{"2023-2-29", "no such day"},
		{"2100-2-29", "no such day"},
		{"Mon 2024-05-05", "no such day"},
		/* from systemd.time(7), but 2012-10-15 was a Monday */
		{"Wed..Sat,Tue 12-10-15 1:2:3", "no such day"},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct calendar c = {.months = 77};
		const char *why = NULL;
		int rc = calendar_parse(rows[i][0], &c, &why);

		ok(rc == -EINVAL && why && strstr(why, rows[i][1]) &&
				c.months == 77,
			"\"%s\" is refused: %s", rows[i][0], why ? why : "?");
	}
}

int main(void)
{
	test_normal_forms();
	test_next();
	test_refused();
	return done_testing();
}
