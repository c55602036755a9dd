/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_POD_H
#define SUPERVISOR_RUNGS_RUNG_POD_H

/*
 * The rung of a pod; arg is a struct rung_context.  Both run in a task and
 * return 0 or -errno after a log line; down succeeds when nothing is there.
 */
int rung_pod_up(const void *arg);
int rung_pod_down(const void *arg);

#endif
