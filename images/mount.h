/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_MOUNT_H
#define IMAGES_MOUNT_H

/*
 * Unmounts everything that is mounted at dir; succeeds if nothing is mounted
 * there or dir does not exist.  0 or -errno after a log line.
 */
int mount_clear(const char *dir);

/* mount_clear(), then removes dir. */
int mount_remove(const char *dir);

/* Makes dir and its parents; 0 or -errno after a log line. */
int mount_point(const char *dir);

/* Logs why mount(2) of this type failed, from errno; returns -errno. */
int mount_failed(const char *type, const char *dir);

#endif
