/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_PERSIST_H
#define SUPERVISOR_LOGS_PERSIST_H

#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * LogPersist=, of units and of tcr.conf: copies logs to DATA/logs, where
 * NAME.log is the log of this boot and NAME.old that of the boot before.
 * RUN/units/NAME/log-saved has the position in the ring of the last copy; it is
 * not there before the first one of this boot, when NAME.log is still that of
 * the boot before.
 */
#define PERSIST_SAVED "log-saved"

/*
 * Copies the unit's log if it has LogPersist= and something new.  Blocks, so
 * only tasks call it.  Logs what fails.
 */
void persist_save(const struct conf *conf, const struct unit_file *unit);

/*
 * Starts a task every five minutes that copies the logs of all units, and, with
 * LogPersist= of tcr.conf, one that copies tcrd's own when its ring has had
 * another position, `written`, for 30 seconds.
 */
void persist_turn(const struct conf *conf, int64_t now_ms, uint64_t written);
/* When persist_turn() has something to do; INT64_MAX: never. */
int64_t persist_deadline(void);
/* At the end of tcrd: starts such a task once more; true when it has ended. */
bool persist_finish(const struct conf *conf);
/* A child has ended with this waitpid(2) status; true if it was the task. */
bool persist_reaped(pid_t pid, int status);

#endif
