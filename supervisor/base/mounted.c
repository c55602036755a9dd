/* SPDX-License-Identifier: MIT */
/* One question to the kernel, apart: its struct statx is libc's too in some. */
#include "supervisor/base/mounted.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

bool mounted_at(const char *path)
{
	struct statx st;

	return syscall(SYS_statx, AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, 0,
		       &st) == 0 &&
	       (st.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}
