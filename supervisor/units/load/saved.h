/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SAVED_H
#define SUPERVISOR_UNITS_LOAD_SAVED_H

#include "supervisor/units/conf.h"

/*
 * Keeps the texts of the good units in DIR/NAME/unit, which a later
 * load_all() takes as `saved`, and forgets them here.  A file that has them
 * already is not touched.  Failures are logged: the device runs without.
 */
void saved_write(struct conf *conf, const char *dir);

#endif
