/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_LOAD_H
#define SUPERVISOR_UNITS_LOAD_LOAD_H

#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"

/*
 * Reads every unit file with its drop-ins, makes instances of templates,
 * resolves dependencies, adds the built-in units that are needed, gives
 * addresses out.  A bad unit is kept, with its `bad` set; problems that refuse
 * nothing are logged as warnings "PATH:LINE: text".  -ENOMEM is the only
 * failure.
 */
int load_all(struct conf *conf, const struct gather_source *source);

#endif
