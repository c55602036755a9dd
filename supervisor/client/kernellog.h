/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_KERNELLOG_H
#define SUPERVISOR_CLIENT_KERNELLOG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The kernel's log, /dev/kmsg, as lines of a log ring; their stream is "kern".
 */
#define KERNELLOG_RECORD_MAX 8192 /* of what one read(2) returns */

/*
 * Appends the line of one record of /dev/kmsg to buf, cleaned (utf8_clean).
 * began_ms is the wall clock when CLOCK_MONOTONIC was 0.  Returns the line's
 * length, 0 if the record is malformed or there is no room.
 */
size_t kernellog_line(const char *record, size_t len, int64_t began_ms,
	char *buf, size_t size);

/*
 * Reads what is new; if there is more than fits, the newest.  Returns its
 * length or -errno.  fd does not block.
 */
ssize_t kernellog_read(int fd, char *buf, size_t size);

#endif
