/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_KEEP_H
#define SUPERVISOR_BASE_KEEP_H

#include <stddef.h>
#include <sys/types.h>

/*
 * io_replace_file() for what must outlive a power cut: when it returns the file
 * is on the disk, whole and under its name, or the one before still is.  It may
 * take as long as the disk does, so only tasks call it.  0 or -errno.
 */
int keep_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode);

#endif
