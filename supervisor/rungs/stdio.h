/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_STDIO_H
#define SUPERVISOR_RUNGS_STDIO_H

#include "supervisor/units/unit_file.h"

#define STDIO_LOG_FD 3 /* gets the task's log lines after stdio_redirect() */

/*
 * Makes descriptors 0, 1 and 2 those of the container: the FIFO "out" in the
 * unit's folder (dir), a terminal, or null.  To be called in the task that
 * becomes crun.  0 or -errno after a log line.
 */
int stdio_redirect(const struct unit_conf *conf, int dir);

#endif
