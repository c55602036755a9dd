/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_ACTION_H
#define SUPERVISOR_LIFE_ACTION_H

#include "supervisor/units/unit_life.h"

/*
 * Reboots, powers off or halts the device as FailureAction= and similar keys
 * ask.  key is the name of that key; argument is RebootArgument= or NULL.
 * Without tcr-init as PID 1 (under_init) it only logs.
 */
void action_take(enum unit_action action, const char *unit, const char *key,
	const char *argument, bool under_init);

#endif
