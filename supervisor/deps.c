/* SPDX-License-Identifier: MIT */
/*
 * What units wait for.  The order of starting, and reversed of stopping, comes
 * from these two questions asked again after every change; there is no plan
 * that could go stale.
 */
#include "supervisor/deps.h"

#include "supervisor/manager.h"

/* On its way to ready: worth waiting for. */
static bool coming(const struct unit *d)
{
	if (d->file->bad || !d->a.want)
		return false;
	return !automaton_ready(&d->a, &d->policy);
}

static enum deps_verdict check_edge(
	const struct unit *d, const struct unit_edge *e)
{
	if (!d->file->bad && automaton_ready(&d->a, &d->policy))
		return DEPS_CLEAR;
	if (!e->require) {
		/* Ordering alone: the first try counts, not success. */
		bool trying = coming(d) && d->a.state != AUTO_BACKOFF &&
			      d->a.streak == 0;
		return trying ? DEPS_WAIT : DEPS_CLEAR;
	}
	return coming(d) ? DEPS_WAIT : DEPS_FAILED;
}

enum deps_verdict deps_check(const struct unit *units, const struct unit *u,
	const struct unit **which)
{
	enum deps_verdict verdict = DEPS_CLEAR;

	*which = NULL;
	for (size_t i = 0; i < u->file->edge_count; i++) {
		const struct unit_edge *e = &u->file->edges[i];
		const struct unit *d = &units[e->on];
		enum deps_verdict v;

		if (!e->after)
			continue;
		v = check_edge(d, e);
		if (v == DEPS_FAILED || (v == DEPS_WAIT && !*which)) {
			*which = d;
			verdict = v;
		}
		if (v == DEPS_FAILED)
			break;
	}
	return verdict;
}

static bool comes_after(const struct unit *x, unsigned index)
{
	for (size_t i = 0; i < x->file->edge_count; i++)
		if (x->file->edges[i].on == index && x->file->edges[i].after)
			return true;
	return false;
}

bool deps_may_stop(const struct unit *units, size_t count, const struct unit *u)
{
	unsigned index = (unsigned)(u - units);

	for (size_t i = 0; i < count; i++) {
		const struct unit *x = &units[i];
		bool leaving = x->stop_pending ||
			       (x->a.state != AUTO_DOWN && !x->a.want);

		if (x != u && leaving && comes_after(x, index))
			return false;
	}
	return true;
}
