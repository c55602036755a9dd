/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_RIGHTS_H
#define SUPERVISOR_UNITS_KEYS_SET_RIGHTS_H

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_limits.h"

/*
 * Setters of the key table for what a container may do, in struct unit_rights;
 * see struct keys_row.
 */
SET_FUNCTION(setright_caps);     /* uint64_t */
SET_FUNCTION(setright_unless);   /* bool: the value says the opposite */
SET_FUNCTION(setright_seccomp);  /* char * */
SET_FUNCTION(setright_apparmor); /* char * */
SET_FUNCTION(setright_group);    /* struct strv, as all below */
SET_FUNCTION(setright_annotation);
SET_FUNCTION(setright_sysctl);
SET_FUNCTION(setright_paths);
SET_FUNCTION(setright_device);
SET_FUNCTION(setright_device_rule);
SET_FUNCTION(setright_device_owner);
SET_FUNCTION(setright_device_mode);
SET_FUNCTION(setright_userns); /* char * */
SET_FUNCTION(setright_map);

#endif
