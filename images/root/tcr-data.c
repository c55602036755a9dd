/* SPDX-License-Identifier: MIT */
/*
 * tcr-data DEVICE: makes the data partition ready to be mounted.  tcr-disk runs
 * it in the initramfs, as a process of its own, so that no table or file system
 * can make PID 1 fail.
 *
 * An ext4 is checked, and repaired if it has to be.  What else the partition's
 * attributes in the partition table say (gpt.h) is done before:
 *
 * GPT_GROW: the partition takes the rest of the disk, and the file system the
 * rest of the partition.  If the partition begins with a MiB of zeros, GPT_MAKE
 * is set.  This is one write of the table.
 *
 * GPT_MAKE: a file system is made, and the attribute removed.  A power cut
 * before that means that it is made again: half of one is never taken for
 * anybody's data.
 *
 * Whatever else is on the partition is left as it is.  tcr-init then cannot
 * mount it, says so, and keeps the data in memory.
 */
#include "images/root/ext4.h"
#include "images/root/gpt.h"
#include "images/slot/partition.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/blkpg.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CLASS     "/sys/class/block"
#define PATH_SIZE 300
#define LABEL     "tcr-data"
/* Bytes of the sectors for which tcr-mkdisk makes a table. */
#define IMAGE_SECTOR 512

static struct gpt table;

/* A number of the kernel about a block device; 0 if there is none. */
static uint64_t number_of(const char *device, const char *what)
{
	char path[PATH_SIZE], text[32];

	(void)fmt_print(path, sizeof(path), CLASS "/%s/%s", device, what);
	if (io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	return text_digits(text, NULL, 10);
}

/* Opens a disk and reads its table; a descriptor or -errno: -EMEDIUMTYPE if the
 * table is one for sectors of 512 bytes, and the disk has larger ones. */
static int open_table(const char *disk, int flags)
{
	char path[PATH_SIZE];
	uint64_t bytes;
	int sector, rc;

	(void)fmt_print(path, sizeof(path), "/dev/%s", disk);
	autofd int fd = open(path, flags | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, (int)BLKGETSIZE64, &bytes) < 0 ||
		ioctl(fd, BLKSSZGET, &sector) < 0)
		return -errno;
	if (sector <= 0)
		return -EINVAL;
	rc = gpt_read(fd, bytes / (unsigned)sector, (uint32_t)sector, &table);
	if (rc == -EBADMSG && sector != IMAGE_SECTOR &&
		gpt_read(fd, bytes / IMAGE_SECTOR, IMAGE_SECTOR, &table) !=
			-EBADMSG)
		return -EMEDIUMTYPE;
	return rc < 0 ? rc : take_fd(&fd);
}

/* The kernel finds no partition on a disk that is too small for its table, or
 * has other sectors than the table is for. */
static void name_wrong_disks(void)
{
	DIR *dir = opendir(CLASS);
	const struct dirent *e;

	while (dir && (e = readdir(dir))) {
		autofd int fd = *e->d_name == '.'
					? -1
					: open_table(e->d_name, O_RDONLY);

		if (fd == -ENOSPC)
			log_err("/dev/%s: this disk is smaller than the image "
				"that was copied to it",
				e->d_name);
		if (fd == -EMEDIUMTYPE)
			log_err("/dev/%s: the image that was copied to this "
				"disk is for sectors of 512 bytes, it has "
				"larger ones",
				e->d_name);
	}
	if (dir)
		(void)closedir(dir);
}

/* Lets the kernel know how large the partition is, if it has grown. */
static int tell_kernel(int fd, const char *device, uint32_t n)
{
	struct gpt_partition p = gpt_partition(&table, n);
	struct blkpg_partition part = {
		.start = (long long)(p.start * table.sector),
		.length = (long long)(p.length * table.sector),
		.pno = (int)n};
	struct blkpg_ioctl_arg arg = {.op = BLKPG_RESIZE_PARTITION,
		.datalen = sizeof(part),
		.data = &part};

	if (number_of(device, "size") * 512 == (uint64_t)part.length)
		return 0;
	if (ioctl(fd, BLKPG, &arg) < 0)
		return failed("tell the kernel the size of /dev/%s", device);
	log_info("/dev/%s: has %llu MiB now", device,
		(unsigned long long)(part.length >> 20));
	return 0;
}

/*
 * Does what the table says of the partition, and repairs the table.  Returns a
 * descriptor of the disk, or -errno: there is no such table, or it cannot be
 * written.
 */
static int arrange(const char *device, uint32_t n, enum ext4_found found)
{
	char path[PATH_MAX];
	const char *disk = partition_disk(device, path);
	autofd int fd = disk ? open_table(disk, O_RDWR) : -ENODEV;
	struct gpt_partition p;
	bool damaged;
	int rc;

	if (fd < 0)
		return take_fd(&fd);
	p = gpt_partition(&table, n);
	if (p.start * table.sector != number_of(device, "start") * 512)
		return -ENODEV;
	damaged = table.damaged;
	if (p.attributes & GPT_GROW) {
		gpt_grow(&table, n);
		if (found == EXT4_EMPTY)
			gpt_set_attributes(&table, n, p.attributes | GPT_MAKE);
	} else if (table.backup != table.sectors - 1) {
		return take_fd(&fd); /* an image on a larger disk stays so */
	}
	rc = gpt_write(&table);
	if (rc < 0) {
		errno = -rc;
		return failed("write the partition table of /dev/%s", disk);
	}
	if (damaged)
		log_warn("/dev/%s: the partition table was damaged, and was "
			 "repaired from its backup",
			disk);
	rc = tell_kernel(fd, device, n);
	return rc < 0 ? rc : take_fd(&fd);
}

/* A file system is made if the table says so; then that need is removed. */
static int make(const char *path, uint32_t n)
{
	uint64_t attributes = gpt_partition(&table, n).attributes;
	int rc = ext4_make(path, LABEL);

	if (rc < 0)
		return rc;
	gpt_set_attributes(&table, n, attributes & ~GPT_MAKE);
	rc = gpt_write(&table);
	if (rc < 0) {
		errno = -rc;
		return failed("write the partition table");
	}
	return 0;
}

static int prepare(const char *path)
{
	const char *device = strrchr(path, '/') + 1;
	uint32_t n = (uint32_t)number_of(device, "partition");
	int found = ext4_look(path), rc = 0;
	uint64_t attributes;

	if (found < 0)
		return found;
	autofd int disk = n > 0 ? arrange(device, n, found) : -ENODEV;
	attributes = disk >= 0 ? gpt_partition(&table, n).attributes : 0;
	if (attributes & GPT_MAKE)
		return make(path, n);
	if (found == EXT4_CLEAN || found == EXT4_UNCLEAN)
		rc = ext4_check(path, found);
	else
		log_err("%s: %s: left as it is", path,
			found == EXT4_EMPTY
				? "is empty, and is not to be formatted"
				: "has no ext4, but something else");
	if (rc == 0 && attributes & GPT_GROW && found != EXT4_NONE)
		rc = ext4_grow(path);
	return rc;
}

/* The programs are not needed any more: their memory is free again. */
static void forget_tools(void)
{
	struct statfs fs;
	DIR *dir;
	const struct dirent *e;

	if (statfs("/", &fs) < 0 || ((unsigned)fs.f_type != RAMFS_MAGIC &&
					    (unsigned)fs.f_type != TMPFS_MAGIC))
		return;
	dir = opendir(EXT4_TOOLS);
	while (dir && (e = readdir(dir)))
		(void)unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		(void)closedir(dir);
}

int main(int argc, char **argv)
{
	char path[PATH_MAX];
	int rc = -ENODEV;

	log_init("tcr-data", LOG_LEVEL_INFO);
	if (argc != 2) {
		log_err("usage: tcr-data DEVICE");
		return 2;
	}
	if (realpath(argv[1], path))
		rc = prepare(path);
	else
		name_wrong_disks();
	forget_tools();
	return rc < 0 ? 1 : 0;
}
