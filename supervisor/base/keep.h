/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_KEEP_H
#define SUPERVISOR_BASE_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Replaces a file as io_replace_file() does, safe against a power cut: if one
 * happens, the disk has the whole old file or the whole new one, and when this
 * returns 0, the new one.  May block for as long as the disk does, so only
 * tasks and tcrctl call it.  0 or -errno; does not log.
 */
int keep_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode);

/*
 * Opens a folder below root, whose path it begins with, and makes it if make is
 * set.  Below root no link is followed, as a container may share a folder
 * there: -ENOTDIR.  Returns a descriptor, or -errno without a log line.
 */
int keep_folder(const char *root, const char *path, bool make);

#endif
