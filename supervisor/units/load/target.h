/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_TARGET_H
#define SUPERVISOR_UNITS_LOAD_TARGET_H

#include "supervisor/units/keys/unitfile.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The targets of systemd that copied units name.  A device is past all of them
 * when tcrd starts, so most are nothing but a known name.  One that something
 * has to come before is a unit, up when all that has been tried.
 */

#define TARGET_COUNT  11
#define TARGET_BOOT   "multi-user.target"
#define TARGET_ONLINE "network-online.target"

/* The names; default.target is multi-user.target. */
const char *target_name(size_t i);

/* The target's own name if the name is one of its names; NULL: it is none. */
const char *target_find(const char *name);

/* Whether units that it wants are started at boot. */
bool target_is_reached(const char *name);

/*
 * Adds units for the targets that the others make something of; there is room
 * for TARGET_COUNT.  Returns how many there are then.
 */
size_t target_add(struct unitfile *files, size_t count);

/*
 * Once all names are resolved and cycles refused: lets each target come after
 * what makes it (units that it wants; every uplink), unless that waits for it.
 * 0 or -ENOMEM.
 */
int target_complete(struct unitfile *files, size_t count);

#endif
