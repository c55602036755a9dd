/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_DELAY_H
#define SUPERVISOR_LIFE_DELAY_H

#include <stdbool.h>
#include <stdint.h>

struct automaton_policy;

/*
 * How long the restart after `streak` others in a row waits, before any chance
 * is added.  With RestartSteps=n it is systemd's
 *
 *	RestartSec * (RestartMaxDelaySec / RestartSec) ^ (streak / n)
 *
 * up to n restarts, then RestartMaxDelaySec; exact to 1 ms and 2e-7 of the
 * value.  Without, it doubles from RestartSec to RestartMaxDelaySec.
 */
int64_t delay_of(const struct automaton_policy *p, uint32_t streak);

/* The starts of a unit since its window began. */
struct delay_starts {
	int64_t since_ms;
	uint32_t count;
};

/*
 * Counts a start; false: it is one more than burst in window_ms and must not
 * be.  A window begins with the first start after the one before it; burst 0
 * is no limit.
 */
bool delay_start(struct delay_starts *s, int64_t window_ms, unsigned burst,
	int64_t now_ms);

#endif
