/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_MOUNT_H
#define IMAGES_MOUNT_H

/*
 * Takes away whatever is mounted at dir, however often; a folder that lacks or
 * is no mount point is fine.  0 or -errno after a log line.
 */
int mount_clear(const char *dir);

/* mount_clear(), and the folder too. */
int mount_remove(const char *dir);

/* mkdir -p for a mount point; 0 or -errno after a log line. */
int mount_point(const char *dir);

/* Logs why a file system of this type could not be mounted; -errno. */
int mount_failed(const char *type, const char *dir);

#endif
