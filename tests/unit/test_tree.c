/* SPDX-License-Identifier: MIT */
/*
 * A walk sees all of a tree and nothing outside of it, whatever others do to it
 * meanwhile.
 * Links: supervisor/base/tree.c init/io.c init/log.c init/fmt.c
 */
#include "supervisor/base/tree.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned seen, deepest;

/* Goes down into all directories. */
static int count(struct tree_level *at, const char *name, void *arg)
{
	struct stat st;

	(void)arg;
	seen++;
	deepest = at->depth > deepest ? at->depth : deepest;
	if (fstatat(dirfd(at->dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? tree_open(at, name, -1) : 0;
}

/* The same; but a link takes the directory's place just before. */
static int swap(struct tree_level *at, const char *name, void *arg)
{
	int dir = dirfd(at->dir);

	seen++;
	if (unlinkat(dir, name, AT_REMOVEDIR) < 0 ||
		symlinkat(arg, dir, name) < 0)
		return -errno;
	return tree_open(at, name, -1);
}

/* Stops at once. */
static int refuse(struct tree_level *at, const char *name, void *arg)
{
	(void)at;
	(void)name;
	(void)arg;
	seen++;
	return -EPERM;
}

static int walk(int top, tree_visit *visit, void *arg)
{
	seen = deepest = 0;
	return tree_walk(top, -1, visit, arg);
}

static int forget(
	const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int main(void)
{
	char path[] = "/tmp/tree-XXXXXX", outside[] = "/tmp/tree-XXXXXX";
	int top, dir;

	ok(mkdtemp(path) && mkdtemp(outside), "two directories");
	top = open(path, O_RDONLY | O_DIRECTORY);
	is_int(walk(top, count, NULL), 0, "an empty one is walked");
	is_int(seen, 0, "and nothing seen");
	(void)mkdirat(top, "a", 0700);
	(void)mkdirat(top, "a/b", 0700);
	(void)symlinkat(outside, top, "a/link");
	(void)mknodat(top, "file", S_IFREG | 0600, 0);
	is_int(walk(top, count, NULL), 0, "one with four entries is walked");
	is_int(seen, 4, "each is seen");
	is_int(deepest, 1, "those below too");
	is_int(walk(top, count, NULL), 0, "and again");
	is_int(walk(top, refuse, NULL), -EPERM, "an error ends it");
	is_int(seen, 1, "at once");

	dir = openat(top, "a/b", O_RDONLY | O_DIRECTORY);
	(void)mkdirat(dir, "victim", 0700);
	ok(walk(dir, swap, outside) < 0, "a link is not gone into");
	is_int(seen, 1, "nothing behind it is seen");
	for (int i = 0; i < TREE_DEPTH_MAX; i++) {
		int next;

		(void)mkdirat(dir, "d", 0700);
		next = openat(dir, "d", O_RDONLY | O_DIRECTORY);
		close(dir);
		dir = next;
	}
	is_int(walk(top, count, NULL), -ELOOP, "one too deep is refused");
	close(dir);
	close(top);
	nftw(path, forget, 16, FTW_DEPTH | FTW_PHYS);
	nftw(outside, forget, 16, FTW_DEPTH | FTW_PHYS);
	return done_testing();
}
