/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_POD_H
#define SUPERVISOR_UNITS_KEYS_SET_POD_H

#include "supervisor/units/keys/set.h"

/* Setters of [Pod]; see struct keys_row. */
SET_FUNCTION(set_pod_exit);
SET_FUNCTION(set_pod_shm);

#endif
