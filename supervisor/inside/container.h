/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_CONTAINER_H
#define SUPERVISOR_INSIDE_CONTAINER_H

#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <sys/types.h>

/* A container that runs. */
struct container {
	char unit[UNIT_NAME_MAX + 1]; /* without ".container" */
	pid_t pid;                    /* of its first process */
};

/*
 * Finds the container that the user means by wrote.  0, or the exit code after
 * a message: there is no such unit, it is no container, or it does not run.
 */
int container_find(const char *wrote, struct container *c);

/* How a unit is. */
struct container_state {
	pid_t pid;                       /* 0: no process runs */
	bool moving;                     /* it is on its way up or down */
	bool ended;                      /* it is down and stays so */
	char last_exit[128], cause[512]; /* as in the status document */
};

/*
 * Asks tcrd for the state of the container of this very name; 0, or -ENOENT:
 * there is none.  While no tcrd answers it asks again, for 10 s.
 */
int container_state(const char *unit, struct container_state *s);

/* The state of the unit that the user means by wrote; 0, or the exit code after
 * a message. */
int container_look(const char *wrote, struct container_state *s);

/* Whether a unit directory has a file of the container; but: one that does not
 * count, or NULL. */
bool container_has_file(const char *unit, const char *but);

/*
 * The exit status that a last_exit tells of, 128 and the number of a signal
 * that has ended the process; -1: none.
 */
int container_exit_status(const char *last_exit);

/* Sends a signal to the first process of the container, if it runs. */
void container_signal(const char *unit, int sig);

/*
 * The exit status for a command that crun did not start, after a message of
 * `tcrctl VERB`; why: what crun said.
 */
int container_not_started(const char *verb, const char *why, const char *unit,
	const char *command);

/* Writes the path of its root directory: "/proc/PID/root". */
#define CONTAINER_ROOT_MAX 32
void container_root(const struct container *c, char path[CONTAINER_ROOT_MAX]);

/*
 * Gives this process what a program of the container inherits and crun does not
 * set: nice value, scheduling policy, processors, I/O class and OOM score of
 * its first process.  What the kernel refuses stays as it is.
 */
void container_schedule(const struct container *c);

#endif
