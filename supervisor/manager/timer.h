/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_TIMER_H
#define SUPERVISOR_MANAGER_TIMER_H

#include "supervisor/units/unittimer.h"

/*
 * When a timer starts its unit.  Pure: clocks come from outside, so that a test
 * can set them.
 */

struct timer_clock {
	int64_t mono_ms;
	int64_t wall_ms;
	bool known; /* the wall clock was set: it is past the build */
};

/* A timer at work: one round lasts from one start of its unit to the next. */
struct timer {
	int64_t active_ms; /* when it was started; 0: it is not */
	int64_t delay_ms;  /* of this round, for all events */
	int64_t due_s;     /* the next calendar event; -1: none, or not known */
};

/* What has been; 0: never. */
struct timer_facts {
	int64_t last_ms;    /* it started its unit */
	int64_t started_ms; /* the unit was started, by whom ever */
	int64_t stopped_ms; /* the unit ended */
	bool up;            /* it runs, or is about to */
};

/*
 * A round begins.  stamp_s: the wall clock of the last start, for what was
 * missed meanwhile; 0: only what comes counts.  random: any number.
 */
void timer_begin(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s, uint32_t random);

/* The wall clock was set; what it was set over is due. */
void timer_set(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s);

/* Milliseconds until the unit is to be started; INT64_MAX: never. */
int64_t timer_left(const struct timer *t, const struct unit_timer *spec,
	const struct timer_facts *facts, const struct timer_clock *now);

/* Whether it waits for a clock. */
bool timer_is_blind(
	const struct unit_timer *spec, const struct timer_clock *now);

#endif
