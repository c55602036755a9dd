/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_GOALS_H
#define SUPERVISOR_MANAGER_GOALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct unit;

/*
 * What is wanted of units: by people, and by what happens to other units.
 * Only goals are set here; when they are reached is deps.h's and life.h's.
 */

/* Takes all units, which must stay; 0 or -ENOMEM. */
int goals_init(struct unit *units, size_t count);

/*
 * start also wants what the unit pulls in, and stops what excludes one of
 * these; stop takes along what requires it or is part of it; restart is both,
 * for all of these in one go.
 */
void goals_start(struct unit *u);
void goals_stop(struct unit *u);
void goals_restart(struct unit *u);

/*
 * After a boot that is a reload: what runs as its files no longer say is
 * restarted, and what had failed as its files were before, or for a unit that
 * had, is started if it would be at boot.
 */
void goals_reload(void);

/* Stops everything; nothing starts any more. */
void goals_shutdown(void);
bool goals_ending(void);

/* A unit that is wanted and that u excludes; NULL: none. */
const struct unit *goals_opponent(const struct unit *u);

/*
 * What has become of units wants of others: OnFailure=, BindsTo=, Upholds=,
 * restarts that take others along.  Call before any unit moves on.  True:
 * something is wanted that was not.
 */
bool goals_turn(void);

/* When goals_turn is due again, if nothing happens before. */
int64_t goals_deadline(void);

/*
 * Lets a waiting unit go on, or gives it up, or says what it waits for.  True:
 * it is not where it was.
 */
bool goals_wait(struct unit *u);

/* Until when it may wait (JobTimeoutSec=); INT64_MAX: for ever. */
int64_t goals_wait_limit(const struct unit *u);

/*
 * ExitPolicy=stop: when the last member of a pod has ended, the pod goes down.
 * Returns whether it does now; false for a unit that is no pod.
 */
bool goals_pod(struct unit *pod);

#endif
