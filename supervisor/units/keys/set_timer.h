/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_TIMER_H
#define SUPERVISOR_UNITS_KEYS_SET_TIMER_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"

/* Setters of [Timer]. */
SET_FUNCTION(set_timer_span); /* field: an enum timer_base */
SET_FUNCTION(set_timer_calendar);
SET_FUNCTION(set_timer_unit);
SET_FUNCTION(set_timer_ignored); /* a time that has no effect */

/* Checks a timer and sets the default of Unit=.  0 or -ENOMEM. */
int set_timer_end(struct draft *u);

#endif
