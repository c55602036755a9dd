/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_VOLUME_H
#define SUPERVISOR_RUNGS_RUNG_VOLUME_H

/*
 * The rungs of .volume and .image units; arg is a struct rung_context.  All run
 * in tasks, return 0 or -errno after a log line.
 */

/* The volume's directory is there, or its file system mounted; what is mounted
 * already stays as it is. */
int rung_volume_up(const void *arg);
/* Unmounts it; never deletes data.  Persist=boot stays until the file is gone.
 */
int rung_volume_down(const void *arg);

/* The image is there, whole, and for this device. */
int rung_volume_image_up(const void *arg);
/* There is nothing to undo. */
int rung_volume_image_down(const void *arg);

#endif
