/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_STATE_FILE_H
#define SUPERVISOR_LIFE_STATE_FILE_H

#include "supervisor/life/unit.h"

/*
 * What the next tcrd must know of a unit.  It is in the file UNIT_DIR/state,
 * which is replaced by rename at each change and, being in RAM, lost at a
 * reboot.
 */

/* Saves the state of u.  A failure is logged; it costs only the adoption. */
void state_file_save(const struct unit *u);

/*
 * Loads the state into u: automaton, pid, times, counters, cause.  Returns
 *	0        on success,
 *	1        if the state is of a unit whose file was gone, which is still
 *		 going down; u is a new unit of that name,
 *	-ENOENT  if there is none, or that earlier unit is down,
 *	-EBADMSG if it is no state of this version.
 */
int state_file_load(struct unit *u);

/* Removes the state: for the next tcrd the unit was never up. */
void state_file_forget(const struct unit *u);

/* What every tcrd of a boot shares. */
struct state_device {
	int64_t start_ms;  /* when the first tcrd started; 0: not known */
	int64_t boot_ms;   /* when the boot had settled; -1: not yet */
	int64_t available; /* bytes free before any container; 0: not known */
};

/* The file is RUN/units/tcrd/state; without it nothing is known. */
void state_file_device_save(const struct state_device *d);
void state_file_device_load(struct state_device *d);
void state_file_device_forget(void);

#endif
