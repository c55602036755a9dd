/* SPDX-License-Identifier: MIT */
/*
 * Project quotas, see the header.  A file belongs to the project of the
 * directory in which it is made; what is there already is given to it one by
 * one, the directory itself last, so that a directory that has its project is
 * finished.
 */
#include "supervisor/base/quota.h"

#include "init/io.h"
#include "supervisor/base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/dqblk_xfs.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/quota.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd 443 /* Linux 5.14; the same on all architectures */
#endif
/* musl takes an int where glibc takes an unsigned long. */
#define GET_ATTRIBUTES ((int)FS_IOC_FSGETXATTR)
#define SET_ATTRIBUTES ((int)FS_IOC_FSSETXATTR)
#define PROJECTS       2 /* the third type of quota, after users and groups */
#define FORMAT_VFS     4 /* QFMT_VFS_V1 */
#define QUOTA_UNIT     1024 /* bytes in which dqb_bhardlimit counts */

static int control(int dir, int command, uint32_t id, void *arg)
{
	return syscall(SYS_quotactl_fd, dir, QCMD(command, PROJECTS), id, arg) <
			       0
		       ? -errno
		       : 0;
}

/* Whether limits hold here; asks the kernel to enforce them if they do not. */
static bool is_enforced(int dir)
{
	struct fs_quota_statv state = {.qs_version = FS_QSTATV_VERSION1};

	/* On ext4, files are counted without a mount option; this adds limits.
	 * It fails if they are there: only the state counts. */
	(void)control(dir, Q_QUOTAON, FORMAT_VFS, NULL);
	return control(dir, Q_XGETQSTATV, 0, &state) == 0 &&
	       (state.qs_flags & FS_QUOTA_PDQ_ENFD) != 0;
}

/* The number of the directory's project; 0: it can have none. */
static uint32_t number_of(int dir)
{
	struct stat st;

	return fstat(dir, &st) < 0 || st.st_ino > UINT32_MAX
		       ? 0
		       : (uint32_t)st.st_ino;
}

static bool belongs(int fd, uint32_t id)
{
	struct fsxattr x;

	return ioctl(fd, GET_ATTRIBUTES, &x) == 0 && x.fsx_projid == id &&
	       (x.fsx_xflags & FS_XFLAG_PROJINHERIT);
}

static int give(int fd, uint32_t id, bool directory)
{
	struct fsxattr x;

	if (ioctl(fd, GET_ATTRIBUTES, &x) < 0)
		return -errno;
	x.fsx_projid = id;
	if (directory)
		x.fsx_xflags |= FS_XFLAG_PROJINHERIT;
	return ioctl(fd, SET_ATTRIBUTES, &x) < 0 ? -errno : 0;
}

/* Gives a file to the project.  Links and the like have no content. */
static int visit(struct tree_level *at, const char *name, void *arg)
{
	const uint32_t *id = arg;
	struct stat st;
	int rc;

	if (fstatat(dirfd(at->dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return 0;
	autofd int fd = openat(dirfd(at->dir), name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = give(fd, *id, S_ISDIR(st.st_mode));
	return rc == 0 && S_ISDIR(st.st_mode) ? tree_open(at, name, -1) : rc;
}

int quota_set(int dir, uint64_t bytes)
{
	uint32_t id = number_of(dir);
	struct dqblk limit = {.dqb_valid = QIF_BLIMITS,
		.dqb_bhardlimit = (bytes + QUOTA_UNIT - 1) / QUOTA_UNIT};
	bool has = id && belongs(dir, id);
	int rc = 0;

	if (bytes == 0 && !has)
		return 0;
	if (id == 0 || !is_enforced(dir))
		return -EOPNOTSUPP;
	if (!has)
		rc = tree_walk(dir, -1, visit, &id);
	if (rc == 0)
		rc = control(dir, Q_SETQUOTA, id, &limit);
	return rc == 0 && !has ? give(dir, id, true) : rc;
}

int quota_get(int dir, uint64_t *used, uint64_t *limit)
{
	uint32_t id = number_of(dir);
	struct dqblk q;
	int rc;

	if (id == 0 || !belongs(dir, id))
		return -ENODATA;
	rc = control(dir, Q_GETQUOTA, id, &q);
	if (rc < 0)
		return rc;
	*used = q.dqb_curspace;
	*limit = q.dqb_bhardlimit * QUOTA_UNIT;
	return 0;
}
