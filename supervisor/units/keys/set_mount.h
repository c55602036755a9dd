/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_MOUNT_H
#define SUPERVISOR_UNITS_KEYS_SET_MOUNT_H

#include "supervisor/units/keys/set.h"

/* Setters of the key table for mounts; see struct keys_row. */
SET_FUNCTION(set_mount_volume);
SET_FUNCTION(set_mount_tmpfs);
SET_FUNCTION(set_mount);

#endif
