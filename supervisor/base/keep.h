/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_KEEP_H
#define SUPERVISOR_BASE_KEEP_H

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

#endif
