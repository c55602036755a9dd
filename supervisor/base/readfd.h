/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_BASE_READFD_H
#define SUPERVISOR_BASE_READFD_H

#include "init/fmt.h"
#include "init/io.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Reads the whole file of a descriptor, which may be O_PATH, by /proc/self/fd.
 * Returns its length or -errno, as io_read_file(); also a negative fd.
 */
static inline ssize_t readfd(int fd, char *buf, size_t size)
{
	char path[32];

	if (fd < 0)
		return fd;
	(void)fmt_print(path, sizeof(path), "/proc/self/fd/%d", fd);
	return io_read_file(AT_FDCWD, path, buf, size);
}

#endif
