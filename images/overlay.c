/* SPDX-License-Identifier: MIT */
/*
 * A container's root: an overlay of the image and a tmpfs of limited size.  So
 * programs may write anywhere, nothing is written to flash, and all of it is
 * gone when the container ends.
 */
#include "images/image.h"
#include "images/mount.h"
#include "init/fmt.h"
#include "init/log.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* An inode of tmpfs needs about 1 KiB of kernel memory. */
#define BYTES_PER_INODE 4096
#define INODES_MIN      256
#define OPTIONS_MAX     4096 /* mount(2) ignores what follows the first page */

/* Appends text to the options; overlayfs wants ',' ':' and '\' escaped. */
static int put_escaped(char *options, size_t *len, const char *text)
{
	for (; *text; text++) {
		if (*len + 3 > OPTIONS_MAX)
			return -ENAMETOOLONG;
		if (strchr(",:\\", *text))
			options[(*len)++] = '\\';
		options[(*len)++] = *text;
	}
	options[*len] = 0;
	return 0;
}

static int put_plain(char *options, size_t *len, const char *text)
{
	int n = fmt_print(options + *len, OPTIONS_MAX - *len, "%s", text);

	if (n > 0)
		*len += (size_t)n;
	return n < 0 ? n : 0;
}

/* The directories of an overlay; each may be "", as not there. */
struct layers {
	const char *lower;
	const char *base; /* below lower */
	const char *upper;
	const char *work;
};

static int mount_overlay(
	const struct layers *l, const char *root, unsigned long flags)
{
	const char *const parts[][2] = {{"lowerdir=", l->lower}, {":", l->base},
		{",upperdir=", l->upper}, {",workdir=", l->work}};
	char options[OPTIONS_MAX];
	size_t len = 0;
	int rc = 0;

	for (int i = 0; i < 4 && rc == 0; i++) {
		if (!*parts[i][1])
			continue;
		rc = put_plain(options, &len, parts[i][0]);
		if (rc == 0)
			rc = put_escaped(options, &len, parts[i][1]);
	}
	if (rc < 0) {
		errno = -rc;
		return failed("overlay options of %s", root);
	}
	if (mount("overlay", root, "overlay", flags, options) < 0)
		return mount_failed("overlay", root);
	return 0;
}

int image_merged_up(const char *lower, const char *base, const char *dir)
{
	const struct layers layers = {lower, base, "", ""};
	int rc = mount_clear(dir);

	if (rc == 0)
		rc = mount_point(dir);
	return rc < 0 ? rc
		      : mount_overlay(
				&layers, dir, MS_RDONLY | MS_NODEV | MS_NOSUID);
}

/* Makes upper and work; upper gets owner and mode of lower, as it is the root.
 */
static int make_upper(const char *upper, const char *work, const char *lower)
{
	struct stat st;

	if (stat(lower, &st) < 0)
		return failed("root file system %s", lower);
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return failed("root file system %s", lower);
	}
	if (mkdir(upper, 0755) < 0 || mkdir(work, 0700) < 0)
		return failed("make %s", upper);
	if (chown(upper, st.st_uid, st.st_gid) < 0 ||
		chmod(upper, st.st_mode & 07777) < 0)
		return failed("set owner of %s", upper);
	return 0;
}

static int mount_memory(const char *rw, uint64_t limit_bytes)
{
	uint64_t inodes = limit_bytes / BYTES_PER_INODE;
	char options[96];
	int rc = mount_point(rw);

	if (rc < 0)
		return rc;
	/* size=0 would mean no limit. */
	if (limit_bytes < BYTES_PER_INODE) {
		errno = EINVAL;
		return failed("mount tmpfs at %s: limit too small", rw);
	}
	if (inodes < INODES_MIN)
		inodes = INODES_MIN;
	(void)fmt_print(options, sizeof(options),
		"size=%llu,nr_inodes=%llu,mode=0755",
		(unsigned long long)limit_bytes, (unsigned long long)inodes);
	if (mount("tmpfs", rw, "tmpfs", MS_NODEV | MS_NOSUID, options) < 0)
		return mount_failed("tmpfs", rw);
	return 0;
}

int image_root_up(const char *lower, const char *base, const char *rw,
	const char *root, uint64_t limit_bytes, bool suid)
{
	char upper[PATH_MAX], work[PATH_MAX];
	const struct layers layers = {lower, base, upper, work};
	int rc = image_root_down(rw, root);

	if (rc < 0)
		return rc;
	if (fmt_print(upper, sizeof(upper), "%s/upper", rw) < 0 ||
		fmt_print(work, sizeof(work), "%s/work", rw) < 0) {
		errno = ENAMETOOLONG;
		return failed("%s", rw);
	}
	rc = mount_memory(rw, limit_bytes);
	if (rc == 0)
		rc = make_upper(upper, work, lower);
	if (rc == 0)
		rc = mount_point(root);
	if (rc == 0)
		rc = mount_overlay(
			&layers, root, MS_NODEV | (suid ? 0 : MS_NOSUID));
	if (rc < 0)
		(void)image_root_down(rw, root); /* rc is the first error */
	return rc;
}

int image_root_down(const char *rw, const char *root)
{
	int rc = mount_remove(root);
	int rw_rc = mount_remove(rw);

	return rc < 0 ? rc : rw_rc;
}
