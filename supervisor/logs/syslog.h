/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_SYSLOG_H
#define SUPERVISOR_LOGS_SYSLOG_H

#include "supervisor/logs/ring.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a message, with its length before it and a NUL. */
#define SYSLOG_MAX (RING_RECORD_MAX + 256)

/*
 * Writes a record of a log ring, len bytes with a newline behind them, as a
 * message of RFC 5424; framed: after its length and a blank (RFC 6587, 3.4.1).
 * Returns the length of all.  host and unit are made into what the format
 * allows; the text has no control characters, as the ring cleans it, so that no
 * message can be taken for two.  A record of another form is a text without a
 * time.
 */
size_t syslog_write(char out[SYSLOG_MAX], bool framed, const char *host,
	const char *unit, const char *record, size_t len);

#endif
