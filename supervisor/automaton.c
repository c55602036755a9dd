/* SPDX-License-Identifier: MIT */
/*
 * The life of a unit, as a total function of state and event.  See the header
 * for the words and ARCHITECTURE.md for the table.  Pure: it must never look at
 * anything but its arguments, so that a test can walk every reachable state.
 *
 * How it works: climb() and descend() are the only ways along the ladder, and
 * bottom() is the only place that decides what comes after a descent.  A
 * restart of a process keeps the rungs below it: the image stays mounted, the
 * namespace and its address stay; only a failed rung or an end takes everything
 * down.
 */
#include "supervisor/automaton.h"

#include <stddef.h>

/* A process that ended has left its rung half held: that one is put up anew. */
static unsigned set_out(struct automaton *a, const struct automaton_policy *p)
{
	if (a->level == p->rungs)
		a->level--;
	a->state = AUTO_RAISING;
	return ORDER_RAISE;
}

static unsigned climb(struct automaton *a, const struct automaton_policy *p)
{
	if (a->level == p->rungs) {
		a->state = AUTO_RUNNING;
		return 0;
	}
	a->state = AUTO_RAISING;
	return ORDER_RAISE;
}

static bool restarts(const struct automaton_policy *p, bool clean)
{
	switch (p->restart) {
	case RESTART_NO:
		return false;
	case RESTART_ON_FAILURE:
		return !clean;
	case RESTART_ALWAYS:
	case RESTART_UNLESS_STOPPED:
		return true;
	}
	return false;
}

/* Doubles from RestartSec= to RestartMaxDelaySec=. */
static unsigned back_off(struct automaton *a, const struct automaton_policy *p)
{
	int64_t delay = p->restart_ms;

	for (uint32_t i = 0; i < a->streak && delay < p->restart_max_ms; i++)
		delay = delay > 0 ? delay * 2 : 1;
	if (delay > p->restart_max_ms && p->restart_max_ms >= p->restart_ms)
		delay = p->restart_max_ms;
	if (a->streak < UINT32_MAX)
		a->streak++;
	a->delay_ms = delay;
	a->state = AUTO_BACKOFF;
	return ORDER_TIMER;
}

/* Nothing is held: what now? */
static unsigned bottom(struct automaton *a, const struct automaton_policy *p)
{
	bool failing = a->failing;

	a->failing = false;
	if (a->want && failing && restarts(p, false))
		return back_off(a, p);
	if (a->want && !failing && a->outcome != OUTCOME_EXITED) {
		a->state = AUTO_WAITING;
		return 0;
	}
	if (a->want && !failing) {
		a->state = AUTO_EXITED;
		return 0;
	}
	a->want = false;
	a->state = AUTO_DOWN;
	return 0;
}

static unsigned descend(struct automaton *a, const struct automaton_policy *p)
{
	if (a->level == 0)
		return bottom(a, p);
	a->state = AUTO_LOWERING;
	return ORDER_LOWER;
}

/* A way down that was asked for, gently if there is a process. */
static unsigned leave(struct automaton *a, const struct automaton_policy *p)
{
	if (p->process && a->level == p->rungs) {
		a->state = AUTO_STOPPING;
		return ORDER_SIGNAL;
	}
	return descend(a, p);
}

static unsigned want(struct automaton *a)
{
	bool backing_off = a->state == AUTO_BACKOFF;

	if (a->state == AUTO_DOWN)
		a->streak = 0;
	if (!a->want)
		a->outcome = OUTCOME_NONE;
	a->failing = false; /* asked anew: try anew */
	a->want = true;
	if (a->state == AUTO_DOWN || backing_off)
		a->state = AUTO_WAITING;
	return backing_off ? ORDER_FORGET : 0;
}

static unsigned unwant(struct automaton *a, const struct automaton_policy *p)
{
	bool backing_off = a->state == AUTO_BACKOFF;

	a->want = false;
	switch (a->state) {
	case AUTO_RUNNING:
		a->outcome = OUTCOME_NONE;
		return leave(a, p);
	case AUTO_WAITING:
	case AUTO_BACKOFF:
	case AUTO_EXITED:
		a->outcome = OUTCOME_NONE;
		return descend(a, p) | (backing_off ? ORDER_FORGET : 0);
	case AUTO_STOPPING:
	case AUTO_LOWERING:
		if (!a->failing)
			a->outcome = OUTCOME_NONE;
		return 0;
	case AUTO_DOWN:
	case AUTO_RAISING: /* when its task has ended */
		return 0;
	}
	return 0;
}

static unsigned exited(struct automaton *a, const struct automaton_policy *p,
	bool clean, bool stable)
{
	if (a->state == AUTO_STOPPING)
		return descend(a, p) | ORDER_FORGET;
	if (a->state != AUTO_RUNNING || !p->process)
		return 0;
	if (stable)
		a->streak = 0;
	a->outcome = clean ? OUTCOME_EXITED : OUTCOME_FAILED;
	if (restarts(p, clean) && !(p->oneshot && clean))
		return back_off(a, p);
	a->want = clean && p->oneshot && p->remain;
	return descend(a, p);
}

static unsigned task_done(struct automaton *a, const struct automaton_policy *p)
{
	if (a->state == AUTO_RAISING) {
		a->level++;
		if (!a->want) {
			a->outcome = OUTCOME_NONE;
			return leave(a, p);
		}
		if (a->level == p->rungs)
			a->outcome = OUTCOME_NONE;
		return climb(a, p);
	}
	if (a->state == AUTO_LOWERING) {
		a->level--;
		return descend(a, p);
	}
	return 0;
}

static unsigned task_failed(
	struct automaton *a, const struct automaton_policy *p)
{
	if (a->state == AUTO_RAISING) {
		a->level++; /* half of it may be there */
		a->failing = true;
		a->outcome = a->want ? OUTCOME_FAILED : OUTCOME_NONE;
		return descend(a, p);
	}
	if (a->state == AUTO_LOWERING) {
		a->delay_ms = AUTO_RETRY_MS;
		return ORDER_TIMER;
	}
	return 0;
}

static unsigned timer(struct automaton *a, const struct automaton_policy *p)
{
	if (a->state == AUTO_BACKOFF) {
		a->state = AUTO_WAITING;
		return 0;
	}
	if (a->state == AUTO_STOPPING || a->state == AUTO_LOWERING)
		return descend(a, p);
	return 0;
}

unsigned automaton_event(struct automaton *a, const struct automaton_policy *p,
	enum automaton_event event, bool stable)
{
	switch (event) {
	case AUTO_WANT:
		return want(a);
	case AUTO_UNWANT:
		return unwant(a, p);
	case AUTO_CLEAR:
		return a->state == AUTO_WAITING ? set_out(a, p) : 0;
	case AUTO_DEP_FAILED:
		if (a->state != AUTO_WAITING)
			return 0;
		a->want = false;
		a->outcome = OUTCOME_DEPENDENCY;
		return descend(a, p);
	case AUTO_DONE:
		return task_done(a, p);
	case AUTO_FAILED:
		return task_failed(a, p);
	case AUTO_EXIT_CLEAN:
		return exited(a, p, true, stable);
	case AUTO_EXIT_BAD:
		return exited(a, p, false, stable);
	case AUTO_TIMER:
		return timer(a, p);
	}
	return 0;
}

unsigned automaton_recover(
	struct automaton *a, const struct automaton_policy *p, bool wanted)
{
	a->want = wanted;
	a->failing = false;
	a->outcome = OUTCOME_NONE;
	a->level = p->rungs;
	return descend(a, p);
}

int64_t automaton_stable_ms(const struct automaton *a)
{
	int64_t twice =
		a->delay_ms > INT64_MAX / 2 ? INT64_MAX : a->delay_ms * 2;

	return twice > AUTO_STABLE_MS ? twice : AUTO_STABLE_MS;
}

bool automaton_ready(
	const struct automaton *a, const struct automaton_policy *p)
{
	if (a->state == AUTO_EXITED)
		return true;
	if (p->oneshot)
		return a->state == AUTO_DOWN && a->outcome == OUTCOME_EXITED;
	return a->state == AUTO_RUNNING;
}
