/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_RELAY_H
#define SUPERVISOR_INSIDE_RELAY_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Runs a child whose input, output and errors are passed on byte by byte, so
 * that it never holds a descriptor of this process: a container that had one
 * could read what is typed on that terminal later, or open the file behind it
 * for something else.
 */

#define RELAY_WHY_MAX 512

/* How the child is joined to this process. */
enum relay {
	RELAY_OUT,     /* its output; its input is empty */
	RELAY_BOTH,    /* standard input, too */
	RELAY_TERMINAL /* it has this process's own input and output */
};

struct relay_child {
	enum relay how;
	/* Called in the child: executes a program, or returns an exit status.
	 */
	int (*become)(void *arg);
	/* Whether the command has been started, so that errors are its own. */
	bool (*started)(void *arg);
	void *arg;
	/* What a child that never started has written to standard error. */
	char why[RELAY_WHY_MAX];
};

/*
 * Runs the child.  Signals that are sent to this process go to the child; those
 * of the terminal reach it by themselves.  If this process is killed, the child
 * gets SIGHUP.  Returns the child's exit status, 128 and the number of the
 * signal that ended it, or -errno.  why is "" if the command was started.
 */
int relay_run(struct relay_child *child);

#endif
