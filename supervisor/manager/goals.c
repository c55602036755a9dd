/* SPDX-License-Identifier: MIT */
/*
 * Which units are to be up.  A request walks the graph of units once and marks
 * all that it concerns before any of them moves, so that a restart of many is
 * one transaction: all stop in order, then all start in order.
 */
#include "supervisor/manager/goals.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/life/automaton.h"
#include "supervisor/life/life.h"
#include "supervisor/life/unit.h"
#include "supervisor/manager/deps.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define UPHOLD_PAUSE_MS 5000 /* between two starts of a unit by Upholds= */

static struct {
	struct unit *units;
	size_t count;
	size_t *queue; /* indexes of the units that walk() has reached */
	bool *seen;    /* of each unit: whether it is in the queue */
	bool ending;
	int64_t uphold_ms; /* when Upholds= is to start a unit again */
} self;

int goals_init(struct unit *units, size_t count)
{
	self.units = units;
	self.count = count;
	self.uphold_ms = INT64_MAX;
	self.queue = calloc(count + 1, sizeof(*self.queue));
	self.seen = calloc(count + 1, sizeof(*self.seen));
	return self.queue && self.seen ? 0 : -ENOMEM;
}

bool goals_ending(void)
{
	return self.ending;
}

/*
 * Adds to the first n units of the queue all units reached from them over pairs
 * for which next() is true.  Returns how many the queue has then.
 */
static size_t widen(size_t n, bool (*next)(size_t from, size_t to))
{
	for (size_t i = 0; i < n; i++)
		for (size_t to = 0; to < self.count; to++)
			if (!self.seen[to] && next(self.queue[i], to)) {
				self.seen[to] = true;
				self.queue[n++] = to;
			}
	return n;
}

/* As widen(), of a queue that has only the unit first. */
static size_t walk(
	const struct unit *first, bool (*next)(size_t from, size_t to))
{
	memset(self.seen, 0, self.count * sizeof(*self.seen));
	self.queue[0] = (size_t)(first - self.units);
	self.seen[self.queue[0]] = true;
	return widen(1, next);
}

static const struct unit_edge *edge_to(size_t from, size_t to)
{
	const struct unit_file *f = self.units[from].file;

	for (size_t i = 0; i < f->edge_count; i++)
		if (f->edges[i].on == to)
			return &f->edges[i];
	return NULL;
}

static bool pulls(size_t from, size_t to)
{
	const struct unit_edge *e = edge_to(from, to);

	return e && e->pull && !self.units[to].file->bad;
}

/* Unit `to` requires `from` or is part of it, so it stops when `from` does. */
static bool takes_along(size_t from, size_t to)
{
	const struct unit *u = &self.units[to];
	const struct unit_edge *e;

	if (u->a.state == AUTO_DOWN && !u->a.want)
		return false;
	e = edge_to(to, from);
	return e && (e->require || e->part);
}

/* As takes_along(), but only for units that have begun to start. */
static bool takes_started(size_t from, size_t to)
{
	return self.units[to].a.state != AUTO_WAITING && takes_along(from, to);
}

const struct unit *goals_opponent(const struct unit *u)
{
	for (size_t i = 0; i < u->file->edge_count; i++) {
		const struct unit_edge *e = &u->file->edges[i];

		if (e->conflict && self.units[e->on].a.want)
			return &self.units[e->on];
	}
	return NULL;
}

/* Marks the first n units of the queue to stop, and to start again after. */
static void mark(size_t n, bool again)
{
	for (size_t i = 0; i < n; i++) {
		self.units[self.queue[i]].stop_pending = true;
		self.units[self.queue[i]].then_start = again;
	}
}

static bool is_excluded(const struct unit *x)
{
	for (size_t i = 0; i < x->file->edge_count; i++)
		if (x->file->edges[i].conflict &&
			self.seen[x->file->edges[i].on])
			return true;
	return false;
}

/*
 * Stops what conflicts with a unit of the last walk.  goals_stop() walks too,
 * so all these units are found before the first is stopped.
 */
static void stop_opponents(void)
{
	for (size_t i = 0; i < self.count; i++)
		self.units[i].doomed = !self.seen[i] && self.units[i].a.want &&
				       is_excluded(&self.units[i]);
	for (size_t i = 0; i < self.count; i++)
		if (self.units[i].doomed)
			goals_stop(&self.units[i]);
}

/*
 * Starts those of the first n units of the queue that are not wanted yet, and
 * stops what conflicts with any of them.
 */
static void start_queue(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct unit *w = &self.units[self.queue[i]];

		if (w->stop_pending)
			w->then_start = true;
		else if (!w->a.want)
			life_event(w, AUTO_WANT);
	}
	stop_opponents();
}

/*
 * Restarts the first n units of the queue.  Their start pulls in other units as
 * any start does: a file that has changed may name new ones.
 */
static void restart_queue(size_t n)
{
	mark(n, true);
	start_queue(widen(n, pulls));
}

void goals_start(struct unit *u)
{
	if (self.ending)
		return;
	/* The pause before a next try is over for u, not for the others. */
	if (u->a.want && !u->stop_pending)
		life_event(u, AUTO_WANT);
	start_queue(walk(u, pulls));
}

void goals_stop(struct unit *u)
{
	mark(walk(u, takes_along), false);
}

void goals_restart(struct unit *u)
{
	if (self.ending)
		return;
	restart_queue(walk(u, takes_along));
}

void goals_shutdown(void)
{
	self.ending = true;
	for (size_t i = 0; i < self.count; i++) {
		self.units[i].stop_pending = true;
		self.units[i].then_start = false;
	}
}

/* OnFailure=, OnSuccess=: acts once each time that u has gone down. */
static bool step_ended(struct unit *u)
{
	bool failed_now = u->a.outcome >= OUTCOME_FAILED;
	bool well = u->a.outcome == OUTCOME_EXITED;

	if (!u->ended)
		return false;
	u->ended = false;
	for (size_t i = 0; i < u->file->edge_count; i++) {
		const struct unit_edge *e = &u->file->edges[i];
		struct unit *d = &self.units[e->on];

		if (d->file->bad || !((e->on_failure && failed_now) ||
					    (e->on_success && well)))
			continue;
		log_info("%s: starts %s (%s=)", u->file->name, d->file->name,
			failed_now ? "OnFailure" : "OnSuccess");
		goals_start(d);
	}
	return true;
}

/*
 * The policy of u is about to restart u, which is a start like any other, and
 * restarts the units that require u, too.
 */
static bool step_restarted(struct unit *u)
{
	size_t n;

	if (u->restarts == u->restarts_seen || u->a.state == AUTO_BACKOFF)
		return false;
	u->restarts_seen = u->restarts;
	if (!u->a.want || deps_leaving(u))
		return false;
	n = walk(u, takes_started);
	mark(n, true);
	u->stop_pending = false; /* it has stopped */
	u->then_start = false;
	start_queue(widen(n, pulls));
	return true;
}

/* The unit that u is bound to (BindsTo=) and has lost; NULL: none. */
static const struct unit *lost(const struct unit *u)
{
	if (u->a.state != AUTO_RAISING && u->a.state != AUTO_RUNNING &&
		u->a.state != AUTO_EXITED)
		return NULL;
	for (size_t i = 0; i < u->file->edge_count; i++) {
		const struct unit_edge *e = &u->file->edges[i];
		const struct unit *d = &self.units[e->on];

		if (!e->bind || deps_active(d))
			continue;
		/* Without After= both may be starting at the same time. */
		if (e->after || d->a.state == AUTO_DOWN ||
			d->a.state == AUTO_BACKOFF)
			return d;
	}
	return NULL;
}

static bool step_bound(struct unit *u)
{
	const struct unit *d = deps_leaving(u) ? NULL : lost(u);
	bool back;

	if (!d)
		return false;
	back = d->a.want && !d->file->bad &&
	       (!d->stop_pending || d->then_start);
	log_info("%s: %s with %s (BindsTo=)", u->file->name,
		back ? "restarts" : "stops", d->file->name);
	if (back)
		restart_queue(walk(u, takes_along));
	else
		goals_stop(u);
	return true;
}

/* Upholds=: starts again the units that u upholds. */
static bool step_uphold(const struct unit *u, int64_t now_ms)
{
	bool changed = false;

	if (!deps_active(u) || deps_leaving(u))
		return false;
	for (size_t i = 0; i < u->file->edge_count; i++) {
		struct unit *d = &self.units[u->file->edges[i].on];
		int64_t due = d->since_ms + UPHOLD_PAUSE_MS;

		if (!u->file->edges[i].uphold || d->file->bad ||
			d->a.state != AUTO_DOWN || d->stop_pending)
			continue;
		if (d->a.outcome == OUTCOME_NONE || due <= now_ms) {
			goals_start(d);
			changed = true;
		} else if (due < self.uphold_ms) {
			self.uphold_ms = due;
		}
	}
	return changed;
}

bool goals_need(const struct unit *u)
{
	size_t index = (size_t)(u - self.units);

	if (u->file->conf.wanted)
		return true;
	for (size_t i = 0; i < self.count; i++) {
		const struct unit *x = &self.units[i];
		const struct unit_edge *e;

		if (x == u || (x->a.state == AUTO_DOWN && !x->a.want))
			continue;
		e = edge_to(i, index);
		if (e && (e->pull || e->require))
			return true;
	}
	return false;
}

static bool step_unneeded(struct unit *u)
{
	if (!u->file->conf.goals.stop_unneeded || !deps_active(u) ||
		deps_leaving(u) || goals_need(u))
		return false;
	log_info("%s: stops, no unit wants it any more", u->file->name);
	goals_stop(u);
	return true;
}

bool goals_turn(void)
{
	int64_t now_ms = io_now_ms();
	bool changed = false;

	self.uphold_ms = INT64_MAX;
	for (size_t i = 0; i < self.count && !self.ending; i++) {
		struct unit *u = &self.units[i];

		if (u->file->bad)
			continue;
		changed |= step_ended(u);
		changed |= step_restarted(u);
		changed |= step_bound(u);
		changed |= step_uphold(u, now_ms);
		changed |= step_unneeded(u);
	}
	return changed;
}

int64_t goals_deadline(void)
{
	return self.uphold_ms;
}

int64_t goals_wait_limit(const struct unit *u)
{
	int64_t limit = u->file->conf.goals.job_timeout_ms;

	return limit && u->a.state == AUTO_WAITING ? u->since_ms + limit
						   : INT64_MAX;
}

/* Sets the cause: why the unit does not start, or not yet. */
static void tell_why(
	struct unit *u, enum deps_verdict v, const struct unit *which)
{
	char name[UNIT_NAME_MAX + 16];
	const struct unit *opponent = goals_opponent(u);

	unit_name_full(which->file, name, sizeof(name));
	if (v == DEPS_WAIT)
		life_cause(u, "waits for %s", which->file->name);
	else if (which == opponent)
		life_cause(u, "conflicts with %s, which is wanted too", name);
	else
		life_cause(u, "requires %s, which %s", name,
			which->file->bad ? "has a bad configuration"
					 : "is not up");
}

bool goals_wait(struct unit *u)
{
	const struct unit *which;
	enum deps_verdict v;

	if (u->a.state != AUTO_WAITING || u->stop_pending)
		return false;
	v = deps_check(self.units, self.count, u, &which);
	if (which)
		tell_why(u, v, which);
	if (u->held)
		life_cause(u, "waits: its volume is being saved or replaced");
	if (u->held || (v == DEPS_WAIT && goals_wait_limit(u) > io_now_ms()))
		return false;
	if (v == DEPS_WAIT && which) {
		life_cause(u, "waited too long for %s (JobTimeoutSec=)",
			which->file->name);
		life_act(u, u->file->conf.life.job_action, "JobTimeoutAction");
	} else if (v == DEPS_CLEAR && !u->checked &&
		   u->file->conf.goals.condition_count > 0) {
		bool asked = u->job != JOB_CHECK;

		u->job = JOB_CHECK;
		return asked;
	}
	u->checked = false;
	life_event(u, v == DEPS_CLEAR ? AUTO_CLEAR : AUTO_DEP_FAILED);
	return true;
}

static bool is_member(const struct unit *u, const struct unit *pod)
{
	return u->file->conf.network == NETWORK_POD &&
	       strcmp(u->file->conf.net->join, pod->file->name) == 0;
}

bool goals_pod(struct unit *pod)
{
	bool ran = false;

	if (pod->file->kind != UNIT_POD || pod->a.state != AUTO_RUNNING ||
		pod->stop_pending || pod->file->conf.pod->stays)
		return false;
	for (size_t i = 0; i < self.count; i++) {
		const struct unit *u = &self.units[i];

		if (!is_member(u, pod))
			continue;
		if (u->a.state != AUTO_DOWN && u->a.state != AUTO_EXITED)
			return false;
		ran |= u->runs > 0 && u->since_ms >= pod->since_ms;
	}
	if (!ran)
		return false;
	life_cause(pod, "its last member has ended");
	goals_stop(pod);
	return true;
}
