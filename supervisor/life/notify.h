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

/* What the owner of a socket does; arg is that of notify_open(). */
struct notify_owner {
	/* Whether messages of this process count. */
	bool (*believes)(void *arg, pid_t sender);
	/* A message has come. */
	void (*message)(void *arg, const struct message *m);
	/* The first message since the unit's start was ignored: why. */
	void (*refuses)(void *arg, const char *why);
};

/* The socket on which a container says how it is, with sd_notify(3). */
struct notify {
	struct loop_source source;
	const struct notify_owner *owner;
	void *arg;
	int64_t window_ms; /* when the window began */
	unsigned count;    /* of messages in it */
	int64_t resume_ms; /* until when it is not read; INT64_MAX: it is */
	bool early;        /* READY=1 came before tcrd knew the process */
	bool refused;      /* refuses() was called since the unit's start */
	char status[MESSAGE_STATUS_MAX]; /* STATUS=, or "" */
};

/*
 * Makes the unit's socket, in place of one that an earlier tcrd made; programs
 * in the container find it by its name.  owner must stay valid.  0 or -errno.
 */
int notify_open(struct notify *n, const char *unit,
	const struct notify_owner *owner, void *arg);

/*
 * Reads what has come so far.  To be called before the end of the process is
 * judged.
 */
void notify_drain(struct notify *n);

/* Reads the socket again if the pause after too many messages is over. */
void notify_resume(struct notify *n, int64_t now_ms);

#endif
