/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_DAEMON_H
#define SUPERVISOR_BASE_DAEMON_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Starts a program as a child of tcrd's, born in the unit's cgroup, with input
 * as its whole stdin and output as stdout and stderr.  hand_on (or NULL) runs
 * in the child and returns the first descriptor that it is not to have; without
 * it that is 3.  It outlives tcrd.  The pid, or -errno after a log line.  Does
 * not block.
 */
pid_t daemon_spawn(const char *unit, char *const argv[], const char *input,
	size_t len, int output, unsigned (*hand_on)(void));

#endif
