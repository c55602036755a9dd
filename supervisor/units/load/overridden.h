/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_OVERRIDDEN_H
#define SUPERVISOR_UNITS_LOAD_OVERRIDDEN_H

#include "supervisor/units/conf.h"

/*
 * For units whose files on the data partition add to the firmware's, or are in
 * their place: DATA/overridden/NAME has the checksum of either since the former
 * were first seen as they are.  A unit whose firmware files are others now is
 * outdated.  One that Overrides= has found to be so is left alone.
 */
void overridden_look(struct conf *conf, const char *data);

#endif
