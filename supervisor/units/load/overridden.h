/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_OVERRIDDEN_H
#define SUPERVISOR_UNITS_LOAD_OVERRIDDEN_H

#include "supervisor/units/conf.h"

/*
 * Marks units as outdated.  If a unit has files on the data partition and in
 * the firmware, DATA/overridden/NAME keeps the checksums of both from when
 * those of the data partition were first seen.  A unit whose firmware files
 * have changed since is outdated.  Units that Overrides= has marked already are
 * left out.  keep: what is first seen now is noted.
 */
void overridden_look(struct conf *conf, const char *data, bool keep);

#endif
