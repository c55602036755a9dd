/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LOGS_H
#define SUPERVISOR_CLIENT_LOGS_H

#include "supervisor/client/client.h"

#include <stddef.h>
#include <sys/types.h>

/* The command `logs [-f] [-n N] [-b -1] [NAME]`; returns an exit code. */
int logs_run(const struct client_args *args);

/*
 * Prints the last `count` records of RUN/units/LOG/log below a heading, as part
 * of a unit's status.  Says so if the caller may not read them; prints nothing
 * if there are none.
 */
void logs_tail(const char *log, size_t count);

#endif
