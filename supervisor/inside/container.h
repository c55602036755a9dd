/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_INSIDE_CONTAINER_H
#define SUPERVISOR_INSIDE_CONTAINER_H

#include "supervisor/units/unit_file.h"

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
