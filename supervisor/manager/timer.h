/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_TIMER_H
#define SUPERVISOR_MANAGER_TIMER_H

#include "supervisor/units/unit_timer.h"

/*
 * When a timer starts its unit.  Pure: the caller gives the time, so that a
 * test can choose it.
 */

struct timer_clock {
	int64_t mono_ms;
	int64_t wall_ms;
	bool known; /* the wall clock is later than the build, so it was set */
};

/* A timer at work; a round lasts from one start of its unit to the next. */
struct timer {
	int64_t active_ms; /* when the timer was started; 0: it was not */
	int64_t delay_ms;  /* RandomizedDelaySec= of this round */
	int64_t due_s;     /* the next calendar event; -1: none, or not known */
};

/* What has happened to a timer and its unit, and when; 0: never. */
struct timer_facts {
	int64_t last_ms;    /* the timer started its unit */
	int64_t started_ms; /* the unit was started, by anyone */
	int64_t stopped_ms; /* the unit ended */
	bool up;            /* the unit runs or is about to */
};

/*
 * Begins a round.  stamp_s: wall clock of the last start, so that an event
 * missed since then is made up for; 0: only later events count.  random: any
 * number.
 */
void timer_begin(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s, uint32_t random);

/*
 * The wall clock was set: finds the next calendar event again, unless the clock
 * has passed the one that was due.
 */
void timer_set(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s);

/* Milliseconds until the unit is to be started; INT64_MAX: never. */
int64_t timer_left(const struct timer *t, const struct unit_timer *spec,
	const struct timer_facts *facts, const struct timer_clock *now);

/* Whether the timer waits for the wall clock to be set. */
bool timer_is_blind(
	const struct unit_timer *spec, const struct timer_clock *now);

#endif
