/* SPDX-License-Identifier: MIT */
/*
 * Helpers for files, for every program, PID 1 included: they use no heap and no
 * stdio, and do not log.
 */
#include "init/io.h"

#include "init/fmt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void io_close(const int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

int io_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

ssize_t io_read_file(int dirfd, const char *path, char *buf, size_t size)
{
	autofd int fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = 0;

	if (fd < 0)
		return -errno;
	for (;;) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
		if (len == size)
			return -EFBIG;
	}
	buf[len] = 0;
	return (ssize_t)len;
}

int io_write_file(const char *path, const char *text)
{
	autofd int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -errno : io_write_all(fd, text, strlen(text));
}

int io_replace_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode)
{
	char temp[PATH_MAX];
	int rc = fmt_print(temp, sizeof(temp), "%s.new", path);

	if (rc < 0)
		return rc;
	/* Somebody who may write in that folder may have put a FIFO there. */
	if (unlinkat(dirfd, temp, 0) < 0 && errno != ENOENT)
		return -errno;
	autofd int fd = openat(
		dirfd, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	rc = io_write_all(fd, data, len);
	if (rc == 0 && renameat(dirfd, temp, dirfd, path) < 0)
		rc = -errno;
	if (rc < 0)
		(void)unlinkat(dirfd, temp, 0);
	return rc;
}

int io_mkdirs(const char *path, mode_t mode)
{
	char part[PATH_MAX];
	int len = fmt_print(part, sizeof(part), "%s", path);

	if (len < 0)
		return len;
	for (int i = 1; i <= len; i++) {
		if (part[i] != '/' && part[i] != 0)
			continue;
		part[i] = 0;
		if (mkdir(part, mode) < 0 && errno != EEXIST)
			return -errno;
		part[i] = path[i];
	}
	return 0;
}

void io_default_signals(void)
{
	static const unsigned long
		action[8]; /* the kernel's struct sigaction: SIG_DFL */

	for (int s = 1; s < _NSIG; s++)
		(void)syscall(SYS_rt_sigaction, s, action, NULL, _NSIG / 8);
}

int64_t io_now_ms(void)
{
	struct timespec t = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
