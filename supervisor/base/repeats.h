/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_REPEATS_H
#define SUPERVISOR_BASE_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A limit on equal log lines: what goes wrong in a loop is said REPEATS_MAX
 * times in REPEATS_MS, then how often it was not said.  Pure.
 */
#define REPEATS_MAX   20
#define REPEATS_MS    10000

#define REPEATS_LINES 16  /* different ones that are known */
#define REPEATS_SHOWN 160 /* bytes of one that was not said */

struct repeats {
	struct repeats_line {
		uint64_t hash;
		unsigned count;   /* since then; 0: free */
		int64_t since_ms; /* when its window began */
		char text[REPEATS_SHOWN];
	} lines[REPEATS_LINES];
};

/* Counts a line; whether it is to be said. */
bool repeats_pass(
	struct repeats *r, const char *line, size_t len, int64_t now_ms);

/*
 * The next line whose window is over and of which some were not said: how many,
 * or 0.  *text is its beginning, until the next call.
 */
unsigned repeats_over(struct repeats *r, int64_t now_ms, const char **text);

/* When that has one at the earliest; INT64_MAX: nothing is left out now. */
int64_t repeats_deadline(const struct repeats *r);

#endif
