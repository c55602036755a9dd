/* SPDX-License-Identifier: MIT */
#ifndef INIT_WATCH_H
#define INIT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct state;

/* Blocks the signals that watch_turn() reads; the others get SIG_DFL. */
void watch_init(void);

/*
 * A step of the boot: opens the board's watchdog, if it has one, and starts a
 * child process that feeds it for three minutes at most, as the next steps may
 * wait for disks.  Returns 0 or -errno.
 */
int watch_open(struct state *s);

/* The step that ends this child: from here on watch_turn() alone feeds. */
int watch_alone(struct state *s);

/* Stops the watchdog, for power off and halt. */
void watch_close(struct state *s);

/*
 * Feeds the watchdog, waits for a signal until until_ms (CLOCK_MONOTONIC) at
 * the latest, reaps children.  Returns the signal's number, or 0.
 */
int watch_turn(struct state *s, int64_t until_ms);

#endif
