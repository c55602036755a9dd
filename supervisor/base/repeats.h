/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_REPEATS_H
#define SUPERVISOR_BASE_REPEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Limits equal log lines: of those within a window of REPEATS_MS the first
 * REPEATS_MAX are logged, then how many were left out.  Pure.
 */
#define REPEATS_MAX   20
#define REPEATS_MS    10000

#define REPEATS_LINES 16  /* how many different lines are counted */
#define REPEATS_SHOWN 160 /* bytes of a line for repeats_over() */

struct repeats {
	struct repeats_line {
		uint64_t hash;
		unsigned count;   /* in this window; 0: this entry is free */
		int64_t since_ms; /* when the window began */
		char text[REPEATS_SHOWN];
	} lines[REPEATS_LINES];
};

/* Counts a line; true if it is to be logged. */
bool repeats_pass(
	struct repeats *r, const char *line, size_t len, int64_t now_ms);

/*
 * Finds a line whose window is over and of which some were left out, and frees
 * its entry.  Returns how many were left out, 0: there is no such line.  *text
 * is the beginning of the line, valid until the next call.
 */
unsigned repeats_over(struct repeats *r, int64_t now_ms, const char **text);

/* When repeats_over() will find one; INT64_MAX: nothing was left out. */
int64_t repeats_deadline(const struct repeats *r);

#endif
