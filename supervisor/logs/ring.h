/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_RING_H
#define SUPERVISOR_LOGS_RING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RING_BYTES      (64 << 10) /* of text in one ring */
#define RING_TEXT_MAX   4096       /* of one record; the rest is cut */
#define RING_RECORD_MAX 4160       /* with stamp, stream and newline */

/* A log ring: a file of fixed size that outlives its writer. */
struct ring {
	int fd;           /* -1: closed */
	uint64_t written; /* bytes ever written */
};

/*
 * Opens or makes the ring at path; continues one that is there and whole, puts
 * a new file in the place of anything else.  0, or -errno with r closed; does
 * not log.
 */
int ring_open(struct ring *r, int dirfd, const char *path);
/* Closes it, if it is open. */
void ring_done(struct ring *r);

/*
 * Adds one record: stamps it, cleans control bytes, cuts at RING_TEXT_MAX.
 * stream is a short word.  One newline at the end of text is left out.  Says
 * nothing when it cannot: a log has nowhere to complain.
 */
void ring_put(struct ring *r, const char *stream, const char *text, size_t len);

/*
 * Reads the oldest whole records of the ring file fd from stream position *at
 * on (0: all that is left) into buf, as many as fit; moves *at behind them.
 * Returns their bytes, 0 for no more, -errno (-EBADMSG: no ring, -EINVAL: size
 * is below RING_RECORD_MAX).  What was overwritten is left out, also when that
 * happens meanwhile; an *at that the ring has not reached starts anew.
 */
ssize_t ring_read(int fd, uint64_t *at, char *buf, size_t size);

#endif
