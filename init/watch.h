/* SPDX-License-Identifier: MIT */
#ifndef INIT_WATCH_H
#define INIT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct state;

/* Blocks the signals that watch_turn() reads. */
void watch_init(void);

/*
 * Opens the board's watchdog, where there is one.  From here until
 * watch_alone(), but three minutes at most, a child feeds it: what comes
 * between may wait.
 */
int watch_open(struct state *s);
int watch_alone(struct state *s);

/* Stops the watchdog: only the way down to power off does that. */
void watch_close(struct state *s);

/*
 * One turn: feeds the watchdog, waits for a signal until until_ms at the
 * latest, reaps.  Returns the signal or 0.
 */
int watch_turn(struct state *s, int64_t until_ms);

#endif
