/* SPDX-License-Identifier: MIT */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include <stdbool.h>
#include <stdint.h>

struct state;

/*
 * A step of the boot: makes the socket for notes (init/note.h) and marks tcrd
 * and the shells of the command line as due.  Returns 0 or -errno.
 */
int child_init(struct state *s);

/*
 * Starts tcrd and the shells that are due.  Returns when the next one will be
 * due (CLOCK_MONOTONIC, milliseconds), or STATE_NEVER.
 */
int64_t child_start(struct state *s);

/*
 * Reaps children that ended, a bounded number of them, and sends tcrd a note
 * for each.  Returns true when there may be more.
 */
bool child_reap(struct state *s);

/* The delay before tcrd's next start; its last run took ran_ms after last_ms.
 */
int32_t child_backoff_ms(int64_t ran_ms, int32_t last_ms);

/* Whether PID 1 has any child left, adopted ones included. */
bool child_any(void);

#endif
