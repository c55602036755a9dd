/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LOGLINES_H
#define SUPERVISOR_CLIENT_LOGLINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Lines of logs: which are chosen, and how they are printed.  A line of a ring
 * is "SECONDS.MILLIS STREAM text"; the stream is "out", "err" or, for what tcr
 * says of the unit, "tcr".  Rings may have been damaged: a line of another form
 * is shown with "?" for its time.
 */

/* Which lines, and how; all zero: every line, as text. */
struct loglines {
	int64_t since_ms, until_ms; /* of the wall clock; 0: no limit */
	const char *grep;           /* lines with this text; NULL: all */
	const char *stream;         /* lines of this stream; NULL: all */
	bool colours;               /* mark lines of standard error */
	bool jsonl;                 /* each line a JSON object */
};

/* The lines that one unit has now. */
struct loglines_text {
	const char *name; /* as shown; NULL: indented, without a name */
	const char *text;
	size_t len;
};

/*
 * Prints the last `last` (-1: all) chosen lines of several units in the order
 * of their times; lines of one unit keep their order.  0 or -ENOMEM.
 */
int loglines_print(const struct loglines *which,
	const struct loglines_text *texts, size_t count, int64_t last);

/*
 * Reads a point in time: "2026-11-23T14:02:11Z", "2026-11-23", "14:02" or
 * "14:02:11" of today (all UTC), or a time span before now, "10min".  In
 * milliseconds since 1970, or -1.
 */
int64_t loglines_time(const char *text);

#endif
