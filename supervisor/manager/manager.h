/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_MANAGER_MANAGER_H
#define SUPERVISOR_MANAGER_MANAGER_H

#include "supervisor/life/unit.h"
#include "supervisor/units/conf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct settings;

/*
 * Takes the units of conf and the settings of tcr.conf; both must stay valid.
 * under_init: PID 1 is tcr-init and sends a note for each process that ends.
 * Returns 0 or -ENOMEM.
 */
int manager_init(const struct conf *conf, const struct settings *settings,
	bool under_init);

/*
 * Adopts what an earlier tcrd left running, undoes what it left half done, and
 * starts the other units that are wanted at boot.
 */
void manager_boot(void);

/*
 * A process has ended with this status of waitpid(2): a task, the process of a
 * unit, or one that tcrd does not know (yet).
 */
void manager_reaped(pid_t pid, int status);

/*
 * Does what is due and brings every unit as far as it can get now.  To be
 * called after each wake-up of the event loop.
 */
void manager_turn(void);
/* The latest time for the next call of manager_turn(). */
int64_t manager_deadline(void);

/* Stops all units in order; no unit is started any more. */
void manager_shutdown(void);
bool manager_stopped(void);
/*
 * Both prepare for tcrd's being replaced.  manager_hold() lets no more tasks
 * start and returns true while some, or a ReloadCmd=, still run;
 * manager_drop_tasks() kills them.
 */
bool manager_hold(void);
void manager_drop_tasks(void);
/*
 * Forgets the saved state of all units.  They are down because tcrd ends, not
 * because someone stopped them: a later tcrd is to start them as at boot.
 */
void manager_forget(void);

/* What the status document and the control socket ask for. */
const struct conf *manager_conf(void);
struct unit *manager_units(size_t *count);
struct unit *manager_find(const char *name);
/* When all units wanted at boot had settled for the first time; -1: not yet. */
int64_t manager_boot_ms(void);
/* Why a tcr.conf is ignored; NULL: none is. */
const char *manager_settings_bad(void);
/* State of the device: "starting", "running", "degraded" or "stopping". */
const char *manager_state(void);
/*
 * Nothing is under way for the unit: it is up, down for good, in backoff, or
 * waits for a unit in backoff.
 */
bool manager_settled(const struct unit *u);

#endif
