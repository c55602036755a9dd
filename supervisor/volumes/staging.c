/* SPDX-License-Identifier: MIT */
/*
 * See the header.  Who makes such a folder holds a lock on it (flock(2)), which
 * the kernel takes away when the process ends: a folder that can be locked is
 * nobody's.
 */
#include "supervisor/volumes/staging.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat(), RENAME_EXCHANGE */
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEW ".new-" /* and the number of the process, of what becomes one */
#define OLD ".old-" /* and of what was a volume */

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

int staging_top(void)
{
	int rc = io_mkdirs(paths_volumes(), 0755);
	int fd = rc < 0 ? rc
			: open(paths_volumes(),
				  O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 && rc == 0 ? -errno : fd;
}

static int open_at(int top, const char *name)
{
	int fd = openat(
		top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

int staging_make(int top, char name[STAGING_NAME])
{
	(void)fmt_print(name, STAGING_NAME, NEW "%d", (int)getpid());
	if (mkdirat(top, name, 0700) < 0)
		return -errno;
	autofd int fd = open_at(top, name);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	return take_fd(&fd);
}

int staging_swap(int top, const char *staged, const char *volume)
{
	int rc = (int)syscall(
		SYS_renameat2, top, staged, top, volume, RENAME_EXCHANGE);

	if (rc < 0 && errno == ENOENT)
		rc = renameat(top, staged, top, volume);
	return rc < 0 || fsync(top) < 0 ? -errno : 0;
}

int staging_remove(int top, const char *volume)
{
	char name[STAGING_NAME];

	/* A killed process of that number may have left one in another boot. */
	(void)fmt_print(name, sizeof(name), OLD "%d", (int)getpid());
	if (tree_remove(top, name) < 0)
		return -EBUSY;
	if (renameat(top, volume, top, name) < 0 || fsync(top) < 0)
		return -errno;
	return tree_remove(top, name);
}

void staging_sweep(int top)
{
	int copy = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);

	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		bool ours = !strncmp(e->d_name, NEW, strlen(NEW)) ||
			    !strncmp(e->d_name, OLD, strlen(OLD));
		autofd int fd = ours ? open_at(top, e->d_name) : -1;

		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			(void)tree_remove(top, e->d_name);
	}
	if (d)
		closedir(d);
}
