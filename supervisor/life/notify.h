/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_NOTIFY_H
#define SUPERVISOR_LIFE_NOTIFY_H

#include "supervisor/base/loop.h"
#include "supervisor/life/message.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define NOTIFY_WINDOW_MS  100 /* a unit may send this many ... */
#define NOTIFY_WINDOW_MAX 64  /* ... in that time, then it waits */

/* Whose socket it is: arg is what notify_open() was given. */
struct notify_owner {
	/* May the process send messages? */
	bool (*believes)(void *arg, pid_t sender);
	void (*message)(void *arg, const struct message *m);
	/* A message was not taken, for this reason; the first one of a life. */
	void (*refuses)(void *arg, const char *why);
};

/* The socket on which a container says how it is, with sd_notify(3). */
struct notify {
	struct loop_source source;
	const struct notify_owner *owner;
	void *arg;
	int64_t window_ms; /* when the window began */
	unsigned count;    /* of messages in it */
	int64_t resume_ms; /* INT64_MAX: not held up */
	bool early;        /* READY=1 came before we know its process */
	bool refused;      /* its log says that a message was not taken */
	char status[MESSAGE_STATUS_MAX]; /* STATUS=, or "" */
};

/*
 * Makes the unit's folder and socket anew; a program in the container finds the
 * new one by its name.  owner is not copied.  0 or -errno after a log line.
 */
int notify_open(struct notify *n, const char *unit,
	const struct notify_owner *owner, void *arg);

/* Takes what has come so far: before the process' end is judged. */
void notify_drain(struct notify *n);

/* Goes on reading if it was held up and its time has come. */
void notify_resume(struct notify *n, int64_t now_ms);

#endif
