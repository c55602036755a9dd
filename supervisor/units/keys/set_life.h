/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_LIFE_H
#define SUPERVISOR_UNITS_KEYS_SET_LIFE_H

#include "supervisor/units/keys/set.h"
#include "supervisor/units/policy.h"

/*
 * Setters of the key table for starting, watching and ending a unit; see struct
 * keys_row.
 */
SET_FUNCTION(set_life_restart);
SET_FUNCTION(set_life_type);
SET_FUNCTION(set_life_collect);
SET_FUNCTION(set_life_span);          /* int64_t, milliseconds; 0: no limit */
SET_FUNCTION(set_life_span_or_unset); /* as set_life_span; -1: not set */
SET_FUNCTION(set_life_amount);        /* int64_t, milliseconds, maybe 0 */
SET_FUNCTION(set_life_amount_or_unset);
SET_FUNCTION(set_life_timeouts); /* TimeoutSec= */
SET_FUNCTION(set_life_steps);
SET_FUNCTION(set_life_burst);
SET_FUNCTION(set_life_exits);  /* struct reason_set */
SET_FUNCTION(set_life_action); /* enum unit_action */
SET_FUNCTION(set_life_reboot_argument);
SET_FUNCTION(set_life_kill_mode);
SET_FUNCTION(set_life_notify);
SET_FUNCTION(set_life_notify_access);
SET_FUNCTION(set_life_check);          /* struct strv, of HealthCmd= */
SET_FUNCTION(set_life_check_interval); /* int64_t, milliseconds; 0: no checks */
SET_FUNCTION(set_life_check_timeout);
SET_FUNCTION(set_life_count);        /* unsigned */
SET_FUNCTION(set_life_count_from_1); /* unsigned, at least 1 */
SET_FUNCTION(set_life_unhealthy);

/* The value of Restart= for it: "on-failure". */
const char *set_life_restart_name(enum automaton_restart restart);

#endif
