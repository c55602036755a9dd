/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SERVE_CONTROL_PARTS_H
#define SUPERVISOR_SERVE_CONTROL_PARTS_H

#include "supervisor/base/exitcode.h"
#include "supervisor/base/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Between the parts of the control socket: control.c has the connections,
 * control_request.c what is asked and answered on one.
 */

#define CONTROL_UNITS_MAX 64 /* in one request */

struct unit;

struct client {
	struct loop_source source;
	int64_t idle_ms; /* until when its request must have come */
	bool waiting;    /* for units to settle */
	bool down;       /* they are to be down, not up */
	bool reload;     /* they are what a reload set in motion */
	bool refused;    /* ... and there are bad units */
	bool commands;   /* their ReloadCmd= runs */
	bool no_wait;    /* is answered at once */
	size_t failed;   /* units, those that were missed among them */
	size_t missed;   /* that a command did not reach: not in units[] */
	struct unit *units[CONTROL_UNITS_MAX];
	size_t count;
};

/* control_request.c */

/* Does what one request says; a client that need not wait is left. */
void control_request(struct client *c, char *text);
/* Answers, if what the client waits for is done, and leaves it. */
void control_check(struct client *c);
void control_answer(struct client *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* control.c */

void control_leave(struct client *c);
/* For reload-config: another tcrd will answer this one. */
void control_hand_over(struct client *c);
/* PID 1 is tcr-init. */
bool control_under_init(void);

#endif
