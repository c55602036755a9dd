/* SPDX-License-Identifier: MIT */
/*
 * What an image has at a volume's place, once.  The source is an image's, so
 * hostile: no link leads out of it (tree.h), and depth and number are bounded.
 */
#include "supervisor/copyup.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK      (64 << 10)
#define FILE_BITS  0777
#define DIR_BITS   01777
#define OPEN_FLAGS (O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)

static int bad(void)
{
	int error = errno;

	return error > 0 ? -error : -EIO;
}

static int copy_bytes(int from, int to)
{
	static char chunk[CHUNK];
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(from, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? bad() : io_write_all(to, chunk, (size_t)n);
	}
	return rc;
}

static int copy_file(int from, int to, const char *name, const struct stat *st)
{
	autofd int in = openat(from, name, O_RDONLY | OPEN_FLAGS);
	autofd int out =
		openat(to, name, O_WRONLY | O_CREAT | O_TRUNC | OPEN_FLAGS, 0);
	int rc;

	if (in < 0 || out < 0)
		return bad();
	rc = copy_bytes(in, out);
	if (rc == 0 && (fchown(out, st->st_uid, st->st_gid) < 0 ||
			       fchmod(out, st->st_mode & FILE_BITS) < 0))
		rc = bad();
	return rc;
}

static int copy_link(int from, int to, const char *name, const struct stat *st)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(from, name, target, sizeof(target) - 1);

	if (len < 0)
		return bad();
	target[len] = 0;
	if (unlinkat(to, name, 0) < 0 && errno != ENOENT)
		return bad();
	if (symlinkat(target, to, name) < 0 ||
		fchownat(to, name, st->st_uid, st->st_gid,
			AT_SYMLINK_NOFOLLOW) < 0)
		return bad();
	return 0;
}

/* Makes the directory and goes down into both. */
static int descend(
	struct tree_level *at, const char *name, const struct stat *st)
{
	int rc;

	if (mkdirat(at->beside, name, 0700) < 0 && errno != EEXIST)
		return bad();
	autofd int out =
		openat(at->beside, name, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);
	if (out < 0 || fchown(out, st->st_uid, st->st_gid) < 0 ||
		fchmod(out, st->st_mode & DIR_BITS) < 0)
		return bad();
	rc = tree_open(at, name, out);
	if (rc > 0)
		(void)take_fd(&out);
	return rc;
}

static int copy_entry(struct tree_level *at, const char *name, void *count)
{
	size_t *entries = count;
	int from = dirfd(at->dir), to = at->beside;
	struct stat st = {0};
	int rc;

	if (at->depth == COPYUP_DEPTH_MAX - 1 ||
		++*entries > COPYUP_ENTRIES_MAX) {
		log_err("copy %s: the image has too much there", name);
		return -E2BIG;
	}
	rc = fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ? bad() : 0;
	if (rc == 0 && S_ISREG(st.st_mode))
		rc = copy_file(from, to, name, &st);
	else if (rc == 0 && S_ISLNK(st.st_mode))
		rc = copy_link(from, to, name, &st);
	else if (rc == 0 && S_ISDIR(st.st_mode))
		rc = descend(at, name, &st);
	if (rc < 0) {
		errno = -rc;
		(void)failed("copy %s", name);
	}
	return rc;
}

int copyup_tree(int from, int to)
{
	size_t entries = 0;

	return tree_walk(from, to, copy_entry, &entries);
}
