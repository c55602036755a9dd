/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RELIMIT_H
#define SUPERVISOR_RUNGS_RELIMIT_H

/*
 * Gives a container that runs the limits that its unit has now.  Memory that is
 * in use beyond a new limit is reclaimed first; if the kernel cannot free
 * enough, this fails with -ENOMEM before that limit is set, as the kernel would
 * kill the container.  For tasks: arg is a struct rung_context.  0, or -errno
 * after a log line.
 */
int relimit_up(const void *arg);

#endif
