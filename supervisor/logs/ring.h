/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_RING_H
#define SUPERVISOR_LOGS_RING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RING_BYTES      (64 << 10) /* of all records in a ring */
#define RING_TEXT_MAX   4096 /* of the text of a record; the rest is cut */
#define RING_RECORD_MAX 4160 /* of a record: time, stream, text, newline */

/* A log ring, open for writing: a file of fixed size that outlives its writer.
 */
struct ring {
	int fd;           /* -1: closed */
	uint64_t written; /* bytes ever written */
	uint64_t records; /* records ever written */
};

/*
 * Opens the ring at path; if there is none, or it is damaged, replaces the file
 * by an empty ring.  Returns 0, or -errno with *r closed.  Does not log.
 */
int ring_open(struct ring *r, int dirfd, const char *path);
/* Closes the ring, if it is open. */
void ring_done(struct ring *r);

/*
 * Streams of records that are no sentence of tcrd: of a start of the unit,
 * whose text is "pid 214, run 3", and of lines that were dropped, a number.
 */
#define RING_START "start"
#define RING_DROP  "drop"

/*
 * Adds one record with the time of now.  stream is a short word.  The text is
 * cleaned (utf8_clean) and cut at RING_TEXT_MAX; one newline at its end is left
 * out.  A failure is ignored, as a log cannot log its own failures.
 */
void ring_put(struct ring *r, const char *stream, const char *text, size_t len);

/*
 * Reads records of the ring file fd into buf: from position *at on (0: from the
 * oldest record), whole ones, as many as fit.  Positions count all bytes ever
 * written.  Moves *at behind the records and returns their bytes, 0 if there
 * are none, -EBADMSG if the file is no ring, -EINVAL if size is below
 * RING_RECORD_MAX, or -errno.  Records that are overwritten, before or during
 * the call, are left out.  If the ring is not as far as *at, it is another ring
 * and is read from its oldest record.
 */
ssize_t ring_read(int fd, uint64_t *at, char *buf, size_t size);

/*
 * How many records the ring ever had up to which position; both 0 for a ring
 * that was made before they were counted.  0 or -errno.
 */
int ring_count(int fd, uint64_t *records, uint64_t *at);

#endif
