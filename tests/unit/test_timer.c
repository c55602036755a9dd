/* SPDX-License-Identifier: MIT */
/*
 * When timers start their units, with clocks that the test sets.
 * Links: supervisor/manager/timer.c supervisor/units/text/calendar.c
 * Links: images/date.c init/fmt.c init/text.c
 */
#include "supervisor/manager/timer.h"
#include "supervisor/units/text/calendar.h"
#include "supervisor/units/unit_timer.h"
#include "tests/unit/tap.h"

#define NEVER INT64_MAX
#define DAY_S INT64_C(86400)
#define NOON  (INT64_C(1800000000) / DAY_S * DAY_S + DAY_S / 2) /* in 2027 */

static struct timer_event events[4];
static struct calendar calendars[4];
static struct unit_timer spec = {.events = events};
static struct timer timer;
static struct timer_clock clock_now;
static struct timer_facts facts;

static void span(enum timer_base base, int64_t ms)
{
	events[spec.count++] = (struct timer_event){.base = base, .ms = ms};
}

static void calendar(const char *text)
{
	struct calendar *c = &calendars[spec.count];
	const char *why = "";

	ok(calendar_parse(text, c, &why) == 0, "%s %s", text, why);
	events[spec.count++] =
		(struct timer_event){.base = TIMER_CALENDAR, .calendar = c};
}

/* At mono_ms the wall clock says wall_s. */
static void at(int64_t mono_ms, int64_t wall_s)
{
	clock_now = (struct timer_clock){.mono_ms = mono_ms,
		.wall_ms = wall_s * 1000,
		.known = wall_s > 1700000000};
}

static void begin(int64_t stamp_s)
{
	timer_begin(&timer, &spec, &clock_now, stamp_s, 777);
}

static void fresh(void)
{
	spec = (struct unit_timer){.events = events};
	timer = (struct timer){.active_ms = 10000, .due_s = -1};
	facts = (struct timer_facts){0};
	at(10000, NOON);
}

static int64_t left(void)
{
	return timer_left(&timer, &spec, &facts, &clock_now);
}

static void test_spans(void)
{
	fresh();
	span(TIMER_BOOT, 30000);
	begin(0);
	is_int(left(), 20000, "OnBootSec= counts from boot");
	at(31000, NOON);
	is_int(left(), 0, "it is due, also late");
	facts.last_ms = 31000;
	is_int(left(), NEVER, "once");
	fresh();
	span(TIMER_ACTIVE, 5000);
	begin(0);
	is_int(left(), 5000, "OnActiveSec= counts from the timer's start");
	facts.last_ms = 16000;
	is_int(left(), NEVER, "once");
	fresh();
	span(TIMER_STARTED, 60000);
	begin(0);
	is_int(left(), NEVER, "OnUnitActiveSec= alone does nothing");
	facts.started_ms = 9000;
	is_int(left(), 59000, "it counts from the unit's start");
	facts.last_ms = 10000;
	is_int(left(), 60000, "or the timer's, if the unit was up already");
	fresh();
	span(TIMER_STOPPED, 60000);
	begin(0);
	facts.stopped_ms = 9500;
	is_int(left(), 59500, "OnUnitInactiveSec= counts from its end");
	facts.up = true;
	is_int(left(), NEVER, "not while it is up");
	fresh();
	span(TIMER_BOOT, 30000);
	span(TIMER_ACTIVE, 1000);
	begin(0);
	is_int(left(), 1000, "the first of several holds");
	spec.random_ms = 500;
	begin(0);
	is_int(left(), 1277, "a random delay is added");
}

static void test_calendar(void)
{
	fresh();
	calendar("*-*-* 12:00:10");
	begin(0);
	is_int(left(), 10000, "OnCalendar= by the wall clock");
	at(20000, NOON + 10);
	is_int(left(), 0, "is due");
	begin(0);
	is_int(left(), DAY_S * 1000, "and again the next day");
	at(20500, NOON + 3600);
	timer_set(&timer, &spec, &clock_now, 0);
	is_int(left(), (DAY_S - 3590) * 1000, "a clock set forward");
	at(20600, NOON - 3600);
	timer_set(&timer, &spec, &clock_now, 0);
	is_int(left(), 3610 * 1000, "a clock set back");
	at(20700, NOON + 2 * DAY_S);
	timer_set(&timer, &spec, &clock_now, 0);
	is_int(left(), 0, "set over an event: it is due");
	begin(0);
	is_int(left(), 10000, "once");
	fresh();
	calendar("*:0/15");
	calendar("*:07");
	begin(0);
	is_int(left(), 7 * 60 * 1000, "the first of two");
}

static void test_1970(void)
{
	fresh();
	calendar("*-*-* 12:00:10");
	at(10000, 5);
	begin(0);
	ok(timer_is_blind(&spec, &clock_now), "without a clock it waits");
	is_int(left(), NEVER, "for ever");
	timer_set(&timer, &spec, &clock_now, 0);
	is_int(left(), NEVER, "also if it is set to such a time");
	at(12000, NOON);
	timer_set(&timer, &spec, &clock_now, 0);
	is_int(left(), 10000, "once it is set, for the next event");
	ok(!timer_is_blind(&spec, &clock_now), "it waits no more");
	spec.count = 0;
	span(TIMER_BOOT, 1);
	at(1, 5);
	ok(!timer_is_blind(&spec, &clock_now), "others need no clock");
}

static void test_persistent(void)
{
	fresh();
	calendar("*-*-* 03:00");
	begin(NOON - DAY_S);
	is_int(left(), 0, "what was missed is due at once");
	begin(0);
	is_int(left(), 15 * 3600 * 1000, "then the next one is");
	begin(NOON - 3600);
	is_int(left(), 15 * 3600 * 1000, "nothing was missed");
	begin(NOON + 100 * DAY_S);
	is_int(left(), 15 * 3600 * 1000, "a stamp of the future is none");
	at(10000, 5);
	begin(NOON - DAY_S);
	is_int(left(), NEVER, "without a clock nothing is known");
	at(20000, NOON);
	timer_set(&timer, &spec, &clock_now, NOON - DAY_S);
	is_int(left(), 0, "until it is set");
}

int main(void)
{
	test_spans();
	test_calendar();
	test_1970();
	test_persistent();
	return done_testing();
}
