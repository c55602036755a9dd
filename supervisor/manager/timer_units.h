/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_TIMER_UNITS_H
#define SUPERVISOR_MANAGER_TIMER_UNITS_H

#include <stddef.h>
#include <stdint.h>

struct unit;

/*
 * All timer units: each starts another unit when it is due.  tcrd sleeps until
 * the next one, and is woken when the wall clock is set.
 */

/* Takes all units, which must stay valid; 0 or -ENOMEM. */
int timer_units_init(struct unit *units, size_t count);

/* Starts the units whose timers are due. */
void timer_units_turn(void);
/* The latest time for the next call of timer_units_turn(). */
int64_t timer_units_deadline(void);

/* When the timer is due, on the monotonic clock; -1: never, or not known. */
int64_t timer_units_next_ms(const struct unit *u);

#endif
