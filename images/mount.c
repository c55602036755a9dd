/* SPDX-License-Identifier: MIT */
/*
 * Mounts images.  The caller has opened the file; every step uses this
 * descriptor, so the file that is checked is the one that is mounted.  The
 * device stays open until it is mounted.
 */
#include "images/mount.h"

#include "images/image.h"
#include "images/info.h"
#include "images/loopdev.h"
#include "images/node.h"
#include "images/verity.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DEPTH_MAX 64   /* mounts on top of each other at one place */
#define BUSY_MS   1000 /* how long one is waited for that is in use */
#define LOOK_MS   5

/*
 * Unmounts dir; 0 or -1 with errno.  A crun that has failed ends before its
 * child has closed the container's /dev/null, so what is in use may be free in
 * a moment.
 */
static int unmount(const char *dir)
{
	for (int ms = 0;; ms += LOOK_MS) {
		if (umount2(dir, UMOUNT_NOFOLLOW) == 0)
			return 0;
		if (errno != EBUSY || ms >= BUSY_MS)
			return -1;
		(void)poll(NULL, 0, LOOK_MS);
	}
}

int mount_clear(const char *dir)
{
	for (int i = 0; i < DEPTH_MAX; i++) {
		if (unmount(dir) == 0)
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
	/* Mostly only dir itself is missing. */
	int rc = mkdir(dir, 0755) == 0 || errno == EEXIST
			 ? 0
			 : io_mkdirs(dir, 0755);

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

/* Whether the device is mounted at dir. */
static bool is_mounted(int fd, const char *dir)
{
	struct stat device, root;

	return fstat(fd, &device) == 0 && stat(dir, &root) == 0 &&
	       device.st_rdev == root.st_dev;
}

/*
 * Opens the device of the image's file system: dm-verity over a loop device if
 * the image has a hash tree, which keeps the loop device, else the loop device.
 * Each ends by itself once it is neither open nor mounted.
 */
static int device_up(
	int fd, const struct image_info *info, char path[NODE_PATH_MAX])
{
	const struct verity verity = {
		info->verity_root, info->verity_salt, info->fs_bytes};
	autofd int loop =
		loopdev_up(fd, info->fs_bytes + info->tree_bytes, path);
	int rc;

	if (loop < 0 || !info->verity_root)
		return take_fd(&loop);
	autofd int dm = verity_up(loop, &verity, path);
	rc = dm < 0 ? dm : verity_autoclear(dm);
	return rc < 0 ? rc : take_fd(&dm);
}

/* Logs why the kernel did not mount the image, from errno; returns -errno. */
static int refused(int fd, bool verified, const char *dir)
{
	char path[PATH_MAX];
	int rc = -errno;

	if (rc != -EINVAL && !(rc == -EIO && verified))
		return mount_failed("squashfs", dir);
	info_path(fd, path);
	if (rc == -EINVAL)
		log_err("image %s: refused by the kernel: damaged, or "
			"compressed in a way that this kernel cannot read",
			path);
	else
		log_err("image %s: damaged: a block is not the one that its "
			"root hash stands for",
			path);
	return rc;
}

static int attach_and_mount(
	int fd, const struct image_info *info, const char *dir)
{
	char path[NODE_PATH_MAX];
	autofd int device = device_up(fd, info, path);
	int rc;

	if (device < 0)
		return device;
	if (is_mounted(device, dir))
		return 0;
	rc = mount_clear(dir);
	if (rc < 0)
		return rc;
	if (mount(path, dir, "squashfs", MS_RDONLY | MS_NODEV | MS_NOSUID,
		    NULL) < 0)
		return refused(fd, info->verity_root, dir);
	return 0;
}

/* Whether the path is a folder.  A symbolic link is none: it may leave the
 * image. */
static bool is_folder(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

void image_root_of(const char *dir, char root[PATH_MAX])
{
	if (fmt_print(root, PATH_MAX, "%s/rootfs", dir) >= 0 && is_folder(root))
		return;
	if (fmt_print(root, PATH_MAX, "%s", dir) < 0 || !is_folder(root))
		root[0] = 0;
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

static void warn_unknown(int fd, const struct image_info *info)
{
	char path[PATH_MAX];

	if (!info->key_id[0] || info->signed_by[0])
		return;
	info_path(fd, path);
	log_warn("image %s: counts as not signed: its key %s is not known",
		path, info->key_id);
}

int image_up(int fd, const struct image_info *info, const char *dir)
{
	char root[PATH_MAX];
	int rc = mount_point(dir);

	warn_unknown(fd, info);
	if (rc == 0)
		rc = attach_and_mount(fd, info, dir);
	if (rc < 0 || info->has_trailer)
		return rc;
	image_root_of(dir, root);
	return strcmp(root, dir) != 0 ? lost_trailer(fd, dir) : 0;
}

bool image_is_damaged(const char *dir)
{
	struct stat st;

	/* A folder that is no mount is on a file system without a device. */
	return stat(dir, &st) == 0 && major(st.st_dev) != 0 &&
	       verity_is_damaged(st.st_dev);
}

int image_down(const char *dir)
{
	int rc = mount_remove(dir);

	verity_sweep();
	return rc;
}
