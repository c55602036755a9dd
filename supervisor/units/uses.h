/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_USES_H
#define SUPERVISOR_UNITS_USES_H

#include "supervisor/units/unit_file.h"

/*
 * Whether the unit uses the volume whose files are at path: it mounts the
 * volume, a part of it, or (writable) a folder around it, or it is the
 * anonymous volume of the unit.  Only paths are compared; nothing is opened.
 */
bool uses_volume(const struct unit_file *unit, const char *path);

#endif
