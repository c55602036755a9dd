/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_CONTAINER_H
#define SUPERVISOR_RUNGS_RUNG_CONTAINER_H

/*
 * The rungs of a container; arg is a struct rung_context.  All run in tasks and
 * return 0 or -errno after a log line; down succeeds when nothing is there.
 */
int rung_container_image_up(const void *arg);
int rung_container_image_down(const void *arg);
/* Makes the root and config.json, then becomes `crun run --detach`. */
int rung_container_run_up(const void *arg);
int rung_container_run_down(const void *arg);

#endif
