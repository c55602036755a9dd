/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SET_EXTRA_H
#define SUPERVISOR_UNITS_SET_EXTRA_H

#include "supervisor/units/set.h"

/* Setters of the key table for secrets, time zone, labels and logs. */
SET_FUNCTION(set_secret);
SET_FUNCTION(set_timezone);
SET_FUNCTION(set_label);

#endif
