/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_LOGS_H
#define SUPERVISOR_UNITS_KEYS_SET_LOGS_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for a container's output and input. */
SET_FUNCTION(set_logs_driver);
SET_FUNCTION(set_logs_option);
SET_FUNCTION(set_logs_tag);
SET_FUNCTION(set_logs_sink); /* uint8_t: enum unit_sink bits */
SET_FUNCTION(set_logs_input);
SET_FUNCTION(set_logs_attach);
SET_FUNCTION(set_logs_tty);
SET_FUNCTION(set_logs_rate_interval);
SET_FUNCTION(set_logs_rate_lines);

#endif
