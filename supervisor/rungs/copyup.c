/* SPDX-License-Identifier: MIT */
/*
 * Copies to a new volume what the image has at the volume's destination.  The
 * image may be hostile: no link leads out of it (tree.h), and depth and number
 * of entries are bounded.
 */
#include "supervisor/rungs/copyup.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CHUNK      (64 << 10)
#define BLOCK      4096
#define FILE_BITS  0777
#define DIR_BITS   01777
#define OPEN_FLAGS (O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)

/* -errno, never 0. */
static int bad(void)
{
	int error = errno;

	return error > 0 ? -error : -EIO;
}

static bool is_zero(const char *block, size_t len)
{
	return block[0] == 0 && memcmp(block, block + 1, len - 1) == 0;
}

/* Writes the blocks that are not zero: in a new file the rest is a hole. */
static int write_blocks(int to, off_t at, const char *data, size_t len)
{
	int rc = 0;

	for (size_t from = 0, end; from < len && rc == 0; from = end) {
		size_t n = len - from < BLOCK ? len - from : BLOCK;

		end = from + n;
		if (is_zero(data + from, n))
			continue;
		rc = lseek(to, at + (off_t)from, SEEK_SET) < 0
			     ? bad()
			     : io_write_all(to, data + from, n);
	}
	return rc;
}

static int copy_bytes(int from, int to, off_t size)
{
	static char chunk[CHUNK];
	off_t at = 0;
	int rc = 0;

	while (rc == 0 && at < size) {
		off_t data = lseek(from, at, SEEK_DATA);
		ssize_t n;

		if (data < 0 && errno == ENXIO)
			break;
		at = data < 0 ? at : data;
		n = pread(from, chunk, sizeof(chunk), at);
		if (n == 0)
			break;
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? bad() : write_blocks(to, at, chunk, (size_t)n);
		at += n;
	}
	return rc == 0 && ftruncate(to, size) < 0 ? bad() : rc;
}

static int copy_file(int from, int to, const char *name, const struct stat *st)
{
	autofd int in = openat(from, name, O_RDONLY | OPEN_FLAGS);
	autofd int out =
		openat(to, name, O_WRONLY | O_CREAT | O_TRUNC | OPEN_FLAGS, 0);
	int rc;

	if (in < 0 || out < 0)
		return bad();
	rc = copy_bytes(in, out, st->st_size);
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

/* Makes the directory in the copy and goes down into source and copy. */
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

struct amount {
	uint64_t entries;
	uint64_t bytes;
};

/* Counts the entry, and fills st. */
static int count(struct tree_level *at, const char *name, struct amount *a,
	struct stat *st)
{
	if (at->depth == COPYUP_DEPTH_MAX - 1 ||
		++a->entries > COPYUP_ENTRIES_MAX) {
		log_err("copy %s: too many files in the image, or too deep",
			name);
		return -E2BIG;
	}
	if (fstatat(dirfd(at->dir), name, st, AT_SYMLINK_NOFOLLOW) < 0)
		return failed("copy %s", name);
	return 0;
}

static int copy_entry(struct tree_level *at, const char *name, void *amount)
{
	int from = dirfd(at->dir), to = at->beside;
	struct stat st = {0};
	int rc = count(at, name, amount, &st);

	if (rc < 0)
		return rc;
	if (S_ISREG(st.st_mode))
		rc = copy_file(from, to, name, &st);
	else if (S_ISLNK(st.st_mode))
		rc = copy_link(from, to, name, &st);
	else if (S_ISDIR(st.st_mode))
		rc = descend(at, name, &st);
	if (rc < 0) {
		errno = -rc;
		(void)failed("copy %s", name);
	}
	return rc;
}

/* Adds what a copy will take: the blocks of a file, not its size. */
static int measure(struct tree_level *at, const char *name, void *amount)
{
	struct amount *a = amount;
	struct stat st = {0};
	int rc = count(at, name, a, &st);

	if (rc < 0)
		return rc;
	if (S_ISREG(st.st_mode))
		a->bytes += ((uint64_t)st.st_blocks * 512 + BLOCK - 1) / BLOCK *
			    BLOCK;
	else
		a->bytes += BLOCK;
	if (!S_ISDIR(st.st_mode))
		return 0;
	rc = tree_open(at, name, -1);
	if (rc < 0) {
		errno = -rc;
		(void)failed("copy %s", name);
	}
	return rc;
}

static int check_space(int from, int to)
{
	struct amount a = {0};
	struct statvfs fs;
	uint64_t free_bytes;
	int rc = tree_walk(from, -1, measure, &a);

	if (rc < 0)
		return rc;
	if (fstatvfs(to, &fs) < 0)
		return failed("copy");
	free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (a.bytes <= free_bytes &&
		(fs.f_files == 0 || a.entries <= fs.f_favail))
		return 0;
	log_err("no space for the image's files: %llu KiB in %llu files, and "
		"%llu KiB are free",
		(unsigned long long)a.bytes >> 10,
		(unsigned long long)a.entries,
		(unsigned long long)free_bytes >> 10);
	return -ENOSPC;
}

/* Removes an entry of the copy; a directory only if it is empty. */
static int take_back(struct tree_level *at, const char *name, void *removed)
{
	int rc;

	if (unlinkat(at->beside, name, 0) == 0 ||
		unlinkat(at->beside, name, AT_REMOVEDIR) == 0) {
		*(bool *)removed = true;
		return 0;
	}
	if (errno != ENOTEMPTY || at->depth == COPYUP_DEPTH_MAX)
		return 0;
	autofd int beside =
		openat(at->beside, name, O_RDONLY | O_DIRECTORY | OPEN_FLAGS);
	rc = beside < 0 ? 0 : tree_open(at, name, beside);
	if (rc > 0)
		(void)take_fd(&beside);
	return rc > 0;
}

int copyup_tree(int from, int to)
{
	struct amount amount = {0};
	bool removed = true;
	int rc = check_space(from, to);

	if (rc == 0)
		rc = tree_walk(from, to, copy_entry, &amount);
	/* Each turn removes the innermost directories that are left. */
	while (rc < 0 && amount.entries > 0 && removed) {
		removed = false;
		(void)tree_walk(from, to, take_back, &removed);
	}
	return rc;
}
