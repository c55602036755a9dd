/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_CONTROL_PARTS_H
#define SUPERVISOR_SERVE_CONTROL_PARTS_H

#include "supervisor/base/exitcode.h"
#include "supervisor/base/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The interface between the two files of the control socket: control.c has the
 * connections, control_request.c the requests and answers.
 */

#define CONTROL_UNITS_MAX 64 /* units in one request */

struct unit;

struct client {
	struct loop_source source;
	int64_t idle_ms; /* when its request must have come at the latest */
	bool waiting;    /* for units[] to settle */
	bool down;       /* units[] are to be down, not up */
	bool reload;     /* units[] are those that reload-config changed */
	bool refused;    /* after reload-config: there are bad units */
	bool commands;   /* waiting for ReloadCmd= of units[] */
	bool no_wait;    /* is answered at once */
	size_t failed;   /* how many units failed, with the missed ones */
	size_t missed; /* units that a command did not reach, not in units[] */
	struct unit *units[CONTROL_UNITS_MAX];
	size_t count; /* of units[] */
};

/* control_request.c */

/* Carries out a request; the client is then left, or waiting.  Overwrites text.
 */
void control_request(struct client *c, char *text);
/* If what the client waits for is done, answers and leaves it. */
void control_check(struct client *c);
/* Sends a packet; if the client's buffer is full, the packet is lost. */
void control_answer(struct client *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* control.c */

/* Closes the connection. */
void control_leave(struct client *c);
/* For reload-config: the tcrd that replaces this one will answer the client. */
void control_hand_over(struct client *c);
/* Whether PID 1 is tcr-init. */
bool control_under_init(void);

#endif
