/* SPDX-License-Identifier: MIT */
/*
 * What units wait for.  After every change each unit is asked again whether it
 * may start and whether it may stop; that gives the order of starting and, in
 * reverse, of stopping.  There is no plan that could become outdated.
 */
#include "supervisor/manager/deps.h"

#include "supervisor/life/automaton.h"
#include "supervisor/life/unit.h"
#include "supervisor/units/unit_file.h"

bool deps_leaving(const struct unit *u)
{
	return u->stop_pending || u->a.state == AUTO_STOPPING ||
	       u->a.state == AUTO_LOWERING ||
	       (u->a.state != AUTO_DOWN && !u->a.want);
}

bool deps_active(const struct unit *u)
{
	return u->a.state == AUTO_EXITED ||
	       (u->a.state == AUTO_RUNNING && !u->policy.oneshot);
}

/* The unit is becoming ready, or is about to: others wait for it. */
static bool coming(const struct unit *d)
{
	if (d->file->bad)
		return false;
	if (d->stop_pending)
		return d->then_start;
	return d->a.want && !automaton_ready(&d->a, &d->policy);
}

/*
 * A unit that conflicts with d cannot start while d is up or starting; it waits
 * if d is being stopped.
 */
static enum deps_verdict check_conflict(const struct unit *d)
{
	if (d->file->bad || d->a.state == AUTO_DOWN)
		return DEPS_CLEAR;
	return deps_leaving(d) && !coming(d) ? DEPS_WAIT : DEPS_FAILED;
}

/* Whether unit d is in the state that the edge asks for. */
static bool is_there(const struct unit *d, const struct unit_edge *e)
{
	if (d->file->bad || deps_leaving(d))
		return false;
	return automaton_ready(&d->a, &d->policy) &&
	       (!e->bind || deps_active(d));
}

static enum deps_verdict check_edge(
	const struct unit *d, const struct unit_edge *e)
{
	if (e->conflict)
		return check_conflict(d);
	if (is_there(d, e))
		return DEPS_CLEAR;
	if (e->require)
		return coming(d) ? DEPS_WAIT : DEPS_FAILED;
	/* After= alone waits until the first try is over, not for success. */
	if (d->file->bad || d->a.state == AUTO_BACKOFF)
		return DEPS_CLEAR;
	if (deps_leaving(d))
		return DEPS_WAIT;
	return coming(d) && d->a.streak == 0 ? DEPS_WAIT : DEPS_CLEAR;
}

/* A unit stands only on units of lower floors. */
static int floor_of(const struct unit *u)
{
	if (u->file->kind == UNIT_CONTAINER)
		return 2;
	return u->file->kind == UNIT_POD;
}

static bool comes_after(
	const struct unit *units, const struct unit *x, unsigned index)
{
	/*
	 * A unit whose file is gone has no After=: of two such units the kinds
	 * tell the order.
	 */
	if (x->gone && units[index].gone)
		return floor_of(x) > floor_of(&units[index]);
	for (size_t i = 0; i < x->file->edge_count; i++)
		if (x->file->edges[i].on == index && x->file->edges[i].after)
			return true;
	return false;
}

/* A unit that comes after u and is still stopping; NULL: none. */
static const struct unit *in_the_way(
	const struct unit *units, size_t count, const struct unit *u)
{
	unsigned index = (unsigned)(u - units);

	for (size_t i = 0; i < count; i++)
		if (&units[i] != u && deps_leaving(&units[i]) &&
			comes_after(units, &units[i], index))
			return &units[i];
	return NULL;
}

enum deps_verdict deps_check(const struct unit *units, size_t count,
	const struct unit *u, const struct unit **which)
{
	enum deps_verdict verdict = DEPS_CLEAR;

	*which = NULL;
	for (size_t i = 0; i < u->file->edge_count; i++) {
		const struct unit_edge *e = &u->file->edges[i];
		const struct unit *d = &units[e->on];
		enum deps_verdict v;

		if (!e->after && !e->present && !e->conflict)
			continue;
		v = check_edge(d, e);
		if (v == DEPS_FAILED || (v == DEPS_WAIT && !*which)) {
			*which = d;
			verdict = v;
		}
		if (v == DEPS_FAILED)
			return v;
	}
	if (verdict == DEPS_WAIT)
		return verdict;
	*which = in_the_way(units, count, u);
	return *which ? DEPS_WAIT : DEPS_CLEAR;
}

bool deps_kept_back(
	const struct unit *units, size_t count, const struct unit *u)
{
	const struct unit *which;

	for (size_t i = 0; i < count; i++) {
		if (u->stop_pending || u->a.state == AUTO_BACKOFF)
			return !u->stop_pending;
		if (u->a.state != AUTO_WAITING ||
			deps_check(units, count, u, &which) != DEPS_WAIT)
			return false;
		u = which;
	}
	return false;
}

bool deps_may_stop(const struct unit *units, size_t count, const struct unit *u)
{
	return !in_the_way(units, count, u);
}
