/* SPDX-License-Identifier: MIT */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include <stdbool.h>
#include <stdint.h>

struct state;

/* The children that the command line asks for become due, the notes' socket. */
int child_init(struct state *s);

/* Starts whatever is due; returns when the next one will be. */
int64_t child_start(struct state *s);

/*
 * Tells tcrd of the children that ended and reaps them, a bounded number.
 * True when there may be more.
 */
bool child_reap(struct state *s);

/* tcrd's next delay, after a run of ran_ms that followed a delay of last_ms. */
int32_t child_backoff_ms(int64_t ran_ms, int32_t last_ms);

/* Whether there is any child left, ours or adopted. */
bool child_any(void);

#endif
