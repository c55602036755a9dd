/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_MANAGER_H
#define SUPERVISOR_UNITS_KEYS_SET_MANAGER_H

#include "supervisor/units/keys/set.h"

/* Setters of [Manager]. */
SET_FUNCTION(set_manager_default); /* field: the section that has the key */
SET_FUNCTION(set_manager_level);
SET_FUNCTION(set_manager_syslog);
SET_FUNCTION(set_manager_dns_cache);

#endif
