/* SPDX-License-Identifier: MIT */
/*
 * The life of a unit, as a total function of state and event.  The header
 * defines the words, ARCHITECTURE.md has the table.  Pure: the code must never
 * look at anything but its arguments, so that a test can walk every reachable
 * state.
 *
 * How it works: climb() and descend() are the only ways along the ladder, and
 * bottom() is the only place that decides what comes after a descent.  A
 * restart of a process keeps the rungs below it: the image stays mounted, the
 * network namespace and its address stay.  Only a failed rung, a lost one
 * (AUTO_LOST) or the unit's end takes everything down.
 */
#include "supervisor/life/automaton.h"

#include "supervisor/life/delay.h"

#include <stddef.h>

/*
 * Begins to climb.  A process that has ended leaves its rung half held, so that
 * rung is put up again.
 */
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
		a->ready = !p->notifies && !p->oneshot;
		a->state = AUTO_RUNNING;
		return 0;
	}
	a->state = AUTO_RAISING;
	return ORDER_RAISE;
}

bool automaton_restarts(
	const struct automaton_policy *p, enum automaton_end end)
{
	/* A bit for each end that is followed by a restart. */
	static const unsigned char after[] = {
		[RESTART_NO] = 0,
		[RESTART_ALWAYS] = 0xff,
		[RESTART_ON_SUCCESS] = 1 << END_CLEAN,
		[RESTART_ON_FAILURE] = 0xff & ~(1 << END_CLEAN),
		[RESTART_ON_ABNORMAL] =
			1 << END_SIGNAL | 1 << END_TIMEOUT | 1 << END_WATCHDOG,
		[RESTART_ON_ABORT] = 1 << END_SIGNAL,
		[RESTART_ON_WATCHDOG] = 1 << END_WATCHDOG,
	};

	return after[p->restart] >> end & 1;
}

static unsigned back_off(struct automaton *a, const struct automaton_policy *p)
{
	a->delay_ms = delay_of(p, a->streak);
	if (a->streak < UINT32_MAX)
		a->streak++;
	a->state = AUTO_BACKOFF;
	return ORDER_TIMER;
}

/* No rung is held: decides what comes next. */
static unsigned bottom(struct automaton *a, const struct automaton_policy *p)
{
	bool failing = a->failing;

	a->failing = false;
	a->from_bottom = false;
	if (a->want && failing && a->again)
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

/* Goes down; a process that runs is asked to end first. */
static unsigned leave(struct automaton *a, const struct automaton_policy *p)
{
	if (p->process && a->level == p->rungs) {
		a->state = AUTO_STOPPING;
		return ORDER_SIGNAL;
	}
	return descend(a, p);
}

/* Notes a failure and whether the unit is tried again after it. */
static void fail(struct automaton *a, const struct automaton_policy *p,
	enum automaton_end end, unsigned facts)
{
	a->failing = true;
	a->again = !(facts & FACT_PREVENT) &&
		   ((facts & FACT_FORCE) || automaton_restarts(p, end));
	a->outcome = a->want ? OUTCOME_FAILED : OUTCOME_NONE;
}

static unsigned want(struct automaton *a)
{
	bool backing_off = a->state == AUTO_BACKOFF;

	if (a->state == AUTO_DOWN)
		a->streak = 0;
	if (!a->want)
		a->outcome = OUTCOME_NONE;
	a->failing = false; /* a new request is a new try */
	a->want = true;
	if (a->state == AUTO_DOWN || backing_off)
		a->state = AUTO_WAITING;
	return backing_off ? ORDER_FORGET : 0;
}

static unsigned unwant(struct automaton *a, const struct automaton_policy *p)
{
	bool backing_off = a->state == AUTO_BACKOFF;

	a->want = false;
	a->streak = 0; /* failures before a stop do not count after it */
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
	case AUTO_RAISING: /* task_done() goes down when the task has ended */
		return 0;
	}
	return 0;
}

/* The process was asked to end and has ended. */
static unsigned stopped(
	struct automaton *a, const struct automaton_policy *p, unsigned facts)
{
	if (facts & (FACT_PREVENT | FACT_FORCE))
		a->again = !(facts & FACT_PREVENT);
	if (!a->failing || !a->want || !a->again || a->from_bottom)
		return descend(a, p) | ORDER_FORGET;
	a->failing = false;
	return back_off(a, p);
}

static unsigned exited(struct automaton *a, const struct automaton_policy *p,
	enum automaton_end end, unsigned facts)
{
	bool clean = end == END_CLEAN, again;

	if (a->state == AUTO_STOPPING)
		return stopped(a, p, facts);
	if (a->state != AUTO_RUNNING || !p->process)
		return 0;
	if (facts & FACT_STABLE)
		a->streak = 0;
	a->outcome = clean ? OUTCOME_EXITED : OUTCOME_FAILED;
	again = automaton_restarts(p, end) && !(p->oneshot && clean);
	if (!(facts & FACT_PREVENT) && (again || (facts & FACT_FORCE)))
		return back_off(a, p);
	a->want = clean && p->oneshot && p->remain;
	return descend(a, p) | ORDER_FORGET;
}

/* The process runs but must not go on (timeout, watchdog, checks). */
static unsigned unfit(struct automaton *a, const struct automaton_policy *p,
	enum automaton_end end, unsigned facts)
{
	if (a->state != AUTO_RUNNING || !p->process)
		return 0;
	if (facts & FACT_STABLE)
		a->streak = 0;
	fail(a, p, end, facts);
	return leave(a, p);
}

/* What a rung holds is gone. */
static unsigned lost(
	struct automaton *a, const struct automaton_policy *p, unsigned facts)
{
	if (a->state != AUTO_RUNNING)
		return 0;
	if (facts & FACT_STABLE)
		a->streak = 0;
	fail(a, p, END_CODE, facts);
	a->from_bottom = true;
	return leave(a, p);
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

static unsigned task_failed(struct automaton *a,
	const struct automaton_policy *p, enum automaton_end end)
{
	if (a->state == AUTO_RAISING) {
		a->level++; /* a part of the rung may be up */
		fail(a, p, end, 0);
		return descend(a, p);
	}
	if (a->state == AUTO_LOWERING) {
		a->delay_ms = AUTO_RETRY_MS;
		return ORDER_TIMER;
	}
	return 0;
}

static unsigned timer(
	struct automaton *a, const struct automaton_policy *p, unsigned facts)
{
	if (a->state == AUTO_RUNNING)
		return unfit(a, p, END_TIMEOUT, facts);
	if (a->state == AUTO_BACKOFF) {
		a->state = AUTO_WAITING;
		return 0;
	}
	if (a->state == AUTO_STOPPING || a->state == AUTO_LOWERING)
		return descend(a, p);
	return 0;
}

/* The unit waits and must not start. */
static unsigned turn_away(struct automaton *a, const struct automaton_policy *p,
	enum automaton_outcome outcome)
{
	if (a->state != AUTO_WAITING)
		return 0;
	a->want = false;
	a->outcome = outcome;
	return descend(a, p);
}

static unsigned ready(struct automaton *a, const struct automaton_policy *p)
{
	/* A oneshot is ready when its process has ended. */
	if (a->state == AUTO_RUNNING && !p->oneshot)
		a->ready = true;
	return 0;
}

static unsigned reset(struct automaton *a)
{
	a->streak = 0;
	if (a->state == AUTO_DOWN && a->outcome != OUTCOME_EXITED)
		a->outcome = OUTCOME_NONE;
	return 0;
}

unsigned automaton_event(struct automaton *a, const struct automaton_policy *p,
	enum automaton_event event, unsigned facts)
{
	switch (event) {
	case AUTO_WANT:
		return want(a);
	case AUTO_UNWANT:
		return unwant(a, p);
	case AUTO_CLEAR:
		return a->state == AUTO_WAITING ? set_out(a, p) : 0;
	case AUTO_DEP_FAILED:
		return turn_away(a, p, OUTCOME_DEPENDENCY);
	case AUTO_SKIP:
		return turn_away(a, p, OUTCOME_SKIPPED);
	case AUTO_LIMIT:
		return turn_away(a, p, OUTCOME_FAILED);
	case AUTO_DONE:
		return task_done(a, p);
	case AUTO_FAILED:
		return task_failed(a, p, END_CODE);
	case AUTO_LATE:
		return task_failed(a, p, END_TIMEOUT);
	case AUTO_READY:
		return ready(a, p);
	case AUTO_EXIT_CLEAN:
		return exited(a, p, END_CLEAN, facts);
	case AUTO_EXIT_CODE:
		return exited(a, p, END_CODE, facts);
	case AUTO_EXIT_SIGNAL:
		return exited(a, p, END_SIGNAL, facts);
	case AUTO_WATCHDOG:
		return unfit(a, p, END_WATCHDOG, facts);
	case AUTO_UNHEALTHY:
		return unfit(a, p, END_SIGNAL, facts);
	case AUTO_TIMER:
		return timer(a, p, facts);
	case AUTO_LOST:
		return lost(a, p, facts);
	case AUTO_RESET:
		return reset(a);
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

int64_t automaton_stable_ms(
	const struct automaton *a, const struct automaton_policy *p)
{
	int64_t twice =
		a->delay_ms > INT64_MAX / 2 ? INT64_MAX : a->delay_ms * 2;

	if (p->reset_ms > 0)
		return p->reset_ms;
	return twice > AUTO_STABLE_MS ? twice : AUTO_STABLE_MS;
}

bool automaton_ready(
	const struct automaton *a, const struct automaton_policy *p)
{
	if (a->state == AUTO_EXITED)
		return true;
	/* As with systemd: others do not wait for a unit that is left out. */
	if (a->state == AUTO_DOWN && a->outcome == OUTCOME_SKIPPED)
		return true;
	if (p->oneshot)
		return a->state == AUTO_DOWN && a->outcome == OUTCOME_EXITED;
	return a->state == AUTO_RUNNING && a->ready;
}
