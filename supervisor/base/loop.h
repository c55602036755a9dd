/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_LOOP_H
#define SUPERVISOR_BASE_LOOP_H

#include <stdint.h>

/*
 * A descriptor that the event loop watches.  This struct is part of its owner,
 * never allocated alone.  The loop calls fn with arg and the EPOLL* bits.  The
 * owner closes fd, after loop_remove().
 */
struct loop_source {
	int fd; /* -1: not watched */
	void (*fn)(void *arg, uint32_t events);
	void *arg;
};

/* Makes the loop; 0 or -errno after a log line. */
int loop_init(void);

/* Watches s->fd for events (EPOLLIN ...); 0 or -errno after a log line. */
int loop_add(struct loop_source *s, uint32_t events);
/* Watches s->fd for other events from now on; 0: for none. */
void loop_change(struct loop_source *s, uint32_t events);
/*
 * Stops watching and sets s->fd to -1 without closing it.  May be called by an
 * fn: s->fn is not called any more, even if it has an event in this turn.
 */
void loop_remove(struct loop_source *s);

/*
 * Waits for events, at most until deadline_ms (CLOCK_MONOTONIC; INT64_MAX: for
 * ever), and calls the fn of each source that has one.
 */
void loop_turn(int64_t deadline_ms);

#endif
