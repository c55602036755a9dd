/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LOGS_H
#define SUPERVISOR_CLIENT_LOGS_H

#include "supervisor/tcrctl.h"

#include <stddef.h>
#include <sys/types.h>

/* logs [-f] [-n N] [NAME]: an exit code. */
int logs_run(const struct tcrctl_args *args);

/*
 * Prints the last records of the log called `log` below a heading, as part of
 * a unit's status; says so when they may not be read, nothing if there are
 * none.
 */
void logs_tail(const char *log, size_t count);

#endif
