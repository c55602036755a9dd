/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_VOLUMES_H
#define SUPERVISOR_RUNGS_VOLUMES_H

/*
 * The rungs of .volume and .image units; arg is a struct rung_context.  All run
 * in tasks, return 0 or -errno after a log line.
 */

/* The volume's directory is there, or its file system mounted; what is mounted
 * already stays as it is. */
int volumes_up(const void *arg);
/* Unmounts it; never deletes data.  Persist=boot stays until the file is gone.
 */
int volumes_down(const void *arg);

/* The image is there, whole, and for this device. */
int volumes_image_up(const void *arg);
/* There is nothing to undo. */
int volumes_image_down(const void *arg);

#endif
