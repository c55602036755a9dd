/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_PERSIST_H
#define SUPERVISOR_LOGS_PERSIST_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * LogPersist=: copies logs to DATA/logs, where NAME.log is the log of this boot
 * and NAME.old that of the boot before.  RUN/units/NAME/log-saved has the
 * position in the ring of the last copy; it is not there before the first one
 * of this boot, when NAME.log is still that of the boot before.
 */
#define PERSIST_SAVED "log-saved"

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
