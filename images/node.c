/* SPDX-License-Identifier: MIT */
/* Device nodes, which a /dev without devtmpfs lacks. */
#include "images/node.h"

#include "init/io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int node_open(const char *path, mode_t type, dev_t device)
{
	struct stat st;
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 && errno == ENOENT &&
		(mknod(path, type | 0600, device) == 0 || errno == EEXIST))
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_mode & S_IFMT) != type || st.st_rdev != device)
		return -ENODEV;
	return take_fd(&fd);
}
