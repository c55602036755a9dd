/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TARGET_H
#define SUPERVISOR_UNITS_TARGET_H

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

#endif
