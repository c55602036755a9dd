/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_GOALS_H
#define SUPERVISOR_MANAGER_GOALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit;

/*
 * Which units are to be up: because someone asked for it, or because of what
 * happened to other units.  Goals are only set here; deps.h decides when a unit
 * may move, and life.h moves it.
 */

/* Takes all units, which must stay valid; 0 or -ENOMEM. */
int goals_init(struct unit *units, size_t count);

/*
 * goals_start() also starts what u pulls in (Wants=, Requires=) and stops units
 * that conflict with any of these.  goals_stop() also stops what requires u or
 * is part of it (PartOf=).  goals_restart() stops the same units and starts
 * them again, with all that goals_start() does for each.
 */
void goals_start(struct unit *u);
void goals_stop(struct unit *u);
void goals_restart(struct unit *u);

/* Whether the boot starts u, or a unit that is up or starts pulls it in. */
bool goals_need(const struct unit *u);

/* Stops all units; no unit is started any more. */
void goals_shutdown(void);
bool goals_ending(void);

/* A unit that is wanted and that u conflicts with (Conflicts=); NULL: none. */
const struct unit *goals_opponent(const struct unit *u);

/*
 * Sets the goals that follow from what has happened to other units: OnFailure=,
 * BindsTo=, Upholds=, a restart that takes others along.  To be called before
 * any unit moves on.  Returns whether a goal has changed.
 */
bool goals_turn(void);

/* When goals_turn() is due again if nothing happens before. */
int64_t goals_deadline(void);

/*
 * Lets a waiting unit start, or gives it up, or sets its cause to what it waits
 * for.  Returns whether the unit has moved on.
 */
bool goals_wait(struct unit *u);

/* Until when u may wait (JobTimeoutSec=); INT64_MAX: for ever. */
int64_t goals_wait_limit(const struct unit *u);

/*
 * ExitPolicy=stop: stops the pod if its last member has ended.  Returns whether
 * it did; false for a unit that is no pod.
 */
bool goals_pod(struct unit *pod);

#endif
