/* SPDX-License-Identifier: MIT */
/*
 * Run in a container by the owner of a volume: takes a file, and new files of
 *its folder, out of the project whose quota limits the volume.
 *
 *	leave DIR FILE
 *
 * Prints what the kernel says of each.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

static void say(const char *what, int rc)
{
	printf("%s: %s\n", what, rc < 0 ? strerror(errno) : "left");
}

int main(int argc, char **argv)
{
	int dir = argc == 3 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
	int file = argc == 3 ? open(argv[2], O_RDONLY) : -1;
	struct fsxattr x;
	int flags;

	if (ioctl(file, FS_IOC_FSGETXATTR, &x) < 0 || x.fsx_projid == 0 ||
		ioctl(dir, FS_IOC_GETFLAGS, &flags) < 0 ||
		!(flags & FS_PROJINHERIT_FL))
		return 1;
	x.fsx_projid = 0;
	say("file", ioctl(file, FS_IOC_FSSETXATTR, &x));
	flags &= ~FS_PROJINHERIT_FL;
	say("folder", ioctl(dir, FS_IOC_SETFLAGS, &flags));
	return 0;
}
