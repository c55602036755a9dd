/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LIFE_EXITS_H
#define SUPERVISOR_LIFE_EXITS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Keeps how processes ended that tcrd does not know yet: a container may end
 * before tcrd has read its pid.  Holds the newest 256 and forgets older ones.
 */
void exits_put(pid_t pid, int status);

/* Takes out the status of pid; false: it is not held. */
bool exits_take(pid_t pid, int *status);

#endif
