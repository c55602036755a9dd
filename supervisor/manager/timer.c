/* SPDX-License-Identifier: MIT */
/*
 * When a timer starts its unit, as in systemd.timer(5): at the earliest of its
 * events.  Events counted from the boot or from the timer's start come once,
 * those counted from the unit's start or end come again each time, and calendar
 * events come at every match.
 */
#include "supervisor/manager/timer.h"

#include "supervisor/units/text/calendar.h"

static int64_t next_event(const struct unit_timer *spec, int64_t after_s)
{
	int64_t next = -1;

	for (size_t i = 0; i < spec->count; i++) {
		int64_t s;

		if (spec->events[i].base != TIMER_CALENDAR)
			continue;
		s = calendar_next(spec->events[i].calendar, after_s);
		if (s >= 0 && (next < 0 || s < next))
			next = s;
	}
	return next;
}

static int64_t wall_s(const struct timer_clock *now)
{
	return now->wall_ms / 1000;
}

/* The first event after the stamp, or after now if the stamp is in the future.
 */
static int64_t due_after(const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s)
{
	bool missed = stamp_s > 0 && stamp_s < wall_s(now);

	if (!now->known)
		return -1;
	return next_event(spec, missed ? stamp_s : wall_s(now));
}

void timer_begin(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s, uint32_t random)
{
	t->delay_ms = spec->random_ms > 0 ? random % spec->random_ms : 0;
	t->due_s = due_after(spec, now, stamp_s);
}

void timer_set(struct timer *t, const struct unit_timer *spec,
	const struct timer_clock *now, int64_t stamp_s)
{
	if (now->known && t->due_s >= 0 && t->due_s <= wall_s(now))
		return;
	t->due_s = due_after(spec, now, stamp_s);
}

/* When the event is due, on the monotonic clock; INT64_MAX: it is not. */
static int64_t due_ms(const struct timer *t, const struct timer_event *e,
	const struct timer_facts *f)
{
	int64_t base = 0;
	bool once = false;

	switch (e->base) {
	case TIMER_BOOT:
		once = true;
		break;
	case TIMER_ACTIVE:
		base = t->active_ms;
		once = true;
		break;
	case TIMER_STARTED:
		base = f->started_ms;
		break;
	case TIMER_STOPPED:
		base = f->stopped_ms;
		break;
	case TIMER_CALENDAR:
		return INT64_MAX;
	}
	if (once)
		return f->last_ms > 0 && base + e->ms <= f->last_ms
			       ? INT64_MAX
			       : base + e->ms;
	if (base < f->last_ms)
		base = f->last_ms;
	if (base == 0 || (e->base == TIMER_STOPPED && f->up))
		return INT64_MAX;
	return base + e->ms;
}

int64_t timer_left(const struct timer *t, const struct unit_timer *spec,
	const struct timer_facts *facts, const struct timer_clock *now)
{
	int64_t left = INT64_MAX;

	for (size_t i = 0; i < spec->count; i++) {
		int64_t due = due_ms(t, &spec->events[i], facts);

		if (due != INT64_MAX && due - now->mono_ms < left)
			left = due - now->mono_ms;
	}
	if (now->known && t->due_s >= 0 &&
		t->due_s * 1000 - now->wall_ms < left)
		left = t->due_s * 1000 - now->wall_ms;
	if (left == INT64_MAX)
		return left;
	left += t->delay_ms;
	return left > 0 ? left : 0;
}

bool timer_is_blind(
	const struct unit_timer *spec, const struct timer_clock *now)
{
	bool calendar = false;

	for (size_t i = 0; i < spec->count; i++)
		calendar |= spec->events[i].base == TIMER_CALENDAR;
	return calendar && !now->known;
}
