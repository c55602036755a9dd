/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_H
#define SUPERVISOR_UNITS_LOAD_LOAD_H

#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"

/*
 * Reads every unit file with its drop-ins, makes instances of templates,
 * resolves dependencies, adds the built-in units that are needed, and gives out
 * addresses.  A bad unit stays in conf, with `bad` set; problems that do not
 * make a unit bad are logged as warnings "PATH:LINE: text".  -ENOMEM is the
 * only failure.
 */
int load_all(struct conf *conf, const struct gather_source *source);

#endif
