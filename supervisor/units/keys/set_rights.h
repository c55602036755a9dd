/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_RIGHTS_H
#define SUPERVISOR_UNITS_KEYS_SET_RIGHTS_H

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_limits.h"

/*
 * Setters of the key table for the rights of a container, in struct
 * unit_rights; see struct keys_row.
 */
SET_FUNCTION(set_rights_caps);     /* uint64_t */
SET_FUNCTION(set_rights_unless);   /* bool: the opposite of the value */
SET_FUNCTION(set_rights_seccomp);  /* char * */
SET_FUNCTION(set_rights_apparmor); /* char * */
SET_FUNCTION(set_rights_group);    /* struct strv, as below */
SET_FUNCTION(set_rights_annotation);
SET_FUNCTION(set_rights_sysctl);
SET_FUNCTION(set_rights_paths);
SET_FUNCTION(set_rights_device);
SET_FUNCTION(set_rights_device_rule);
SET_FUNCTION(set_rights_device_owner);
SET_FUNCTION(set_rights_device_mode);
SET_FUNCTION(set_rights_userns); /* char * */
SET_FUNCTION(set_rights_map);
SET_FUNCTION(set_rights_control); /* enum rights_control */

#endif
