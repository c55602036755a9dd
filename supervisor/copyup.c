/* SPDX-License-Identifier: MIT */
/*
 * What an image has at a volume's place, once.  The source is an image's, so
 * hostile: every step is one name in a directory that is open already, so no
 * link can lead out of it, and depth and number are bounded.
 */
#include "supervisor/copyup.h"

#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
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

/* Directories on the way down. */
struct level {
	DIR *from;
	int to;
};

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

/* Makes the directory and opens both as the next level. */
static int descend(int from, int to, const char *name, const struct stat *st,
	struct level *next)
{
	autofd int in = openat(from, name, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);

	if (in < 0 || (mkdirat(to, name, 0700) < 0 && errno != EEXIST))
		return bad();
	autofd int out = openat(to, name, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);
	if (out < 0 || fchown(out, st->st_uid, st->st_gid) < 0 ||
		fchmod(out, st->st_mode & DIR_BITS) < 0)
		return bad();
	next->from = fdopendir(in);
	if (!next->from)
		return bad();
	(void)take_fd(&in);
	next->to = take_fd(&out);
	return 0;
}

/* Returns 1 when it has opened a directory as the next level. */
static int copy_entry(struct level *at, const char *name)
{
	int from = dirfd(at->from);
	struct stat st = {0};
	int rc;

	at[1].from = NULL;
	rc = fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ? bad() : 0;

	if (rc == 0 && S_ISREG(st.st_mode))
		rc = copy_file(from, at->to, name, &st);
	else if (rc == 0 && S_ISLNK(st.st_mode))
		rc = copy_link(from, at->to, name, &st);
	else if (rc == 0 && S_ISDIR(st.st_mode))
		rc = descend(from, at->to, name, &st, at + 1);
	if (rc < 0) {
		errno = -rc;
		(void)failed("copy %s", name);
		return rc;
	}
	return at[1].from != NULL;
}

static int enough(const char *name)
{
	log_err("copy %s: the image has too much there", name);
	return -E2BIG;
}

int copyup_tree(int from, int to)
{
	struct level levels[COPYUP_DEPTH_MAX + 1];
	size_t depth = 1, entries = 0;
	int rc = 0;

	levels[0] = (struct level){fdopendir(dup(from)), to};
	if (!levels[0].from)
		return failed("copy");
	while (depth > 0 && rc >= 0) {
		struct level *at = &levels[depth - 1];
		struct dirent *e = readdir(at->from);

		if (!e) {
			closedir(at->from);
			if (--depth > 0)
				close(at->to);
			continue;
		}
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		rc = depth > COPYUP_DEPTH_MAX - 1 ||
				     ++entries > COPYUP_ENTRIES_MAX
			     ? enough(e->d_name)
			     : copy_entry(at, e->d_name);
		depth += rc > 0;
	}
	while (depth-- > 0) { /* it was given up */
		closedir(levels[depth].from);
		if (depth > 0)
			close(levels[depth].to);
	}
	return rc < 0 ? rc : 0;
}
