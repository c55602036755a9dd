/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_OWNLOG_H
#define SUPERVISOR_LOGS_OWNLOG_H

#include <stdint.h>

/*
 * tcrd's own lines go to the console and, without time and name, to a ring,
 * which `tcrctl logs` shows.  A line that is logged again and again must not
 * fill them, so it is counted instead.
 */

/* Takes what is logged from now on. */
void ownlog_begin(void);
/* Opens the ring; until then, and if that fails, there is only the console. */
void ownlog_open(void);

/* Logs how often lines were counted, once that is due. */
void ownlog_turn(void);
/* The latest time for the next call of ownlog_turn(). */
int64_t ownlog_deadline(void);

/* How many bytes were ever written to the ring. */
uint64_t ownlog_written(void);

#endif
