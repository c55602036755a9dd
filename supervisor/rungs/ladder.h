/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_LADDER_H
#define SUPERVISOR_RUNGS_LADDER_H

#include "supervisor/rungs/rung.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Returns the ladder of a unit.  *count gets the number of rungs, *process
 * whether the last one starts a process.
 */
const struct rung *ladder_of(
	const struct unit_file *unit, uint8_t *count, bool *process);

/*
 * Fills in what the way down needs of a unit whose file is gone; its name and
 * kind are set.
 */
void ladder_leftover(struct unit_file *file);

#endif
