/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_LADDER_H
#define SUPERVISOR_RUNGS_LADDER_H

#include "supervisor/rungs/rung.h"

#include <stdbool.h>
#include <stdint.h>

/* The table of ladders. */

/* The ladder of a unit: its rungs, how many, and if the last is a process. */
const struct rung *ladder_of(
	const struct unit_file *unit, uint8_t *count, bool *process);

#endif
