/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RING_H
#define SUPERVISOR_RING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RING_BYTES (64 << 10) /* of text in one ring */

/* A log ring: a file of fixed size that outlives its writer. */
struct ring {
	int fd;           /* -1: closed */
	uint64_t written; /* bytes ever written */
};

/* Opens or makes the ring at path; continues one that is there and whole. */
int ring_open(struct ring *r, int dirfd, const char *path);
void ring_done(struct ring *r);

/* Adds one record: stamps it, cleans control bytes, cuts at 4 KiB. */
void ring_put(struct ring *r, const char *stream, const char *text, size_t len);

/*
 * Reads the newest whole records of the ring file fd from stream position *at
 * on (0: all that is left) into buf; moves *at behind them.  Returns their
 * bytes, 0 for none, -errno (-EBADMSG: no ring).  Safe beside a writer.
 */
ssize_t ring_read(int fd, uint64_t *at, char *buf, size_t size);

#endif
