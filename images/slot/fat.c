/* SPDX-License-Identifier: MIT */
/*
 * Mounts a FAT by the system calls of Linux 5.2, for which neither a folder nor
 * a mount namespace is needed.
 *
 * A rename writes the new entry of the folder, the number of the first cluster
 * into it, and removes the old entry.  All that happens in memory, and if both
 * entries are in one sector, which those of a short folder are, the disk gets
 * it in one write.  So nothing is mounted with "sync", which would make three
 * of it. Where they are not, the file is written first, so that after a power
 * cut there may be two names of the same clusters, but not none.
 */
#include "images/slot/fat.h"

#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BUSY_MS 5000

/* Hands one option to the kernel; without a value it is a flag. */
static bool set(int context, const char *key, const char *value)
{
	return syscall(SYS_fsconfig, context,
		       value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, key,
		       value, 0) == 0;
}

static bool run(int context, unsigned command)
{
	return syscall(SYS_fsconfig, context, command, NULL, NULL, 0) == 0;
}

/*
 * After an error a FAT would become read-only, which helps nobody here: what is
 * wrong is a file that is to be replaced.
 */
static int try_mount(const char *device)
{
	autofd int context = (int)syscall(SYS_fsopen, "vfat", FSOPEN_CLOEXEC);

	if (context < 0 || !set(context, "source", device) ||
		!set(context, "ro", NULL) ||
		!set(context, "errors", "continue") ||
		!run(context, FSCONFIG_CMD_CREATE))
		return -1;
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC,
		MOUNT_ATTR_NODEV | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
}

/* What a process that was killed had mounted is busy for some time after that.
 */
int fat_mount(const char *device)
{
	int64_t until = io_now_ms() + BUSY_MS;
	int fat;

	while ((fat = try_mount(device)) < 0 && errno == EBUSY &&
		io_now_ms() < until)
		(void)poll(NULL, 0, 10);
	return fat < 0 ? failed("mount %s", device) : fat;
}

int fat_writable(int fat)
{
	autofd int context = (int)syscall(
		SYS_fspick, fat, "", FSPICK_EMPTY_PATH | FSPICK_CLOEXEC);

	if (context < 0 || !set(context, "rw", NULL) ||
		!run(context, FSCONFIG_CMD_RECONFIGURE))
		return failed("make the boot partition writable");
	return 0;
}

int fat_rename(int dir, const char *from, const char *to)
{
	if (syscall(SYS_renameat2, dir, from, dir, to, RENAME_NOREPLACE) < 0)
		return failed("rename %s to %s", from, to);
	autofd int fd = openat(dir, to, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0 || fsync(dir) < 0)
		return failed("write %s", to);
	return 0;
}
