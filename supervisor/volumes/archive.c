/* SPDX-License-Identifier: MIT */
/*
 * Writes tar archives, see the header.  What a ustar header has no room for
 * goes to an extended header of pax before it: "LENGTH KEY=VALUE\n" each, the
 * length being that of the whole record in decimal digits.
 *
 * The tree is walked by descriptors (tree.h), so that no link leads out of it.
 */
#include "supervisor/volumes/archive.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/mounted.h"
#include "supervisor/base/tree.h"
#include "supervisor/volumes/tarhead.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/limits.h> /* XATTR_NAME_MAX */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#define CHUNK       (64 << 10)
#define RECORDS_MAX (256 << 10) /* of one file */
#define CHANGED     (-ESTALE)   /* a file did, while it was read */

/* A file with several names, and the first of them. */
struct known {
	dev_t device;
	ino_t inode;
	char *name;
};

static struct {
	int out;
	struct stat target; /* of out: a file in the volume is left out */
	struct tree_path path;
	struct known *known;
	size_t known_count;
	char records[RECORDS_MAX];
	size_t records_len;
	char chunk[CHUNK];
	char zeros[2 * TAR_BLOCK]; /* never written to; not const, as that would
				      be bytes of the program */
} self;

/* Writes data, and zeros up to a whole block. */
static int put(const void *data, size_t len)
{
	size_t rest = (TAR_BLOCK - len % TAR_BLOCK) % TAR_BLOCK;
	int rc = io_write_all(self.out, data, len);

	if (rc == 0)
		rc = io_write_all(self.out, self.zeros, rest);
	if (rc == 0)
		return 0;
	errno = -rc;
	return failed("write the archive");
}

/* Adds a record; without room, header() will fail. */
static void record(const char *key, const void *value, size_t value_len)
{
	size_t body = strlen(key) + value_len + 3; /* with " ", "=", "\n" */
	size_t digits = 1, len;
	char *at = self.records + self.records_len;

	for (size_t ten = 10; body + digits >= ten; ten *= 10)
		digits++;
	len = body + digits;
	if (self.records_len < sizeof(self.records) &&
		len < sizeof(self.records) - self.records_len) {
		int n = fmt_print(at, len + 1, "%zu %s=", len, key);

		memcpy(at + n, value, value_len);
		at[len - 1] = '\n';
	}
	self.records_len += len;
}

/* Puts a number into its field or, if it does not fit, into a record. */
static void number(char *field, size_t size, const char *key, int64_t n)
{
	char text[24];

	if (tarhead_put(field, size, n))
		return;
	record(key, text,
		(size_t)fmt_print(text, sizeof(text), "%lld", (long long)n));
}

/* The same for a name or the target of a link; no NUL is needed behind it. */
static void text(char field[100], const char *key, const char *value)
{
	size_t len = strlen(value);

	memcpy(field, value, len < 100 ? len : 100);
	if (len > 100)
		record(key, value, len);
}

/* Adds a record for each extended attribute of an open file. */
static int attributes(int fd)
{
	static char names[XATTR_LIST_MAX], value[XATTR_SIZE_MAX];
	char key[sizeof(TAR_XATTR) + XATTR_NAME_MAX + 1];
	ssize_t len = flistxattr(fd, names, sizeof(names));

	if (len < 0)
		return errno == ENOTSUP ? 0 : -errno;
	for (const char *n = names; n < names + len; n += strlen(n) + 1) {
		ssize_t size = fgetxattr(fd, n, value, sizeof(value));

		if (size < 0 ||
			fmt_print(key, sizeof(key), TAR_XATTR "%s", n) < 0)
			return -EIO;
		record(key, value, (size_t)size);
	}
	return 0;
}

/* Writes the records, as the content of an extended header. */
static int put_records(void)
{
	struct tar_head h = {.type = TAR_EXTENDED, .name = "pax"};
	int rc;

	if (self.records_len >= sizeof(self.records))
		return -E2BIG;
	(void)tarhead_put(h.size, sizeof(h.size), (int64_t)self.records_len);
	tarhead_seal(&h);
	rc = put(&h, sizeof(h));
	return rc < 0 ? rc : put(self.records, self.records_len);
}

static int header(
	char type, const char *name, const char *target, const struct stat *st)
{
	struct tar_head h = {.type = type};
	int rc = 0;

	text(h.name, "path", name);
	if (target)
		text(h.target, "linkpath", target);
	number(h.mode, sizeof(h.mode), "", st->st_mode & 07777);
	number(h.uid, sizeof(h.uid), "uid", st->st_uid);
	number(h.gid, sizeof(h.gid), "gid", st->st_gid);
	number(h.size, sizeof(h.size), "size",
		type == TAR_FILE ? st->st_size : 0);
	number(h.mtime, sizeof(h.mtime), "mtime", st->st_mtime);
	if (self.records_len > 0)
		rc = put_records();
	self.records_len = 0;
	if (rc < 0)
		return rc;
	tarhead_seal(&h);
	return put(&h, sizeof(h));
}

/* Writes what the file held when its header was made. */
static int content(int fd, off_t size)
{
	int rc = 0;

	for (off_t at = 0; rc == 0 && at < size;) {
		size_t want = size - at < CHUNK ? (size_t)(size - at) : CHUNK;
		ssize_t n = pread(fd, self.chunk, want, at);

		if (n <= 0)
			return n < 0 ? -errno : CHANGED;
		/* Only the last part is padded, as all others are whole. */
		if (n % TAR_BLOCK && at + n < size)
			n -= n % TAR_BLOCK;
		rc = n ? put(self.chunk, (size_t)n) : -EIO;
		at += n;
	}
	return rc;
}

/* The name under which the file was written before; NULL after noting it. */
static const char *earlier(const struct stat *st)
{
	struct known *grown;

	for (size_t i = 0; i < self.known_count; i++)
		if (self.known[i].inode == st->st_ino &&
			self.known[i].device == st->st_dev)
			return self.known[i].name;
	/* Without memory the file is written once more, which loses nothing. */
	grown = realloc(self.known, (self.known_count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	self.known = grown;
	grown += self.known_count;
	*grown = (struct known){st->st_dev, st->st_ino, strdup(self.path.text)};
	self.known_count += grown->name != NULL;
	return NULL;
}

/* Writes a regular file, open at fd, under the path that self.path has. */
static int put_open_file(int fd)
{
	const char *before;
	struct stat st;
	int rc;

	if (fstat(fd, &st) < 0)
		return -errno;
	before = st.st_nlink > 1 ? earlier(&st) : NULL;
	if (before)
		return header(TAR_HARDLINK, self.path.text, before, &st);
	rc = attributes(fd);
	if (rc == 0)
		rc = header(TAR_FILE, self.path.text, NULL, &st);
	return rc == 0 ? content(fd, st.st_size) : rc;
}

static int put_file(int dir, const char *name)
{
	char link[32];
	struct stat st;
	autofd int at = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	/* Since visit() has looked, it may have become a device node. */
	if (at < 0 || fstat(at, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return CHANGED;
	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", at);
	autofd int fd = open(link, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : put_open_file(fd);
}

static int put_link(int dir, const char *name, const struct stat *st)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dir, name, target, sizeof(target) - 1);

	if (n < 0)
		return -errno;
	target[n] = 0;
	return header(TAR_SYMLINK, self.path.text, target, st);
}

/* Writes a directory's header; fd is open on it. */
static int put_directory(int fd, const char *path)
{
	char name[PATH_MAX + 1];
	struct stat st;
	int rc = fmt_print(name, sizeof(name), "%s/", path);

	if (rc < 0 || fstat(fd, &st) < 0)
		return rc < 0 ? rc : -errno;
	rc = attributes(fd);
	return rc == 0 ? header(TAR_DIRECTORY, name, NULL, &st) : rc;
}

static int descend(struct tree_level *at, const char *name)
{
	autofd int fd = openat(dirfd(at->dir), name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int rc = fd < 0 ? -errno : put_directory(fd, self.path.text);

	return rc == 0 ? tree_open(at, name, -1) : rc;
}

static void leave_out(const char *why)
{
	log_warn("%s: %s, left out", self.path.text, why);
}

static int put_entry(
	struct tree_level *at, const char *name, const struct stat *st)
{
	int dir = dirfd(at->dir);

	if (mounted_in(dir, name)) /* st_dev differs in an overlay, too */
		leave_out("on another file system");
	else if (st->st_dev == self.target.st_dev &&
		 st->st_ino == self.target.st_ino)
		leave_out("the archive itself");
	else if (S_ISDIR(st->st_mode))
		return descend(at, name);
	else if (S_ISREG(st->st_mode))
		return put_file(dir, name);
	else if (S_ISLNK(st->st_mode))
		return put_link(dir, name, st);
	else if (S_ISFIFO(st->st_mode))
		return header(TAR_FIFO, self.path.text, NULL, st);
	else
		leave_out(S_ISSOCK(st->st_mode) ? "a socket" : "a device node");
	return 0;
}

/* Tells why name was not saved; returns rc. */
static int not_saved(const char *name, int rc)
{
	log_err("save %s: %s", name,
		rc == CHANGED ? "it changed while it was read" : strerror(-rc));
	return rc;
}

static int visit(struct tree_level *at, const char *name, void *arg)
{
	struct stat st;
	int rc = tree_path(&self.path, at, name);

	(void)arg;
	if (rc == 0 &&
		fstatat(dirfd(at->dir), name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		rc = -errno;
	if (rc == 0)
		rc = put_entry(at, name, &st);
	return rc < 0 ? not_saved(self.path.text, rc) : rc;
}

int archive_write(int top, int out)
{
	int rc;

	self.out = out;
	if (fstat(out, &self.target) < 0)
		return failed("save the volume");
	rc = put_directory(top, ".");
	return rc < 0 ? not_saved("the volume", rc)
		      : tree_walk(top, -1, visit, NULL);
}

int archive_file(int fd, const char *name, int out)
{
	int rc = fmt_print(self.path.text, sizeof(self.path.text), "%s", name);

	self.out = out;
	if (rc > 0)
		rc = put_open_file(fd);
	return rc < 0 ? not_saved(name, rc) : 0;
}

int archive_end(int out)
{
	self.out = out;
	return put(self.zeros, sizeof(self.zeros));
}
