/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_RUNGS_RUNG_VOLUME_H
#define SUPERVISOR_RUNGS_RUNG_VOLUME_H

/*
 * The rungs of .volume and .image units; arg is a struct rung_context.  All run
 * in tasks and return 0 or -errno after a log line.
 */

/*
 * Makes the volume's directory or mounts its file system.  One that is mounted
 * already stays so; a volume in memory gets its new size and options.
 */
int rung_volume_up(const void *arg);
/*
 * Unmounts the volume; never deletes data.  A volume with Persist=boot stays
 * mounted until its file is gone.
 */
int rung_volume_down(const void *arg);

/* Checks that the image is there, whole, and for the device's architecture. */
int rung_volume_image_up(const void *arg);
/* Does nothing: there is nothing to undo. */
int rung_volume_image_down(const void *arg);

#endif
