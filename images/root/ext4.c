/* SPDX-License-Identifier: MIT */
#include "images/root/ext4.h"

#include "init/bytes.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_BYTES  (1 << 20) /* LUKS, LVM and file systems start in them */
#define GROW_BYTES  (8 << 20) /* more than the tables of one group */
#define MOUNT_POINT "/newroot"
#define RESIZE_FS   _IOW('f', 16, uint64_t) /* EXT4_IOC_RESIZE_FS */

/* The superblock is 1024 bytes from the start; offsets of fields in it. */
#define SUPER   1024
#define MAGIC   0xEF53
#define RECOVER 0x4 /* its journal has something */
#define BITS_64 0x80
#define VALID   1

/* What the exit status of e2fsck(8) is made of. */
#define CORRECTED 1
#define FINE      3 /* CORRECTED, and if the system should reboot */

enum {
	AT_BLOCKS = 4,
	AT_BLOCK_LOG = 24, /* log2 of a block's KiB */
	AT_MAGIC = 56,
	AT_STATE = 58,
	AT_INCOMPATIBLE = 96,
	AT_BLOCKS_HIGH = 336,
	SUPER_BYTES = 340,
};

static bool zeros(const unsigned char *p, size_t len)
{
	return *p == 0 && memcmp(p, p + 1, len - 1) == 0;
}

int ext4_look(const char *device)
{
	static unsigned char start[LOOK_BYTES];
	const unsigned char *super = start + SUPER;
	autofd int fd = open(device, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : pread(fd, start, sizeof(start), 0);

	if (n < 0)
		return failed("read %s", device);
	if (n < (ssize_t)sizeof(start))
		return EXT4_NONE;
	if (bytes_little(super + AT_MAGIC, 2) != MAGIC)
		return zeros(start, sizeof(start)) ? EXT4_EMPTY : EXT4_NONE;
	return bytes_little(super + AT_STATE, 2) == VALID &&
			       !(bytes_little(super + AT_INCOMPATIBLE, 4) &
				       RECOVER)
		       ? EXT4_CLEAN
		       : EXT4_UNCLEAN;
}

/* Runs a program of the folder; returns its exit status or -errno. */
static int run(const char *path, bool silent, char *const argv[])
{
	static char config[] = "E2FSCK_CONFIG=" EXT4_TOOLS "/e2fsck.conf";
	char *const envp[] = {config, NULL};
	int status, null;
	pid_t pid = fork();

	if (pid == 0) {
		null = silent ? open("/dev/null", O_WRONLY) : -1;
		(void)dup2(null >= 0 ? null : STDERR_FILENO, STDOUT_FILENO);
		(void)execve(EXT4_TOOLS "/ld.so", argv, envp);
		(void)failed("exec " EXT4_TOOLS "/ld.so");
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return failed("run %s", path);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -EINTR;
}

/* The beginning of such a program's command line. */
#define TOOL(name)                                                             \
	EXT4_TOOLS "/ld.so", "--library-path", EXT4_TOOLS, EXT4_TOOLS "/" name

static int e2fsck(const char *device, const char *how, bool silent)
{
	const char *const argv[] = {TOOL("e2fsck"), how, device, NULL};

	return run("e2fsck", silent, (char *const *)(uintptr_t)argv);
}

int ext4_check(const char *device, enum ext4_found found)
{
	int status = e2fsck(device, "-p", found == EXT4_CLEAN);

	/* With a backup of the superblock it may need to start again. */
	for (int i = 0; i < 2 && status & ~FINE; i++) {
		log_warn("%s: e2fsck ends with %d: now -fy", device, status);
		status = e2fsck(device, "-fy", false);
	}
	if (status & ~FINE) {
		log_err("%s: e2fsck -fy ends with %d", device, status);
		return -EUCLEAN;
	}
	if (status & CORRECTED)
		log_warn(
			"%s: errors of the file system were corrected", device);
	return 0;
}

int ext4_make(const char *device, const char *label)
{
	/* Without nodiscard some media need minutes. */
	const char *const argv[] = {TOOL("mke2fs"), "-q", "-F", "-t", "ext4",
		"-m", "0", "-E", "nodiscard", "-L", label, device, NULL};
	int status = run("mke2fs", false, (char *const *)(uintptr_t)argv);

	if (status != 0) {
		log_err("%s: mke2fs ends with %d", device, status);
		return -EIO;
	}
	log_info("%s: an ext4 was made", device);
	return 0;
}

/* Tells the kernel how many blocks the file system of the mounted folder has.
 */
static int resize(const char *device, uint64_t blocks)
{
	int rc = 0;

	if (mount(device, MOUNT_POINT, "ext4", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		    "errors=remount-ro") < 0)
		return failed("mount %s", device);
	{
		autofd int fd = open(MOUNT_POINT, O_RDONLY | O_CLOEXEC);

		if (fd < 0 || ioctl(fd, RESIZE_FS, &blocks) < 0)
			rc = failed("grow the file system of %s", device);
	}
	if (umount2(MOUNT_POINT, 0) < 0)
		rc = failed("unmount %s", device);
	return rc;
}

int ext4_grow(const char *device)
{
	unsigned char super[SUPER_BYTES];
	autofd int fd = open(device, O_RDONLY | O_CLOEXEC);
	uint64_t bytes, blocks, log, have;
	int rc;

	if (fd < 0 || ioctl(fd, (int)BLKGETSIZE64, &bytes) < 0 ||
		pread(fd, super, sizeof(super), SUPER) < 0)
		return failed("read %s", device);
	log = bytes_little(super + AT_BLOCK_LOG, 4);
	have = bytes_little(super + AT_BLOCKS, 4);
	if (bytes_little(super + AT_INCOMPATIBLE, 4) & BITS_64)
		have |= bytes_little(super + AT_BLOCKS_HIGH, 4) << 32;
	if (bytes_little(super + AT_MAGIC, 2) != MAGIC || log > 6)
		return -EINVAL;
	blocks = bytes >> (10 + log);
	if (blocks < have + (GROW_BYTES >> (10 + log)))
		return 0;
	rc = resize(device, blocks);
	if (rc == 0)
		log_info("%s: the file system has %llu MiB now", device,
			(unsigned long long)(bytes >> 20));
	return rc;
}
