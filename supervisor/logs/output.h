/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_OUTPUT_H
#define SUPERVISOR_LOGS_OUTPUT_H

#include "supervisor/base/loop.h"
#include "supervisor/logs/copies.h"
#include "supervisor/logs/ring.h"
#include "supervisor/units/unit.h"

#include <stddef.h>
#include <stdint.h>

#define OUTPUT_LINE_MAX   2048       /* a longer one is split */
#define OUTPUT_WINDOW_MS  100        /* a unit may write this much ... */
#define OUTPUT_WINDOW_MAX (64 << 10) /* ... in that time, then it waits */

/*
 * What a unit writes: a FIFO in its folder, held open for reading and writing
 * so that neither side sees the other die, drained into its log ring.  A flood
 * is held up at the FIFO: it costs the one who makes it.
 */
struct output {
	struct loop_source source; /* the FIFO */
	struct ring ring;
	char *line; /* the unfinished one, OUTPUT_LINE_MAX bytes */
	size_t len;
	int64_t window_ms; /* when the window began */
	size_t window_bytes;
	int64_t resume_ms; /* INT64_MAX: not held up */
	const struct unit_logs *logs;
	const char *tag;      /* before its lines elsewhere */
	struct copies copies; /* where else they go */
	int64_t rate_ms;      /* when the limit's window began */
	uint32_t rate_lines;  /* taken in it */
	uint64_t dropped;     /* not taken, and not told yet */
};

#define OUTPUT_NONE                                                            \
	{                                                                      \
		.source.fd = -1, .ring.fd = -1, .copies.kmsg = -1,             \
		.copies.console = -1, .resume_ms = INT64_MAX                   \
	}

/* Opens, or makes, FIFO and ring of the unit; 0 or -errno after a log line. */
int output_open(struct output *o, const struct unit_file *unit);
void output_done(struct output *o);

/* Takes what is in the FIFO now: before a line about the unit's end. */
void output_drain(struct output *o);

/* Goes on reading if it was held up and its time has come. */
void output_resume(struct output *o, int64_t now_ms);

#endif
