/* SPDX-License-Identifier: MIT */
#ifndef IMAGES_SLOT_FAT_H
#define IMAGES_SLOT_FAT_H

/*
 * The boot partition, a FAT.  It is mounted nowhere: files are opened below a
 * descriptor, and it is unmounted when that and all files are closed, also if
 * the process is killed.
 */

/*
 * Mounts the device read-only.  Returns the descriptor of its root, or -errno
 * after a log line.
 */
int fat_mount(const char *device);

/* Makes it writable; 0, or -errno after a log line. */
int fat_writable(int fat);

/*
 * Renames a file of the folder and waits until the disk has that.  There must
 * be no file of the new name.  0, or -errno after a log line.
 */
int fat_rename(int dir, const char *from, const char *to);

#endif
