/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_SPEC_CRUN_H
#define SUPERVISOR_SPEC_CRUN_H

#define CRUN_PROCESS_FD 3 /* where crun_exec() has the process to run */

/*
 * This process becomes `crun exec` in the unit's container: runs the process of
 * spec_process_file() that is open as CRUN_PROCESS_FD, and writes its pid to
 * pid_file.  Descriptors from end on are closed.  Returns only on failure:
 * -errno after a log line.
 */
int crun_exec(const char *unit, const char *pid_file, unsigned end);

#endif
