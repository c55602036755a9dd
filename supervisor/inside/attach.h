/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_ATTACH_H
#define SUPERVISOR_INSIDE_ATTACH_H

#include "supervisor/units/unit_logs.h"

#include <stdbool.h>

struct client_args;

/* A connection to a container's keeper (supervisor/base/frame.h). */
struct attach {
	const char *unit; /* without ".container" */
	bool input;       /* standard input is passed on */
	bool tty;         /* it is a terminal, and so is the container's */
	bool own; /* this process has started the container: it gets signals */
	int signals; /* of attach_signals() */
};

/* Blocks the signals that attach_run() takes: a signalfd(2), or -errno. */
int attach_signals(void);

/* Connects to the unit's keeper: a descriptor, and what it keeps; or -errno. */
int attach_open(const char *unit, enum unit_attach *kind);

/*
 * Passes bytes, signals and the terminal's size until the container's output
 * ends: 0.  Else how it ended before: 128 and the number of a signal, or
 * ATTACH_DETACHED.  The terminal is as it was before.
 */
#define ATTACH_DETACHED (-1)
int attach_run(const struct attach *a, int fd);

/*
 * `tcrctl attach`: shows what a container that runs writes from now on, and
 * passes on input if it takes any.  Returns an exit code.
 */
int attach_main(const struct client_args *args);

#endif
