/* SPDX-License-Identifier: MIT */
/*
 * Shared loop devices: all containers of an image mount one device, and so
 * share one superblock of the kernel (0.4 to 3 MiB of memory).  A device is
 * recognised by what the kernel says of it (device and inode of the file,
 * offset, size, read-only), never by a record of tcr's.
 *
 * The file's lock says which device that may be: byte N is locked by
 * /dev/loopN. An open file description lock lasts as long as the open file
 * description, and a loop device keeps the one that it was given.  So the lock
 * ends with the device, whoever was killed meanwhile.  (For fifty images, to
 * look through all devices of /sys/block took five times as long as to mount.)
 *
 * Other programs may take loop devices at any time.  So a number of
 * LOOP_CTL_GET_FREE may be taken before LOOP_CONFIGURE (Linux 5.8), which then
 * fails and is retried with another number; a configured device is read back
 * before it is used.
 */
#include "images/loopdev.h"

#include "images/node.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <linux/major.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define CONTROL       "/dev/loop-control"
#define CONTROL_MAJOR 10
#define CONTROL_MINOR 237
#define TRIES         32

static int open_control(void)
{
	int fd = node_open(
		CONTROL, S_IFCHR, makedev(CONTROL_MAJOR, CONTROL_MINOR));

	if (fd < 0) {
		errno = -fd;
		return failed("loop devices: " CONTROL
			      " (does the kernel have them?)");
	}
	return fd;
}

/*
 * Opens /dev/loopN; whether it is the device N, shows() says.  If it is not
 * there, it is made: its device number is read from sysfs, as the minor is not
 * N if the module was loaded with max_part=.
 */
static int open_number(unsigned n, char path[NODE_PATH_MAX])
{
	char name[64], text[32];
	const char *end;
	uint64_t major_of, minor_of;
	struct stat st;
	ssize_t len;

	(void)fmt_print(path, NODE_PATH_MAX, "/dev/loop%u", n);
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode) &&
		major(st.st_rdev) == LOOP_MAJOR)
		return take_fd(&fd);

	(void)fmt_print(name, sizeof(name), "/sys/block/loop%u/dev", n);
	len = io_read_file(AT_FDCWD, name, text, sizeof(text));
	if (len < 0)
		return (int)len;
	major_of = text_digits(text, &end, 10);
	if (*end != ':')
		return -ENODEV;
	minor_of = text_digits(end + 1, NULL, 10);
	return node_open(
		path, S_IFBLK, makedev((unsigned)major_of, (unsigned)minor_of));
}

/*
 * Whether it is the device of this number, and shows exactly the first bytes of
 * the file, read-only.
 */
static bool shows(
	int loop, unsigned number, const struct stat *file, uint64_t bytes)
{
	struct loop_info64 info;

	return ioctl(loop, LOOP_GET_STATUS64, &info) == 0 &&
	       info.lo_number == number && info.lo_device == file->st_dev &&
	       info.lo_inode == file->st_ino && info.lo_offset == 0 &&
	       info.lo_sizelimit == bytes &&
	       (info.lo_flags & LO_FLAGS_READ_ONLY) != 0;
}

/*
 * Locks the file's byte of that number, and no other.  If that fails the device
 * is good, but the next mount of the file does not find it.
 */
static void note_number(int fd, int number)
{
	struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	(void)fcntl(fd, F_OFD_SETLK, &lock);
	lock = (struct flock){.l_type = F_RDLCK,
		.l_whence = SEEK_SET,
		.l_start = number,
		.l_len = 1};
	(void)fcntl(fd, F_OFD_SETLK, &lock);
}

/* Opens an existing device that shows the file; -ENOENT: there is none. */
static int find(int fd, const struct stat *file, uint64_t bytes,
	char path[NODE_PATH_MAX])
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(fd, F_OFD_GETLK, &lock) < 0 || lock.l_type == F_UNLCK)
		return -ENOENT;
	unsigned number = (unsigned)lock.l_start;
	autofd int loop = open_number(number, path);
	return loop >= 0 && shows(loop, number, file, bytes) ? take_fd(&loop)
							     : -ENOENT;
}

/* Attaches the file to a free device; -EAGAIN: another program took it. */
static int attach(int control, int fd, const struct stat *file, uint64_t bytes,
	char path[NODE_PATH_MAX])
{
	struct loop_config config = {.fd = (unsigned)fd,
		.info = {.lo_sizelimit = bytes,
			.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR}};
	int number = ioctl(control, LOOP_CTL_GET_FREE);

	if (number < 0)
		return failed("loop devices: none free");
	note_number(fd, number);
	autofd int loop = open_number((unsigned)number, path);
	if (loop == -ENXIO || loop == -ENOENT)
		return -EAGAIN; /* removed meanwhile */
	if (loop < 0) {
		errno = -loop;
		return failed("open /dev/loop%d", number);
	}
	if (ioctl(loop, LOOP_CONFIGURE, &config) < 0) {
		if (errno == EBUSY || errno == EAGAIN || errno == ENXIO)
			return -EAGAIN;
		return failed("configure %s", path);
	}
	if (!shows(loop, (unsigned)number, file, bytes))
		return -EAGAIN;
	return take_fd(&loop);
}

int loopdev_up(int fd, uint64_t bytes, char path[NODE_PATH_MAX])
{
	struct stat file;
	int loop;

	if (fstat(fd, &file) < 0)
		return failed("stat image");
	loop = find(fd, &file, bytes, path);
	if (loop != -ENOENT)
		return loop;
	autofd int control = open_control();
	if (control < 0)
		return control;
	loop = -EAGAIN;
	for (int i = 0; loop == -EAGAIN && i < TRIES; i++)
		loop = attach(control, fd, &file, bytes, path);
	if (loop == -EAGAIN)
		log_err("loop devices: all taken by others, %d times", TRIES);
	return loop;
}
