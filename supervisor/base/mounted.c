/* SPDX-License-Identifier: MIT */
/*
 * Asks statx(2) about mounts.  A file of its own, as <linux/stat.h> and
 * <sys/stat.h> of some C libraries both define struct statx.
 */
#include "supervisor/base/mounted.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool mounted_in(int dir, const char *name)
{
	struct statx st;

	return syscall(SYS_statx, dir, name, AT_SYMLINK_NOFOLLOW, 0, &st) ==
		       0 &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

bool mounted_at(const char *path)
{
	return mounted_in(AT_FDCWD, path);
}
