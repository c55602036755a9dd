/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_STATE_H
#define SUPERVISOR_LIFE_STATE_H

#include "supervisor/life/unit.h"

/*
 * What a successor of tcrd must know of a unit, in UNIT_DIR/state, replaced by
 * rename at each change.  In RAM: gone with the device, as the unit is.
 */

/* Saves it; a failure is logged and costs only the adoption. */
void state_save(const struct unit *u);

/*
 * Loads it into u (automaton, pid, times, counters, cause); 0, 1 for that of a
 * unit which is going down as its file was gone and has one again, -ENOENT for
 * none or if that one is down, -EBADMSG for what is no state of this version.
 */
int state_load(struct unit *u);

/* Removes it: the next tcrd takes the unit for one that was never up. */
void state_forget(const struct unit *u);

/* What is the same for every tcrd of a boot. */
struct state_device {
	int64_t start_ms;  /* when the first one started; 0 */
	int64_t boot_ms;   /* when the boot had settled; -1: not yet */
	int64_t available; /* memory that was free before containers; 0 */
};

/* In RUN/units/tcrd/state; without one nothing is known. */
void state_device_save(const struct state_device *d);
void state_device_load(struct state_device *d);
void state_device_forget(void);

#endif
