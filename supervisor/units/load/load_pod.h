/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_POD_H
#define SUPERVISOR_UNITS_LOAD_LOAD_POD_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Adds Wants= of each pod for its members, gives them the pod's volumes and
 * StopTimeout=, and marks containers whose network another container joins. To
 * be called before dependencies are resolved; files are sorted by name.  0 or
 * -ENOMEM.
 */
int load_pod_link(struct draft *files, size_t count);

#endif
