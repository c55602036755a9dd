/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_TARGET_H
#define SUPERVISOR_UNITS_LOAD_LOAD_TARGET_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Adds units for the targets that other units need to be units; files has room
 * for TARGET_COUNT more.  Returns the new count.
 */
size_t load_target_add(struct draft *files, size_t count);

/*
 * Orders each target after the units that it wants (network-online.target after
 * every uplink), unless they wait for the target.  Names must be resolved and
 * cycles refused.  0 or -ENOMEM.
 */
int load_target_complete(struct draft *files, size_t count);

#endif
