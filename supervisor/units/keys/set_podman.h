/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_SET_PODMAN_H
#define SUPERVISOR_UNITS_KEYS_SET_PODMAN_H

#include "supervisor/units/keys/set.h"

/*
 * The setter of PodmanArgs=; row->field is its section.  See struct keys_row.
 */
SET_FUNCTION(set_podman_args);

#endif
