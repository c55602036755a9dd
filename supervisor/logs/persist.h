/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_PERSIST_H
#define SUPERVISOR_LOGS_PERSIST_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * LogPersist=: logs kept in /var/lib/tcr/logs, NAME.log and, of the boot
 * before, NAME.old.
 */
#define PERSIST_DIR   "/var/lib/tcr/logs"
#define PERSIST_SAVED "log-saved" /* in the unit's folder: this boot's is */

/* Writes the unit's log if it is to be kept and has changed.  In a task. */
void persist_save(const struct conf *conf, const struct unit_file *unit);

/* Every few minutes, for all units, in a task of its own. */
void persist_turn(const struct conf *conf, int64_t now_ms);
int64_t persist_deadline(void);
/* Once more at the end; false until that is done. */
bool persist_finish(const struct conf *conf);
/* True if the process was that task. */
bool persist_reaped(pid_t pid, int status);

#endif
