/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_TIMERS_H
#define SUPERVISOR_MANAGER_TIMERS_H

#include <stddef.h>
#include <stdint.h>

struct unit;

/*
 * All timer units: when they are due they start another one.  Nothing runs
 * between two of them; a set clock wakes tcrd.
 */

/* Takes all units, which must stay; 0 or -ENOMEM. */
int timers_init(struct unit *units, size_t count);

/* Starts what is due. */
void timers_turn(void);
/* When timers_turn is due at the latest. */
int64_t timers_deadline(void);

/* When the timer is due, on the monotonic clock; -1: not, or not known. */
int64_t timers_next_ms(const struct unit *u);

#endif
