/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_STATE_H
#define SUPERVISOR_STATE_H

#include "supervisor/manager.h"

/*
 * What a successor of tcrd must know of a unit, in UNIT_DIR/state, replaced by
 * rename at each change.  In RAM: gone with the device, as the unit is.
 */

/* Saves it; a failure is logged and costs only the adoption. */
void state_save(const struct unit *u);

/* Loads it into u (automaton, pid, times, counters, cause); 0, -ENOENT for
 * none, -EBADMSG for what is no state of this version. */
int state_load(struct unit *u);

/* Removes it: the next tcrd takes the unit for one that was never up. */
void state_forget(const struct unit *u);

#endif
