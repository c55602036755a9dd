/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_CYCLES_H
#define SUPERVISOR_UNITS_LOAD_CYCLES_H

#include "supervisor/units/keys/draft.h"

#include <stddef.h>

/*
 * Refuses every unit that waits for itself, after resolve_names(); the message
 * names the cycle.  0 or -ENOMEM.
 */
int cycles_refuse(struct draft *files, size_t count);

#endif
