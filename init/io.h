/* SPDX-License-Identifier: MIT */
#ifndef INIT_IO_H
#define INIT_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Closes *fd unless it is negative; keeps errno.  For autofd. */
void io_close(const int *fd);

/* autofd int fd = open(...): fd is closed when its scope ends. */
#define autofd __attribute__((cleanup(io_close)))

/* Takes the descriptor out of an autofd variable: return take_fd(&fd). */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* Writes len bytes, in several write(2) if need be; 0 or -errno. */
int io_write_all(int fd, const void *data, size_t len);

/*
 * Reads a whole file of at most size - 1 bytes and adds a NUL.  Returns its
 * length, -EFBIG when there is more, -errno.  Does not log.
 */
ssize_t io_read_file(int dirfd, const char *path, char *buf, size_t size);

/* Writes text to an existing file (/proc, /sys); 0 or -errno.  Does not log. */
int io_write_file(const char *path, const char *text);

/*
 * Replaces a file as a whole: writes "PATH.new" and renames it.  0 or -errno.
 * For /run only: there is no fsync(2), so on a disk the file may be empty after
 * a power cut (see supervisor/base/keep.h).
 */
int io_replace_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode);

/* Makes a folder and its parents, as mkdir -p does; 0 or -errno. */
int io_mkdirs(const char *path, mode_t mode);

/*
 * Sets every signal to SIG_DFL, the ones that libc reserves included:
 * posix_spawn(3) of glibc leaves 32 and 33 ignored, and every program that is
 * started from here would inherit that.
 */
void io_default_signals(void);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t io_now_ms(void);

#endif
