/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_OUTPUT_H
#define SUPERVISOR_LOGS_OUTPUT_H

#include "supervisor/base/loop.h"
#include "supervisor/logs/copies.h"
#include "supervisor/logs/ring.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTPUT_LINE_MAX   2048       /* a longer line is split */
#define OUTPUT_WINDOW_MS  100        /* length of a window */
#define OUTPUT_WINDOW_MAX (64 << 10) /* bytes that are read in a window */

/* Where a unit's standard output and standard error go. */
struct output_stream {
	struct loop_source source; /* a FIFO */
	const char *name;          /* of the FIFO, and in the ring */
	struct output *of;
	char *line; /* OUTPUT_LINE_MAX bytes, for a line without its end */
	size_t len; /* of that line */
};

/*
 * The output of a unit: two FIFOs in its folder, which tcrd reads into the log
 * ring.  tcrd has them open for reading and writing, so that neither side
 * notices when the other ends.  If a unit writes too much in a window, tcrd
 * stops reading until the window ends, and the unit blocks in write(2).
 */
struct output {
	struct output_stream streams[2]; /* out, err */
	struct ring ring;
	int64_t window_ms;   /* when the window began */
	size_t window_bytes; /* read in this window */
	int64_t resume_ms;   /* for output_resume(); INT64_MAX: no need */
	const struct unit_logs *logs;
	const char *tag; /* stands before the lines in copies */
	struct copies copies;
	int64_t rate_ms; /* when the window of LogRateLimitIntervalSec= began */
	uint32_t rate_lines; /* lines in this window */
	uint64_t dropped;    /* lines dropped and not reported yet */
};

#define OUTPUT_NONE                                                            \
	{                                                                      \
		.streams[0].source.fd = -1, .streams[1].source.fd = -1,        \
		.ring.fd = -1, .copies.kmsg = -1, .copies.console = -1,        \
		.resume_ms = INT64_MAX                                         \
	}

/*
 * Opens, or makes, FIFOs and ring of the unit, which must outlive *o.  0 or
 * -errno, after a log line if a FIFO is the reason.
 */
int output_open(struct output *o, const struct unit_file *unit);
/* Closes and frees what *o has; FIFOs and ring stay. */
void output_done(struct output *o);

/* Reads from the FIFOs, or leaves in them what is written. */
void output_listen(struct output *o, bool on);

/* Reads what is in the FIFOs now, so that the log has it before a line about
 * the unit's end. */
void output_drain(struct output *o);

/* Goes on reading, if o->resume_ms is over. */
void output_resume(struct output *o, int64_t now_ms);

#endif
