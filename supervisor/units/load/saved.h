/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SAVED_H
#define SUPERVISOR_UNITS_LOAD_SAVED_H

#include "supervisor/units/conf.h"

/*
 * Writes the texts of good units to DIR/NAME/unit and their addresses to
 * DIR/NAME/address, then frees the texts.  load_all() reads both with DIR as
 * source->saved.  Files with the same content are not written again.  Failures
 * are logged: the device runs without.
 */
void saved_write(struct conf *conf, const char *dir);

#endif
