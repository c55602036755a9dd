/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TARGET_H
#define SUPERVISOR_UNITS_TARGET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The targets of systemd that units name.  The device has passed all of them
 * before tcrd starts, so for most only the name is known.  A target that units
 * have to be started before is a unit (load/load_target.c): it is up when each
 * of them is up or has failed.
 */

#define TARGET_COUNT  12
#define TARGET_BOOT   "multi-user.target"
#define TARGET_ONLINE "network-online.target"

/*
 * The name of target i; the last two, default.target and graphical.target, are
 * further names of multi-user.target.
 */
const char *target_name(size_t i);

/*
 * The target with that name: TARGET_BOOT for its further names; NULL: there is
 * none.
 */
const char *target_find(const char *name);

/* Whether units that this target wants are started at boot. */
bool target_is_reached(const char *name);

#endif
