/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LOOP_H
#define SUPERVISOR_BASE_LOOP_H

#include <stdint.h>

/*
 * Something that the event loop watches: part of its owner, never allocated.
 * fn gets arg and the EPOLL* bits.  fd is the owner's to close, after removal.
 */
struct loop_source {
	int fd; /* -1: not watched */
	void (*fn)(void *arg, uint32_t events);
	void *arg;
};

/* Makes the loop; 0 or -errno. */
int loop_init(void);

/* Watches s->fd for events (EPOLLIN ...); 0 or -errno after a log line. */
int loop_add(struct loop_source *s, uint32_t events);
/* Changes what is watched for; 0 mutes it. */
void loop_change(struct loop_source *s, uint32_t events);
/* Forgets it, also in the middle of a turn; sets fd to -1, does not close. */
void loop_remove(struct loop_source *s);

/* Waits at most until deadline_ms (CLOCK_MONOTONIC; INT64_MAX: for ever) and
 * calls the sources that have something. */
void loop_turn(int64_t deadline_ms);

#endif
