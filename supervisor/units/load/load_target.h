/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_TARGET_H
#define SUPERVISOR_UNITS_LOAD_LOAD_TARGET_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Adds units for the targets that the others make something of; there is room
 * for TARGET_COUNT.  Returns how many there are then.
 */
size_t load_target_add(struct draft *files, size_t count);

/*
 * Once all names are resolved and cycles refused: lets each target come after
 * what makes it (units that it wants; every uplink), unless that waits for it.
 * 0 or -ENOMEM.
 */
int load_target_complete(struct draft *files, size_t count);

#endif
