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
 * Takes the units of conf and tcr.conf (which must stay).  under_init: PID 1
 * sends exit notes.  0 or -ENOMEM.
 */
int manager_init(const struct conf *conf, const struct settings *settings,
	bool under_init);

/* Adopts what an earlier tcrd left, undoes what is half done, starts the rest.
 */
void manager_boot(void);

/* A child or orphan has ended (waitpid(2) status): a task, a unit, or nobody.
 */
void manager_reaped(pid_t pid, int status);

/* Everything that time and other units' changes bring; call after each wake-up.
 */
void manager_turn(void);
/* When manager_turn is due at the latest. */
int64_t manager_deadline(void);

/* Stops everything in order; nothing starts any more. */
void manager_shutdown(void);
bool manager_stopped(void);
/* Before tcrd is replaced.  hold: starts no more tasks; true while some are
 * under way.  drop: kills those. */
bool manager_hold(void);
void manager_drop_tasks(void);
/* They are down because tcrd ends, not since someone wanted it: the next tcrd,
 * should one come, starts what is to be started at boot. */
void manager_forget(void);

/* For status and control. */
const struct conf *manager_conf(void);
struct unit *manager_units(size_t *count);
struct unit *manager_find(const char *name);
/* When the boot had settled; -1: not yet. */
int64_t manager_boot_ms(void);
/* Why a tcr.conf does not count; NULL: all do. */
const char *manager_settings_bad(void);
/* "starting", "running", "degraded", "stopping". */
const char *manager_state(void);
/* A unit's state in the words of the status document. */
const char *manager_unit_state(const struct unit *u);
/* Nothing under way: up, down for good, in backoff, or waiting for such. */
bool manager_settled(const struct unit *u);

#endif
