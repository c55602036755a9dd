/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_CONTAINER_H
#define SUPERVISOR_RUNGS_RUNG_CONTAINER_H

#include <limits.h>

struct image_info;
struct rung_context;

/*
 * The rungs of a container; arg is a struct rung_context.  All run in tasks and
 * return 0 or -errno after a log line; down succeeds when nothing is there.
 */
int rung_container_image_up(const void *arg);
int rung_container_image_down(const void *arg);
/* Makes the root and config.json, then becomes `crun run --detach`. */
int rung_container_run_up(const void *arg);
int rung_container_run_down(const void *arg);

/*
 * Opens the image of a unit of any kind, and reads what it says: the
 * descriptor, or -errno after a log line.
 */
int rung_container_image(const struct rung_context *c, struct image_info *info);
/* Mounts it and its base in the unit's folder; writes where. */
int rung_container_mount(const struct rung_context *c, int fd,
	const struct image_info *info, char dir[PATH_MAX], char base[PATH_MAX]);

#endif
