/* SPDX-License-Identifier: MIT */
/*
 * How much a volume holds: its quota or its file system knows that at once, of
 * other directories the files are counted.
 */
#include "supervisor/volumes/usage.h"

#include "init/io.h"
#include "supervisor/base/quota.h"
#include "supervisor/base/tree.h"
#include "supervisor/units/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define BLOCK 512 /* st_blocks counts these */

struct count {
	uint64_t bytes;
	dev_t device;
};

/* A file with several names counts in parts, once for each. */
static int count(struct tree_level *at, const char *name, void *arg)
{
	struct count *sum = arg;
	struct stat st;
	int rc;

	if (fstatat(dirfd(at->dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (st.st_dev != sum->device)
		return 0;
	if (!S_ISDIR(st.st_mode)) {
		sum->bytes += (uint64_t)st.st_blocks * BLOCK / st.st_nlink;
		return 0;
	}
	sum->bytes += (uint64_t)st.st_blocks * BLOCK;
	rc = tree_open(at, name, -1);
	return rc == -ENOENT ? 0 : rc;
}

static int64_t count_all(int dir)
{
	struct stat st;
	struct count sum = {0};

	if (fstat(dir, &st) < 0)
		return -1;
	sum.bytes = (uint64_t)st.st_blocks * BLOCK;
	sum.device = st.st_dev;
	return tree_walk(dir, -1, count, &sum) < 0 ? -1 : (int64_t)sum.bytes;
}

/* Whether the volume is a file system of its own. */
static bool is_alone(const struct volume *v)
{
	const struct unit_store *s = v->unit ? &v->unit->conf.store : NULL;

	return s && store_is_mounted(s) &&
	       (s->boot || s->image || (s->type && strcmp(s->type, "bind")));
}

static int open_volume(const struct volume *v)
{
	return v->there ? open(v->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
						O_NOFOLLOW)
			: -1;
}

/* Asks the file system or the quota. */
static bool ask(const struct volume *v, int dir, struct usage *u)
{
	struct statvfs fs;
	uint64_t used;

	if (is_alone(v) && fstatvfs(dir, &fs) == 0) {
		u->limit = (uint64_t)fs.f_blocks * fs.f_frsize;
		used = u->limit - (uint64_t)fs.f_bfree * fs.f_frsize;
	} else if (quota_get(dir, &used, &u->limit) < 0) {
		return false;
	}
	u->used = (int64_t)used;
	return true;
}

bool usage_limited(const struct volume *v, struct usage *u)
{
	bool limited = v->unit && v->unit->conf.store.size_max;
	autofd int dir = limited ? open_volume(v) : -1;

	return dir >= 0 && ask(v, dir, u);
}

struct usage usage_of(const struct volume *v)
{
	struct usage u = {.used = -1};
	autofd int dir = open_volume(v);

	if (dir >= 0 && !ask(v, dir, &u))
		u.used = count_all(dir);
	return u;
}
