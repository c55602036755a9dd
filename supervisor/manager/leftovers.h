/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_LEFTOVERS_H
#define SUPERVISOR_MANAGER_LEFTOVERS_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stddef.h>

/*
 * Finds the units of an earlier tcrd that no unit file names any more; their
 * folders under RUN/units show them, and they may still run.  *files gets a
 * unit file for each, which serves only to take the unit down; the caller owns
 * the array.  Returns their number or -ENOMEM.
 */
int leftovers_find(const struct conf *conf, struct unit_file **files);

/* Removes the folder of such a unit when it is down. */
void leftovers_forget(const struct unit_file *file);

#endif
