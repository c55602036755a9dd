/* SPDX-License-Identifier: MIT */
/*
 * Writes files that must outlive a power cut.  Without fsync(2) of the file, a
 * rename may reach the disk before the file's bytes do, and leave it empty;
 * without fsync(2) of the directory, the rename itself may be lost.
 */
#include "supervisor/base/keep.h"

#include "init/fmt.h"
#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Calls fsync(2) for a file or directory; 0 or -errno. */
static int settle(int dirfd, const char *path)
{
	autofd int fd = openat(
		dirfd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int keep_file(
	int dirfd, const char *path, const void *data, size_t len, mode_t mode)
{
	char temp[PATH_MAX], dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int rc = fmt_print(temp, sizeof(temp), "%s.keep", path);

	if (rc >= 0)
		rc = fmt_print(dir, sizeof(dir), "%.*s",
			slash ? (int)(slash - path) : 1, slash ? path : ".");
	if (rc >= 0)
		rc = io_replace_file(dirfd, temp, data, len, mode);
	if (rc < 0)
		return rc;
	rc = settle(dirfd, temp);
	if (rc == 0 && renameat(dirfd, temp, dirfd, path) < 0)
		rc = -errno;
	if (rc < 0)
		(void)unlinkat(dirfd, temp, 0);
	return rc < 0 ? rc : settle(dirfd, dir);
}

int keep_folder(const char *root, const char *path, bool make)
{
	int rc = make ? io_mkdirs(root, 0755) : 0;
	autofd int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (rc < 0 || dir < 0)
		return rc < 0 ? rc : -errno;
	for (path += strlen(root); *path == '/'; path += strcspn(path, "/")) {
		char name[NAME_MAX + 1];
		int next;

		path++;
		rc = fmt_print(name, sizeof(name), "%.*s",
			(int)strcspn(path, "/"), path);
		if (rc < 0)
			return rc;
		if (make && mkdirat(dir, name, 0755) < 0 && errno != EEXIST)
			return -errno;
		next = openat(dir, name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0)
			return -errno;
		close(dir);
		dir = next;
	}
	return take_fd(&dir);
}
