/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_STAGING_H
#define SUPERVISOR_VOLUMES_STAGING_H

/*
 * Folders of paths_volumes() whose names begin with a dot, as no volume's does:
 * what is to become a volume, and what was one.  A power cut at any time leaves
 * a volume that is whole, and perhaps such a folder, which is removed later.
 */

#define STAGING_NAME 32

/* Opens the folder of all volumes, which is made if need be.  A descriptor, or
 * -errno. */
int staging_top(void);

/* Makes an empty one: its descriptor, which also protects it from
 * staging_sweep(), or -errno. */
int staging_make(int top, char name[STAGING_NAME]);

/* Makes the staged folder the volume, and what was the volume (if there was
 * one) the staged folder; on the disk when it returns 0. */
int staging_swap(int top, const char *staged, const char *volume);

/* Removes a volume; a power cut leaves all of it or nothing.  0 or -errno. */
int staging_remove(int top, const char *volume);

/* Removes what commands that were cut off have left. */
void staging_sweep(int top);

#endif
