/* SPDX-License-Identifier: MIT */
/* Walks and removes trees of files, by descriptors, without recursion. */
#include "supervisor/base/tree.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/openin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* renameat() */
#include <string.h>
#include <unistd.h>

int tree_open(struct tree_level *at, const char *name, int beside)
{
	autofd int fd = openat(dirfd(at->dir), name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir)
		return -errno;
	(void)take_fd(&fd);
	at[1] = (struct tree_level){dir, beside, at->depth + 1};
	return 1;
}

int tree_walk(int top, int beside, tree_visit *visit, void *arg)
{
	struct tree_level levels[TREE_DEPTH_MAX + 1] = {0};
	autofd int fd = openat(top, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int depth = 0, rc = 0;

	levels[0] =
		(struct tree_level){fd < 0 ? NULL : fdopendir(fd), beside, 0};
	if (!levels[0].dir)
		return failed("open a directory");
	(void)take_fd(&fd);
	while (depth >= 0) {
		struct tree_level *at = &levels[depth];
		struct dirent *e;

		errno = 0;
		e = rc < 0 ? NULL : readdir(at->dir);
		if (!e && errno)
			rc = failed("read a directory");
		if (!e) {
			closedir(at->dir);
			if (depth-- > 0)
				io_close(&at->beside);
		} else if (!strcmp(e->d_name, ".") ||
			   !strcmp(e->d_name, "..")) {
			continue;
		} else if (depth == TREE_DEPTH_MAX) {
			log_err("%s: more than %d folders deep", e->d_name,
				TREE_DEPTH_MAX);
			rc = -ELOOP;
		} else {
			rc = visit(at, e->d_name, arg);
			depth += rc > 0;
		}
	}
	return rc < 0 ? rc : 0;
}

int tree_path(
	struct tree_path *p, const struct tree_level *at, const char *name)
{
	size_t len = p->len[at->depth];
	int n = fmt_print(p->text + len, sizeof(p->text) - len, "%s%s",
		len ? "/" : "", name);

	if (n < 0)
		return -ENAMETOOLONG;
	p->len[at->depth + 1] = len + (size_t)n;
	return 0;
}

/* Removes a file or an empty directory; -ENOTEMPTY for one that is not. */
static int remove_one(int dir, const char *name)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR)
		return -errno;
	return unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT
		       ? 0
		       : -errno;
}

/* Moves a directory to top, under a name that is free there. */
static int move_up(int dir, const char *name, int top)
{
	static unsigned number;
	char other[32];
	int rc;

	do {
		(void)fmt_print(other, sizeof(other), "moved-%u", number++);
		rc = renameat(dir, name, top, other);
	} while (rc < 0 &&
		 (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR));
	return rc < 0 ? -errno : 0;
}

static DIR *open_dir(int parent, const char *name)
{
	autofd int fd = openin(parent, name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK,
		RESOLVE_NO_XDEV);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir)
		(void)take_fd(&fd);
	return dir;
}

/* The next entry that is neither "." nor ".."; NULL: none. */
static const char *next_name(DIR *dir)
{
	struct dirent *e;

	do
		e = readdir(dir);
	while (e && (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")));
	return e ? e->d_name : NULL;
}

/* Removes a directory of top; directories in it that are not empty are moved to
 * top first, so that no path gets deeper. */
static int flatten(int top, const char *name)
{
	DIR *dir = open_dir(top, name);
	const char *entry;
	int rc = 0;

	if (!dir)
		return -errno;
	while (rc == 0 && (entry = next_name(dir))) {
		rc = remove_one(dirfd(dir), entry);
		if (rc == -ENOTEMPTY)
			rc = move_up(dirfd(dir), entry, top);
	}
	closedir(dir);
	return rc < 0 ? rc : remove_one(top, name);
}

int tree_remove(int parent, const char *name)
{
	int rc = remove_one(parent, name);

	while (rc == -ENOTEMPTY) {
		DIR *dir = open_dir(parent, name);
		const char *entry;

		rc = dir ? 0 : -errno;
		while (rc == 0 && (entry = next_name(dir))) {
			rc = remove_one(dirfd(dir), entry);
			if (rc == -ENOTEMPTY)
				rc = flatten(dirfd(dir), entry);
		}
		if (dir)
			closedir(dir);
		if (rc == 0) /* -ENOTEMPTY if directories were moved there */
			rc = remove_one(parent, name);
	}
	if (rc == 0)
		return 0;
	errno = -rc;
	return failed("remove %s", name);
}
