/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_FORWARD_H
#define SUPERVISOR_LOGS_FORWARD_H

#include "supervisor/units/conf.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Forwards logs to the syslog server of SyslogServer=.  A child of tcrd does it
 * (forwarder.h): it may be killed at any instruction, and the next one goes on
 * where it was.  tcrd never waits for it.
 */

/* Starts the child when there is none; a second after one that has ended. */
void forward_turn(const struct conf *conf, int64_t now_ms);
int64_t forward_deadline(void);
/* Kills the child, before tcrd is replaced. */
void forward_stop(void);
/* A child has ended with this waitpid(2) status; true if it was this one. */
bool forward_reaped(pid_t pid, int status);
/* How many lines were handed to the network, and how many were not, as the
 * rings had no room for them any longer; false: no log is forwarded. */
bool forward_counts(uint64_t *sent, uint64_t *lost);

#endif
