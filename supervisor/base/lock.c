/* SPDX-License-Identifier: MIT */
/* Locks between tasks, by open file description (F_OFD_SETLKW, fcntl(2)). */
#include "supervisor/base/lock.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

int lock_hold(uint64_t number)
{
	struct flock lock = {.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = (off_t)(number & (INT64_MAX >> 1)),
		.l_len = 1};
	char path[PATH_MAX];
	int rc = paths_unit(path, NULL, "locks");
	autofd int fd =
		open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (rc < 0 || fd < 0)
		return failed("open %s", path);
	do
		rc = fcntl(fd, F_OFD_SETLKW, &lock);
	while (rc < 0 && errno == EINTR);
	return rc < 0 ? failed("lock %s", path) : take_fd(&fd);
}
