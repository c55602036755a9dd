/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_EXITS_H
#define SUPERVISOR_LIFE_EXITS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The exits of processes that nobody has asked for yet: a container may end
 * before tcrd has read its pid.  Holds the newest 256, forgets the rest.
 */
void exits_put(pid_t pid, int status);

/* Takes the status of pid; false: none is known. */
bool exits_take(pid_t pid, int *status);

#endif
