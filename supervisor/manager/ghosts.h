/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_GHOSTS_H
#define SUPERVISOR_MANAGER_GHOSTS_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit.h"

#include <stddef.h>

/*
 * Units of an earlier tcrd whose files are gone: what their folders under RUN
 * say may still run.  Makes a unit file for each, good for taking it down and
 * nothing else.  *files is the caller's to keep; returns how many, or -ENOMEM.
 */
int ghosts_find(const struct conf *conf, struct unit_file **files);

/* The ghost is down: forgets its folder. */
void ghosts_bury(const struct unit_file *file);

#endif
