/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_CONFINE_H
#define SUPERVISOR_LOGS_CONFINE_H

#include <sys/types.h>

/*
 * Gives up what the process that forwards logs does not need: it becomes a user
 * of its own without rights, and may only read what it has open, send, and make
 * sockets; any other call ends it.  It still ends with its parent.  0 or -errno
 * after a log line.
 */
int confine(pid_t parent);

#endif
