/* SPDX-License-Identifier: MIT */
/*
 * Calendar events of .timer units: parses them, and finds the next time of one.
 * Pure: reads neither a clock nor a time zone.
 *
 * Each component of an event is a set of bits, also the years, so that lists,
 * ranges and repetitions need no code after parsing and may have any length.
 *
 * How long a search may take: calendar_next() looks at each day at most once,
 * up to the end of 2199, and skips years and months that are not in their sets.
 * At most that is 84,006 days, and only for an event that never happens, which
 * calendar_parse() refuses.  The longest time between two events of any year is
 * that of 29 February on a given weekday: 40 years, with 29 days looked at in
 * each.
 */
#include "supervisor/units/text/calendar.h"

#include "images/date.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define DAY_S     86400
#define NONE      64 /* what lowest() returns if there is no such bit */
#define NUMBER_OK 9999

/* The values that a component may have; min is bit 0 of its set. */
struct range {
	int min, max;
	const char *why; /* the message for another value */
};

static const struct range a_year = {CALENDAR_YEAR_MIN, CALENDAR_YEAR_MAX,
	"a year is 1970 to 2199 or its last two digits"};
static const struct range a_month = {1, 12, "a month is 1 to 12"};
static const struct range a_day = {1, 31, "a day is 1 to 31"};
/* As in systemd: every month has a 28th last day. */
static const struct range a_last_day = {1, 28, "a day after \"~\" is 1 to 28"};
static const struct range an_hour = {0, 23, "an hour is 0 to 23"};
static const struct range a_minute = {0, 59, "a minute is 0 to 59"};
static const struct range a_second = {0, 59, "a second is 0 to 59"};

static bool has(const uint64_t *set, int bit)
{
	return set[bit / 64] >> bit % 64 & 1;
}

/* The lowest bit of the set that is at least `from` (< 64), or NONE. */
static int lowest(uint64_t set, int from)
{
	set = set >> from << from;
	return set ? __builtin_ctzll(set) : NONE;
}

/* The first day >= from of the month that begins with day `first`; -1: none. */
static int next_in_month(
	const struct calendar *c, int first, int length, int from)
{
	for (int i = from > first ? from - first : 0; i < length; i++) {
		int weekday = (first + i + 3) % 7; /* 0: Monday */

		if (c->weekdays >> weekday & 1 &&
			has(&c->days, c->from_end ? length - 1 - i : i))
			return first + i;
	}
	return -1;
}

/* The first day >= from; -1: there is none. */
static int next_day(const struct calendar *c, int from)
{
	/* The year of the day, or the one before. */
	int year = 1970 + from / 366;

	for (; year <= CALENDAR_YEAR_MAX; year++) {
		if (!has(c->years, year - CALENDAR_YEAR_MIN))
			continue;
		for (int month = 1; month <= 12; month++) {
			int first = date_day(year, month, 1);
			int length = date_day(year, month + 1, 1) - first;
			int day = -1;

			if (has(&c->months, month - 1))
				day = next_in_month(c, first, length, from);
			if (day >= 0)
				return day;
		}
	}
	return -1;
}

/* The first second of a day >= from (< DAY_S); -1: there is none. */
static int next_second(const struct calendar *c, int from)
{
	int hour = from / 3600;
	int minute = from / 60 % 60;
	int second = lowest(c->seconds, from % 60);
	int h, m;

	if (second == NONE)
		minute++;
	m = lowest(c->minutes, minute);
	if (m == NONE)
		hour++;
	h = lowest(c->hours, hour);
	if (h == NONE)
		return -1;
	if (h != hour || m == NONE)
		m = lowest(c->minutes, 0);
	if (h != from / 3600 || m != from / 60 % 60)
		second = lowest(c->seconds, 0);
	return h * 3600 + m * 60 + second;
}

int64_t calendar_next(const struct calendar *c, int64_t after_s)
{
	int64_t end_s = (int64_t)date_day(CALENDAR_YEAR_MAX + 1, 1, 1) * DAY_S;
	int from, day, second;

	if (after_s >= end_s - 1)
		return -1;
	after_s = after_s < 0 ? 0 : after_s + 1;
	from = (int)(after_s / DAY_S);
	day = next_day(c, from);
	second = next_second(c, day == from ? (int)(after_s % DAY_S) : 0);
	if (day >= 0 && second < 0) {
		day = next_day(c, day + 1);
		second = next_second(c, 0);
	}
	return day < 0 ? -1 : (int64_t)day * DAY_S + second;
}

static bool take(const char **p, const char *token)
{
	size_t n = strlen(token);

	if (strncmp(*p, token, n) != 0)
		return false;
	*p += n;
	return true;
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool number(const char **p, const struct range *r, int *out)
{
	const char *start = *p;
	int n = 0;

	for (; **p >= '0' && **p <= '9' && n <= NUMBER_OK; (*p)++)
		n = n * 10 + (**p - '0');
	if (r == &a_year && n < 100) /* 70 is 1970, 69 is 2069 */
		n += n < 70 ? 2000 : 1900;
	*out = n;
	return *p != start;
}

/*
 * Adds "5", "1..5", "1..5/2" or "1/2" to a set.  "1/2" ends with the range;
 * days that count from the end of the month end with its last day.  Returns
 * NULL, or why it is refused.
 */
static const char *item(const char **p, const struct range *r, uint64_t *set)
{
	int start, stop, step = 1;
	bool ranged, stepped;

	if (!number(p, r, &start))
		return r->why;
	stop = start;
	ranged = take(p, "..");
	if (ranged && !number(p, r, &stop))
		return r->why;
	stepped = take(p, "/");
	if (stepped && (!number(p, NULL, &step) || step == 0))
		return "after \"/\" there must be a number above 0";
	if (start < r->min || start > r->max || stop > r->max)
		return r->why;
	if (stop < start)
		return "a range ends before it starts; write two ranges";
	if (stepped && !ranged) {
		if (r == &a_last_day)
			start = (start - 1) % step + 1;
		else
			stop = r->max;
		if (stop - start < step)
			return "a repetition that never repeats";
	}
	for (int n = start - r->min; n <= stop - r->min; n += step)
		set[n / 64] |= (uint64_t)1 << n % 64;
	return NULL;
}

/*
 * Parses one component, "*" or a list.  Like the functions below, returns NULL,
 * or why it is refused.
 */
static const char *component(
	const char **p, const struct range *r, uint64_t *set)
{
	const char *why;

	memset(set, 0, r == &a_year ? 4 * sizeof(*set) : sizeof(*set));
	if (take(p, "*")) {
		for (int n = 0; n <= r->max - r->min; n++)
			set[n / 64] |= (uint64_t)1 << n % 64;
		return **p == '/'
			       ? "\"*/5\" is cron's syntax; write \"0/5\", or "
				 "\"1/5\" for days and months"
			       : NULL;
	}
	do
		why = item(p, r, set);
	while (!why && take(p, ","));
	return why;
}

static bool at_blank(const char *p)
{
	return *p == 0 || *p == ' ';
}

/* Parses "YYYY-MM-DD" or "MM-DD"; the last "-" may be "~". */
static const char *date(const char **p, struct calendar *c)
{
	static const char form[] = "a date is YYYY-MM-DD, MM-DD or, counted "
				   "from the month's end, MM~DD; a time is "
				   "hh:mm";
	const char *why = NULL;
	int dashes = 0;

	for (const char *s = *p; !at_blank(s); s++)
		dashes += *s == '-' || *s == '~';
	if (dashes == 2) {
		why = component(p, &a_year, c->years);
		if (!why && !take(p, "-"))
			why = form;
	}
	if (!why)
		why = dashes ? component(p, &a_month, &c->months) : form;
	if (why)
		return why;
	c->from_end = take(p, "~");
	if (!c->from_end && !take(p, "-"))
		return form;
	why = component(
		p, c->from_end && **p != '*' ? &a_last_day : &a_day, &c->days);
	return why || at_blank(*p) ? why : form;
}

/* Parses "hh:mm:ss" or "hh:mm". */
static const char *time_of_day(const char **p, struct calendar *c)
{
	static const char form[] = "a time is hh:mm:ss or hh:mm";
	const char *why = component(p, &an_hour, &c->hours);

	if (!why)
		why = take(p, ":") ? component(p, &a_minute, &c->minutes)
				   : form;
	if (!why && take(p, ":"))
		why = component(p, &a_second, &c->seconds);
	if (!why && **p == '.' && (*p)[1] != '.')
		why = "fractions of seconds are not supported";
	return why || at_blank(*p) ? why : form;
}

/* Takes a weekday, "Mon" or "monday": 0 to 6, or -1. */
static int weekday(const char **p)
{
	static const char *const names[] = {"monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday", "sunday"};
	size_t n = 0;

	while (is_letter((*p)[n]))
		n++;
	for (int i = 0; i < 7; i++)
		if ((n == 3 || n == strlen(names[i])) &&
			!strncasecmp(*p, names[i], n)) {
			*p += n;
			return i;
		}
	return -1;
}

/* Parses "Mon,Wed..Fri", also, as systemd, with a comma at the end. */
static const char *weekdays(const char **p, struct calendar *c)
{
	c->weekdays = 0;
	do {
		int start = weekday(p);
		int stop = start;

		if (start >= 0 && (take(p, "..") || take(p, "-")))
			stop = weekday(p);
		if (start < 0 || stop < 0)
			return "unknown word: there are Mon to Sun, minutely, "
			       "hourly, daily, weekly, monthly, quarterly, "
			       "semiannually, yearly, annually";
		if (stop < start)
			return "a range of weekdays ends before it starts; "
			       "write \"Sat,Sun,Mon\" for Sat to Mon";
		for (; start <= stop; start++)
			c->weekdays = (uint8_t)(c->weekdays | 1U << start);
	} while (take(p, ",") && !at_blank(*p));
	return at_blank(*p) ? NULL : "a blank must follow the weekdays";
}

/* The event that a word means ("daily"), with *p moved behind it; NULL: none.
 */
static const char *shorthand(const char **p)
{
	static const struct {
		const char *word, *text;
	} rows[] = {
		{"minutely", "*:*"},
		{"hourly", "*:0"},
		{"daily", "0:0"},
		{"weekly", "Mon"},
		{"monthly", "*-1"},
		{"quarterly", "1,4,7,10-1"},
		{"semiannually", "1,7-1"},
		{"yearly", "1-1"},
		{"annually", "1-1"},
	};
	size_t n = strcspn(*p, " ");

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (n == strlen(rows[i].word) &&
			!strncasecmp(*p, rows[i].word, n)) {
			*p += n;
			return rows[i].text;
		}
	return NULL;
}

/* Parses "[WEEKDAYS] [DATE] [TIME]"; parts that are missing stay as in *c. */
static const char *event(const char **p, struct calendar *c)
{
	const char *why = NULL;

	if (is_letter(**p))
		why = weekdays(p, c);
	*p += strspn(*p, " ");
	if (!why && **p && !is_letter(**p) && (*p)[strcspn(*p, ": ")] != ':')
		why = date(p, c);
	*p += strspn(*p, " ");
	if (!why && **p && !is_letter(**p))
		why = time_of_day(p, c);
	*p += strspn(*p, " ");
	return why;
}

int calendar_parse(const char *text, struct calendar *out, const char **why)
{
	struct calendar c = {.weekdays = 127};
	const char *defaults = "*-*-* 0:0:0";
	const char *meant, *bad;

	(void)event(&defaults, &c); /* cannot fail */
	text += strspn(text, " ");
	meant = shorthand(&text);
	bad = *text || meant ? event(meant ? &meant : &text, &c) : "empty";
	text += strspn(text, " ");
	if (!bad && *text && strcasecmp(text, "UTC") != 0)
		bad = "only \"UTC\" may follow: other time zones are not "
		      "supported";
	if (!bad && calendar_next(&c, -1) < 0)
		bad = "no such day from 1970 to 2199";
	if (bad) {
		*why = bad;
		return -EINVAL;
	}
	*out = c;
	return 0;
}
