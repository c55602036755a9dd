/* SPDX-License-Identifier: MIT */
#ifndef INIT_IO_H
#define INIT_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Closes *fd when it is one; for the attribute below. */
void io_close(const int *fd);

/* autofd int fd = open(...): closed when the scope ends, unless taken. */
#define autofd __attribute__((cleanup(io_close)))

/* Passes the descriptor on: return take_fd(&fd). */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* Writes all of it; 0 or -errno. */
int io_write_all(int fd, const void *data, size_t len);

/*
 * Reads a whole file of at most size - 1 bytes and adds a NUL.  Returns its
 * length, -EFBIG when there is more, -errno.  Does not log.
 */
ssize_t io_read_file(int dirfd, const char *path, char *buf, size_t size);

/* Writes text to an existing file (/proc, /sys); 0 or -errno.  Does not log. */
int io_write_file(const char *path, const char *text);

/*
 * Puts a file in place whole, by a temporary name and rename; 0 or -errno.  For
 * /run: after a power cut it may be empty on a disk (supervisor/base/keep.h).
 */
int io_replace_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode);

/* mkdir -p; what exists is fine.  0 or -errno. */
int io_mkdirs(const char *path, mode_t mode);

/*
 * Every signal does what it does by default, those included that libc keeps for
 * itself: posix_spawn(3) of glibc leaves 32 and 33 ignored.  What is ignored
 * would stay so in all that is started from here.
 */
void io_default_signals(void);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t io_now_ms(void);

#endif
