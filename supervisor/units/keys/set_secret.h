/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_SECRET_H
#define SUPERVISOR_UNITS_KEYS_SET_SECRET_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for secrets and the time zone. */
SET_FUNCTION(set_secret);
SET_FUNCTION(set_secret_timezone);

#endif
