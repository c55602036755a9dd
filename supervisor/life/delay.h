/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_DELAY_H
#define SUPERVISOR_LIFE_DELAY_H

#include <stdbool.h>
#include <stdint.h>

struct automaton_policy;

/*
 * The delay before a restart that follows `streak` others in a row, without its
 * random part.  With RestartSteps=n it is systemd's
 *
 *	RestartSec * (RestartMaxDelaySec / RestartSec) ^ (streak / n)
 *
 * for the first n restarts, then RestartMaxDelaySec; the error is below 1 ms
 * plus 2e-7 of the value.  Without RestartSteps= the delay doubles from
 * RestartSec to RestartMaxDelaySec.
 */
int64_t delay_of(const struct automaton_policy *p, uint32_t streak);

/* The starts of a unit since its window began. */
struct delay_starts {
	int64_t since_ms;
	uint32_t count;
};

/*
 * Counts a start; false: there were `burst` starts in this window already, so
 * it must not be.  A window lasts window_ms and begins with a start; the first
 * start after its end begins the next one.  burst 0 is no limit.
 */
bool delay_start(struct delay_starts *s, int64_t window_ms, unsigned burst,
	int64_t now_ms);

#endif
