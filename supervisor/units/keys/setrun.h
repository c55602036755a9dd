/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SETRUN_H
#define SUPERVISOR_UNITS_KEYS_SETRUN_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for [Container]; see struct keys_row. */
SET_FUNCTION(setrun_image);
SET_FUNCTION(setrun_rootfs);
SET_FUNCTION(setrun_exec);
SET_FUNCTION(setrun_entrypoint);
SET_FUNCTION(setrun_environment);
SET_FUNCTION(setrun_environment_file);
SET_FUNCTION(setrun_variables);
SET_FUNCTION(setrun_variables_file);
SET_FUNCTION(setrun_user);
SET_FUNCTION(setrun_group);
SET_FUNCTION(setrun_hostname);
SET_FUNCTION(setrun_publish);

#endif
