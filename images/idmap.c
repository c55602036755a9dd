/* SPDX-License-Identifier: MIT */
/*
 * Id-mapped mounts: a mount shows the files of a file system with other owners
 * (mount_setattr(2), Linux 5.12).  Not every file system supports that; the
 * only way to know is to try.
 */
#include "images/image.h"
#include "images/mount.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif

static int write_map(pid_t pid, const char *leaf, const char *map)
{
	char path[64];

	(void)fmt_print(path, sizeof(path), "/proc/%d/%s", pid, leaf);
	return io_write_file(path, map);
}

static int open_userns(pid_t pid, const char *uid_map, const char *gid_map)
{
	char path[64];
	int rc = write_map(pid, "uid_map", uid_map);

	if (rc == 0)
		rc = write_map(pid, "gid_map", gid_map);
	if (rc < 0)
		return rc;
	(void)fmt_print(path, sizeof(path), "/proc/%d/ns/user", pid);
	rc = open(path, O_RDONLY | O_CLOEXEC);
	return rc < 0 ? -errno : rc;
}

/* The namespace lives as long as its descriptor; the child only makes it. */
int image_userns(const char *uid_map, const char *gid_map)
{
	int ready[2], rc = -EIO;
	char byte = 0;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC) < 0)
		return failed("pipe");
	pid = _Fork();
	if (pid == 0) {
		byte = unshare(CLONE_NEWUSER) < 0;
		if (write(ready[1], &byte, 1) == 1)
			(void)pause();
		_exit(1);
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) == 1 && byte == 0)
		rc = open_userns(pid, uid_map, gid_map);
	close(ready[0]);
	if (pid > 0) {
		(void)kill(pid, SIGKILL);
		(void)waitpid(pid, NULL, 0);
	}
	if (rc < 0) {
		errno = -rc;
		return failed("user namespace");
	}
	return rc;
}

/* A copy of the mount with the ids of the namespace; -errno.  Does not log. */
static int mapped_tree(const char *source, int userns)
{
	struct mount_attr attr = {
		.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (unsigned)userns};
	autofd int tree = (int)syscall(
		SYS_open_tree, AT_FDCWD, source, OPEN_TREE_CLONE | O_CLOEXEC);

	if (tree < 0)
		return -errno;
	if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr,
		    sizeof(attr)) < 0)
		return -errno;
	return take_fd(&tree);
}

bool image_idmap_can(const char *source, int userns)
{
	autofd int tree = mapped_tree(source, userns);

	return tree >= 0;
}

int image_idmap_up(const char *source, const char *dir, int userns)
{
	autofd int tree = mapped_tree(source, userns);
	int rc;

	if (tree == -EINVAL || tree == -ENOSYS)
		return -EINVAL;
	if (tree < 0) {
		errno = -tree;
		return failed("id-map %s", source);
	}
	rc = mount_point(dir);
	if (rc == 0 && syscall(SYS_move_mount, tree, "", AT_FDCWD, dir,
			       MOVE_MOUNT_F_EMPTY_PATH) < 0)
		rc = failed("mount id-mapped %s", dir);
	return rc;
}
