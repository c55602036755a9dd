/* SPDX-License-Identifier: MIT */
/*
 * Mounts images.  The caller has opened the file; every step uses this
 * descriptor, so the file that is checked is the one that is mounted.  The loop
 * device stays open until it is mounted.
 */
#include "images/mount.h"

#include "images/image.h"
#include "images/info.h"
#include "images/loopdev.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 64 /* mounts on top of each other at one place */

int mount_clear(const char *dir)
{
	for (int i = 0; i < DEPTH_MAX; i++) {
		if (umount2(dir, UMOUNT_NOFOLLOW) == 0)
			continue;
		if (errno == EINVAL || errno == ENOENT)
			return 0; /* dir is no mount point, or missing */
		if (errno != EBUSY ||
			umount2(dir, MNT_DETACH | UMOUNT_NOFOLLOW) < 0)
			return failed("unmount %s", dir);
		log_warn("unmount %s: still in use, detached", dir);
	}
	errno = EBUSY;
	return failed("unmount %s", dir);
}

int mount_remove(const char *dir)
{
	int rc = mount_clear(dir);

	if (rc == 0 && rmdir(dir) < 0 && errno != ENOENT)
		rc = failed("remove %s", dir);
	return rc;
}

int mount_point(const char *dir)
{
	int rc = io_mkdirs(dir, 0755);

	if (rc < 0) {
		errno = -rc;
		return failed("make %s", dir);
	}
	return 0;
}

int mount_failed(const char *type, const char *dir)
{
	if (errno == ENODEV) {
		log_err("mount %s: this kernel has no %s", dir, type);
		return -ENODEV;
	}
	return failed("mount %s at %s", type, dir);
}

/* Whether the loop device is mounted at dir. */
static bool is_mounted(int loop, const char *dir)
{
	struct stat device, root;

	return fstat(loop, &device) == 0 && stat(dir, &root) == 0 &&
	       device.st_rdev == root.st_dev;
}

static int attach_and_mount(int fd, uint64_t bytes, const char *dir)
{
	char device[LOOPDEV_PATH_MAX], path[PATH_MAX];
	autofd int loop = loopdev_up(fd, bytes, device);
	int rc;

	if (loop < 0)
		return loop;
	if (is_mounted(loop, dir))
		return 0;
	rc = mount_clear(dir);
	if (rc < 0)
		return rc;
	if (mount(device, dir, "squashfs", MS_RDONLY | MS_NODEV | MS_NOSUID,
		    NULL) == 0)
		return 0;
	if (errno != EINVAL)
		return mount_failed("squashfs", dir);
	info_path(fd, path);
	log_err("image %s: refused by the kernel: damaged, or compressed in a "
		"way that this kernel cannot read",
		path);
	return -EINVAL;
}

/* Where the root is.  A symbolic link does not count: it may leave the image.
 */
static const char *root_of(const char *dir)
{
	char path[PATH_MAX];
	struct stat st;

	if (fmt_print(path, sizeof(path), "%s/rootfs", dir) < 0)
		return "";
	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) ? "rootfs" : "";
}

/*
 * tcr-create-image makes the rootfs folder and also writes a trailer.  If only
 * the folder is there, a full disk or a power cut took the file's last block,
 * which has the trailer.
 */
static int lost_trailer(int fd, const char *dir)
{
	char path[PATH_MAX];

	info_path(fd, path);
	log_err("image %s: has a rootfs folder and no trailer (truncated?)",
		path);
	(void)mount_remove(dir);
	return -EBADMSG;
}

int image_up(int fd, const char *dir, const char **rootfs)
{
	struct image_info info;
	const char *root;
	uint64_t bytes;
	bool whole;
	int rc = image_info_read(fd, &info);

	if (rc < 0)
		return rc;
	bytes = info.fs_bytes;
	whole = info.has_trailer;
	image_info_done(&info);
	rc = mount_point(dir);
	if (rc == 0)
		rc = attach_and_mount(fd, bytes, dir);
	if (rc < 0)
		return rc;
	root = root_of(dir);
	if (!whole && *root)
		return lost_trailer(fd, dir);
	*rootfs = root;
	return 0;
}

int image_down(const char *dir)
{
	return mount_remove(dir);
}
