/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_EXTRA_H
#define SUPERVISOR_UNITS_KEYS_SET_EXTRA_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for secrets, time zone, labels and logs. */
SET_FUNCTION(set_secret);
SET_FUNCTION(set_timezone);
SET_FUNCTION(set_label);
SET_FUNCTION(set_log_driver);
SET_FUNCTION(set_log_option);
SET_FUNCTION(set_log_tag);
SET_FUNCTION(set_sink); /* uint8_t: enum unit_sink bits */
SET_FUNCTION(set_input);
SET_FUNCTION(set_tty);
SET_FUNCTION(set_rate_interval);
SET_FUNCTION(set_rate_lines);
SET_FUNCTION(set_overrides);

#endif
