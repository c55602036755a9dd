/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_LEFTOVERS_H
#define SUPERVISOR_MANAGER_LEFTOVERS_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit.h"

#include <stddef.h>

/*
 * Units of an earlier tcrd whose files are gone: what their folders under RUN
 * say may still run.  Makes a unit file for each, good for taking it down and
 * nothing else.  *files is the caller's to keep; returns how many, or -ENOMEM.
 */
int leftovers_find(const struct conf *conf, struct unit_file **files);

/* The leftover is down: removes its folder. */
void leftovers_forget(const struct unit_file *file);

#endif
