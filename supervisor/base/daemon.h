/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_DAEMON_H
#define SUPERVISOR_BASE_DAEMON_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Starts a program as a child of tcrd in the unit's cgroup; it outlives tcrd.
 * Its stdin is a file with input, its stdout and stderr are output.  hand_on
 * (or NULL) runs in the child, where it may place descriptors from 3 on, and
 * returns the first descriptor that the program must not have; NULL: that is 3.
 * Returns the pid, or -errno after a log line.  Does not block.
 */
pid_t daemon_spawn(const char *unit, char *const argv[], const char *input,
	size_t len, int output, unsigned (*hand_on)(void));

#endif
