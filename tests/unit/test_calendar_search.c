/* SPDX-License-Identifier: MIT */
/*
 * The search for the next calendar event against scans of all days that
 * gmtime_r(3) knows, and of seconds.
 * Links: supervisor/units/text/calendar.c images/date.c
 * Links: init/fmt.c init/text.c
 */
#include "supervisor/units/text/calendar.h"
#include "tests/unit/tap.h"

#include <stdlib.h>
#include <time.h>

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

#define DAY_S       86400
#define DAYS        84006 /* 1970 to 2199 */

/* What gmtime_r says of each day. */
static struct day {
	int year, month, day, length, weekday;
} days[DAYS + 1];

static void fill_days(void)
{
	for (int i = 0; i <= DAYS; i++) {
		time_t t = (time_t)i * DAY_S;
		struct tm tm;

		gmtime_r(&t, &tm);
		days[i] = (struct day){tm.tm_year + 1900, tm.tm_mon + 1,
			tm.tm_mday, 0, (tm.tm_wday + 6) % 7};
		if (tm.tm_mday == 1)
			for (int j = i - 1; j >= 0 && !days[j].length; j--)
				days[j].length = days[i - 1].day;
	}
	ok(days[DAYS].year == 2200 && days[DAYS].day == 1,
		"gmtime_r knows the days from 1970 to 2199");
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

/* Claims written in C, that the search is held to on every day there is. */
static bool workday(const struct day *d)
{
	return d->weekday < 5;
}

static bool leap_sunday(const struct day *d)
{
	return d->month == 2 && d->day == 29 && d->weekday == 6;
}

static bool last_day(const struct day *d)
{
	return d->day == d->length;
}

static bool last_friday(const struct day *d)
{
	return d->weekday == 4 && d->day > d->length - 7;
}

static bool second_tuesday(const struct day *d)
{
	return d->weekday == 1 && d->day > 7 && d->day <= 14;
}

static bool fridays_13th(const struct day *d)
{
	return d->weekday == 4 && d->day == 13;
}

static bool every_third_year(const struct day *d)
{
	return d->year >= 2001 && (d->year - 2001) % 3 == 0 &&
	       (d->month == 2 || d->month == 12) && d->day >= 28;
}

static bool odd_last_days(const struct day *d)
{
	int from_end = d->length + 1 - d->day;

	return d->month % 2 == 1 && from_end <= 9 && from_end % 4 == 1;
}

static bool thirty_first(const struct day *d)
{
	return d->day == 31;
}

static bool new_year(const struct day *d)
{
	return d->month == 1 && d->day == 1 && d->year % 100 == 0;
}

static void test_all_days(void)
{
	static const struct {
		const char *text;
		bool (*claim)(const struct day *);
	} rows[] = {
		{"Mon..Fri", workday},
		{"Sun 2-29", leap_sunday},
		{"*~1", last_day},
		{"Fri *~7/1", last_friday},
		{"Tue *-8..14", second_tuesday},
		{"Fri *-13", fridays_13th},
		{"2001/3-2,12-28..31", every_third_year},
		{"*-1/2~9/4", odd_last_days},
		{"*-31", thirty_first},
		{"2000,2100-1-1", new_year},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct calendar c = parsed(rows[i].text);
		int64_t want = -1;
		int bad = 0, found = 0;

		for (int d = DAYS - 1; d >= 0; d--) {
			if (rows[i].claim(&days[d])) {
				want = (int64_t)d * DAY_S;
				found++;
			}
			bad += calendar_next(&c, (int64_t)d * DAY_S - 1) !=
			       want;
		}
		ok(bad == 0 && found > 0, "%s: on %d of %d days, as scanned",
			rows[i].text, found, DAYS);
	}
}

/* Random events and a model of them that shares nothing with parsing */

struct item {
	int start, stop, step; /* values from start, up or down to stop */
};

struct component {
	struct item items[3];
	int count; /* 0: "*" */
};

enum {
	YEAR,
	MONTH,
	DAY,
	HOUR,
	MINUTE,
	SECOND,
	COMPONENTS
};

struct model {
	struct component of[COMPONENTS];
	unsigned weekdays; /* 0: not said */
	bool from_end;
};

static uint32_t seed = 1;

static int chance(int below) /* 0 to below - 1 */
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return (int)(seed % (uint32_t)below);
}

static void make_component(
	struct component *c, int min, int max, bool from_end, char **text)
{
	c->count = chance(4);
	if (!c->count)
		*text += sprintf(*text, "*");
	for (int i = 0; i < c->count; i++) {
		struct item *item = &c->items[i];

		*item = (struct item){min + chance(max - min + 1), 0, 1};
		item->stop = item->start + chance(max - item->start + 1);
		if (chance(2))
			item->step = 1 + chance(max);
		*text += sprintf(*text, "%s%0*d", i ? "," : "", 1 + chance(3),
			item->start);
		switch (chance(3)) {
		case 0:
			item->stop = item->start;
			break;
		case 1:
			*text += sprintf(*text, "..%d", item->stop);
			if (item->step > 1)
				*text += sprintf(*text, "/%d", item->step);
			break;
		default:
			item->stop = from_end ? min : max;
			if (abs(item->stop - item->start) < item->step) {
				item->stop = item->start;
				break;
			}
			*text += sprintf(*text, "/%d", item->step);
		}
	}
}

static void make_event(struct model *m, char *text)
{
	static const char *const names[] = {
		"Mon", "tuesday", "WED", "Thu", "friday", "sat", "Sunday"};

	m->weekdays = chance(2) ? 0 : 1U + (unsigned)chance(126);
	m->from_end = chance(3) == 0;
	*text = 0;
	for (int i = 0; i < 7; i++)
		if (m->weekdays >> i & 1)
			text += sprintf(text, "%s,", names[i]);
	if (m->weekdays)
		text[-1] = ' ';
	make_component(&m->of[YEAR], 1970, 2199, false, &text);
	*text++ = '-';
	make_component(&m->of[MONTH], 1, 12, false, &text);
	*text++ = m->from_end ? '~' : '-';
	make_component(
		&m->of[DAY], 1, m->from_end ? 28 : 31, m->from_end, &text);
	*text++ = ' ';
	make_component(&m->of[HOUR], 0, 23, false, &text);
	*text++ = ':';
	make_component(&m->of[MINUTE], 0, 59, false, &text);
	*text++ = ':';
	make_component(&m->of[SECOND], 0, 59, false, &text);
	*text = 0;
}

static bool in(const struct component *c, int value)
{
	for (int i = 0; i < c->count; i++) {
		const struct item *item = &c->items[i];
		int low = item->start, high = item->stop;

		if (low > high) {
			low = item->stop;
			high = item->start;
		}
		if (value >= low && value <= high &&
			abs(value - item->start) % item->step == 0)
			return true;
	}
	return c->count == 0;
}

static bool day_in(const struct model *m, const struct day *d)
{
	return (!m->weekdays || m->weekdays >> d->weekday & 1) &&
	       in(&m->of[YEAR], d->year) && in(&m->of[MONTH], d->month) &&
	       in(&m->of[DAY], m->from_end ? d->length + 1 - d->day : d->day);
}

static bool second_in(const struct model *m, int64_t t)
{
	int s = (int)(t % DAY_S);

	return in(&m->of[HOUR], s / 3600) && in(&m->of[MINUTE], s / 60 % 60) &&
	       in(&m->of[SECOND], s % 60);
}

/* The first event after, by the model, day by day and second by second. */
static int64_t scan(const struct model *m, int64_t after)
{
	for (int64_t t = after + 1; t < (int64_t)DAYS * DAY_S;) {
		if (!day_in(m, &days[t / DAY_S]))
			t += DAY_S - t % DAY_S;
		else if (!second_in(m, t))
			t++;
		else
			return t;
	}
	return -1;
}

static void test_random(void)
{
	int taken = 0, wrong = 0, unordered = 0, refused = 0;

	for (int i = 0; i < 1000; i++) {
		int64_t t = (int64_t)chance(DAYS) * DAY_S + chance(DAY_S);
		int64_t last = -1;
		struct model m;
		struct calendar c;
		const char *why;
		char text[1000];

		make_event(&m, text);
		if (calendar_parse(text, &c, &why) < 0) {
			refused++;
			wrong += scan(&m, -1) != -1;
			continue;
		}
		taken++;
		for (int n = 0; n < 4 && t >= 0; n++) {
			int64_t next = calendar_next(&c, t);

			if (next != scan(&m, t) && wrong++ < 5)
				printf("# %s after %lld: %lld\n", text,
					(long long)t, (long long)next);
			if (next >= 0 &&
				(next <= t || next < last ||
					calendar_next(&c, next - 1) != next ||
					calendar_next(
						&c, t + (next - 1 - t) / 2) !=
						next))
				unordered++;
			last = next;
			t = n % 2 ? next : next < 0 ? -1 : t + chance(DAY_S);
		}
	}
	ok(wrong == 0 && taken > 900,
		"%d random events come when a scan says, %d never", taken,
		refused);
	is_int(unordered, 0, "later seconds have no earlier events");
}

static void test_all_seconds(void)
{
	static const char *const texts[] = {"*:*:*", "*:*:7/13",
		"5..7,23:0,59:0,59", "0/5:3..50/9:59", "1-1 *:30:10",
		"*~1 23:*:0/20", "Tue,Wed 0:0", "12-31 23:59:59"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct calendar c = parsed(texts[i]);
		int64_t t = 1735776000, next = calendar_next(&c, t);
		int bad = 0;

		/* backwards through a year's end: each second is next or not */
		for (; t > 1735516800; t--) {
			struct day *d = &days[t / DAY_S];
			int s = (int)(t % DAY_S);
			bool is = c.months >> (d->month - 1) & 1 &&
				  c.weekdays >> d->weekday & 1 &&
				  c.days >> (c.from_end ? d->length - d->day
							: d->day - 1) &
					  1 &&
				  c.hours >> s / 3600 & 1 &&
				  c.minutes >> s / 60 % 60 & 1 &&
				  c.seconds >> s % 60 & 1;

			next = is ? t : next;
			bad += calendar_next(&c, t - 1) != next;
		}
		ok(bad == 0, "%s: right after every second of three days",
			texts[i]);
	}
}

int main(void)
{
	fill_days();
	test_all_days();
	test_random();
	test_all_seconds();
	return done_testing();
}
