/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_ACTION_H
#define SUPERVISOR_LIFE_ACTION_H

#include "supervisor/units/unitlife.h"

/*
 * Ends the device as FailureAction= and its like ask; key is which of them,
 * argument what a reboot hands to the board (RebootArgument=) or NULL.  Without
 * tcr-init as PID 1 it only says so.
 */
void action_take(enum unit_action action, const char *unit, const char *key,
	const char *argument, bool under_init);

#endif
