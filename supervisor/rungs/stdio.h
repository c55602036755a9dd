/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_STDIO_H
#define SUPERVISOR_RUNGS_STDIO_H

#include "supervisor/units/unit_logs.h"

#define STDIO_LOG_FD 3 /* where the task's own messages go from then on */

/*
 * Makes descriptors 0, 1 and 2 those of the container: the FIFO "out" in the
 * unit's folder, a terminal, or nothing.  In the task that becomes crun, whose
 * log lines then go to STDIO_LOG_FD.  0 or -errno after a log line.
 */
int stdio_redirect(const struct unit_logs *logs, int dir);

#endif
