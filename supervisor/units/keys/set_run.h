/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_RUN_H
#define SUPERVISOR_UNITS_KEYS_SET_RUN_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for [Container]; see struct keys_row. */
SET_FUNCTION(set_run_image);
SET_FUNCTION(set_run_rootfs);
SET_FUNCTION(set_run_entrypoint);
SET_FUNCTION(set_run_environment);
SET_FUNCTION(set_run_environment_file);
SET_FUNCTION(set_run_variables);
SET_FUNCTION(set_run_variables_file);
SET_FUNCTION(set_run_user);
SET_FUNCTION(set_run_group);
SET_FUNCTION(set_run_hostname);
SET_FUNCTION(set_run_publish);
SET_FUNCTION(set_run_label);

#endif
