/* SPDX-License-Identifier: MIT */
/*
 * Unpacks tar archives: ustar, pax, and the long names of GNU tar.
 *
 * How it stays inside.  A name that is absolute or has ".." in it is refused.
 * Each name is walked from top, one folder at a time, and no step follows a
 * symbolic link (O_NOFOLLOW): a link may lead anywhere, but nothing is written
 * through it.  A hard link needs its file to be found in the same way.  Device
 * nodes are refused: on the data partition of a device they would work.
 *
 * A file replaces what an earlier part of the archive has put there.
 */
#include "supervisor/volumes/unpack.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/volumes/tarhead.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/limits.h> /* XATTR_NAME_MAX */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define CHUNK       (64 << 10)
#define RECORDS_MAX (1 << 20) /* of one file */

/* A file of the archive. */
struct entry {
	char type;
	char name[PATH_MAX];
	char target[PATH_MAX];
	mode_t mode;
	int64_t uid, gid, size, mtime;
};

static struct {
	int in, top;
	int fd;            /* whose attributes set_attribute() sets */
	struct entry next; /* name and target "", numbers -1: not given by an
			      extended header */
	char records[RECORDS_MAX + 1];
	size_t records_len; /* of the records for the next file */
	char chunk[CHUNK];
} self;

static int bad(const char *name, const char *why)
{
	log_err("%s%s%s", name, *name ? ": " : "", why);
	return -EBADMSG;
}

/* Reads exactly len bytes; 0 or -errno after a log line. */
static int get(void *out, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t n = read(self.in, (char *)out + at, len - at);

		if (n == 0)
			return bad("", "the archive is cut off");
		if (n < 0 && errno != EINTR)
			return failed("read the archive");
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Reads a body, and what fills its last block. */
static int get_body(char *out, int64_t size)
{
	static char rest[TAR_BLOCK];
	int rc = get(out, (size_t)size);

	return rc < 0 ? rc
		      : get(rest, (TAR_BLOCK - (size_t)size % TAR_BLOCK) %
					  TAR_BLOCK);
}

static int take_name(char out[PATH_MAX], const char *text, size_t len)
{
	if (len >= PATH_MAX || memchr(text, 0, len))
		return bad("", "a name is too long, or has a zero in it");
	memcpy(out, text, len);
	out[len] = 0;
	return 0;
}

/* What an extended header says before a file's own header, or in place of it.
 */
static const struct field {
	char key[10];
	bool text;
	uint16_t at;         /* in struct entry */
	uint16_t from, size; /* in struct tar_head */
} fields[] = {
#define HEAD(field)                                                            \
	offsetof(struct tar_head, field),                                      \
		sizeof(((struct tar_head *)NULL)->field)
	{"path", true, offsetof(struct entry, name), 0, 0},
	{"linkpath", true, offsetof(struct entry, target), 0, 0},
	{"size", false, offsetof(struct entry, size), HEAD(size)},
	{"uid", false, offsetof(struct entry, uid), HEAD(uid)},
	{"gid", false, offsetof(struct entry, gid), HEAD(gid)},
	{"mtime", false, offsetof(struct entry, mtime), HEAD(mtime)},
#undef HEAD
};

#define FIELDS (sizeof(fields) / sizeof(*fields))

static void *place(struct entry *e, const struct field *f)
{
	return (char *)e + f->at;
}

static int take_record(
	const char *key, size_t key_len, const char *value, size_t len)
{
	const struct field *f = fields;
	const char *end;
	int64_t n;

	if (key_len > 10 && memcmp(key, "GNU.sparse", 10) == 0)
		return bad("", "sparse files are not supported");
	while (f < fields + FIELDS &&
		(strlen(f->key) != key_len || memcmp(f->key, key, key_len)))
		f++;
	if (f == fields + FIELDS)
		return 0; /* attributes are set when the file is there */
	if (f->text)
		return take_name(place(&self.next, f), value, len);
	/* Parts of a second are left out, and a time before 1970 is 1970. */
	n = (int64_t)text_digits(value, &end, 10);
	if (n < 0 || (*end != '\n' && *end != '.' && *value != '-'))
		return bad("", "an extended header is damaged");
	*(int64_t *)place(&self.next, f) = n;
	return 0;
}

/* Calls fn for each record "LENGTH KEY=VALUE\n"; 0 or what fn returned. */
static int each_record(int (*fn)(
	const char *key, size_t key_len, const char *value, size_t len))
{
	const char *at = self.records, *all = at + self.records_len;

	while (at < all) {
		const char *key, *equals, *end;
		uint64_t len = text_digits(at, &key, 10);
		int rc;

		if (key == at || *key != ' ' || len > (uint64_t)(all - at) ||
			len < (uint64_t)(key - at) + 3 || at[len - 1] != '\n')
			return bad("", "an extended header is damaged");
		end = at + len;
		key++;
		equals = memchr(key, '=', (size_t)(end - key));
		if (!equals)
			return bad("", "an extended header is damaged");
		rc = fn(key, (size_t)(equals - key), equals + 1,
			(size_t)(end - 1 - (equals + 1)));
		if (rc < 0)
			return rc;
		at = end;
	}
	return 0;
}

/* Reads what is said of the next file before its own header. */
static int take_extension(char type, int64_t size)
{
	int rc;

	if (size > RECORDS_MAX)
		return bad("", "an extended header is too long");
	if (self.records_len > 0) /* the file would lose what that one says */
		return bad("", "two extended headers for one file");
	rc = get_body(self.records, size);
	self.records[size] = 0;
	if (rc < 0 || type == TAR_GLOBAL)
		return rc;
	if (type == TAR_LONG_NAME)
		return take_name(
			self.next.name, self.records, strlen(self.records));
	if (type == TAR_LONG_TARGET)
		return take_name(
			self.next.target, self.records, strlen(self.records));
	self.records_len = (size_t)size;
	return each_record(take_record);
}

/*
 * Opens the folder that the name is in, makes what is missing of it, and points
 * leaf to the last component, "." for top itself.  -errno after a log line.
 */
static int open_parent(const char *name, bool make, char leaf[NAME_MAX + 1])
{
	autofd int dir = openat(self.top, ".", O_PATH | O_CLOEXEC);
	const char *at = name;

	if (*name == '/')
		return bad(name, "an absolute name");
	memcpy(leaf, ".", 2);
	while (dir >= 0 && *at) {
		size_t len = strcspn(at, "/");
		bool last = !at[len + strspn(at + len, "/")];

		if (len > NAME_MAX || (len == 2 && !memcmp(at, "..", 2)))
			return bad(name, "leads out of the volume");
		memcpy(leaf, at, len);
		leaf[len] = 0;
		at += len + strspn(at + len, "/");
		if (last || (len == 1 && *leaf == '.'))
			continue;
		if (make && mkdirat(dir, leaf, 0755) < 0 && errno != EEXIST)
			break;
		int next = openat(dir, leaf,
			O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(dir);
		dir = next;
	}
	return dir < 0 || *at ? failed("%s", name) : take_fd(&dir);
}

static int set_attribute(
	const char *key, size_t key_len, const char *value, size_t len)
{
	static const char prefix[] = TAR_XATTR;
	const size_t skip = sizeof(prefix) - 1;
	char name[XATTR_NAME_MAX + 1];

	if (key_len <= skip || memcmp(key, prefix, skip) != 0)
		return 0;
	if (fmt_print(name, sizeof(name), "%.*s", (int)(key_len - skip),
		    key + skip) < 0)
		return bad("", "the name of an attribute is too long");
	if (fsetxattr(self.fd, name, value, len, 0) < 0)
		return failed("set the attribute %s", name);
	return 0;
}

/* Sets the time of the open file at, or of the entry leaf of the folder at.
 * Not by utimensat(3), which is large: it knows of other kernels. */
static int set_time(int at, const char *leaf, int64_t seconds)
{
	const struct timespec times[2] = {
		{.tv_nsec = UTIME_OMIT}, {.tv_sec = seconds}};

	return (int)syscall(SYS_utimensat, at, leaf, times,
		*leaf ? AT_SYMLINK_NOFOLLOW : AT_EMPTY_PATH);
}

/*
 * Sets owner, mode and attributes, in this order: a change of the owner takes
 * setuid bits and file capabilities away.  fd -1: a file that cannot be opened,
 * the entry leaf of dir; links have no mode.
 */
static int finish(const struct entry *e, int fd, int dir, const char *leaf)
{
	int flags = fd < 0 ? AT_SYMLINK_NOFOLLOW : AT_EMPTY_PATH;
	int at = fd < 0 ? dir : fd;
	int rc;

	leaf = fd < 0 ? leaf : "";
	rc = fchownat(at, leaf, (uid_t)e->uid, (gid_t)e->gid, flags);

	if (rc == 0 && fd >= 0)
		rc = fchmod(fd, e->mode);
	self.fd = fd;
	if (rc == 0 && fd >= 0 && each_record(set_attribute) < 0)
		return -EIO;
	if (rc == 0)
		rc = set_time(at, leaf, e->mtime);
	return rc < 0 ? failed("%s", e->name) : 0;
}

static int make_directory(const struct entry *e, int dir, const char *leaf)
{
	bool there = strcmp(leaf, ".") == 0 || mkdirat(dir, leaf, 0700) == 0 ||
		     errno == EEXIST;
	autofd int fd =
		there ? openat(dir, leaf,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
		      : -1;

	return fd < 0 ? failed("%s", e->name) : finish(e, fd, dir, leaf);
}

static int make_file(const struct entry *e, int dir, const char *leaf)
{
	autofd int fd = openat(dir, leaf,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0);
	int rc = 0;

	if (fd < 0)
		return failed("%s", e->name);
	for (int64_t left = e->size; left > 0;) {
		int64_t n = left < CHUNK ? left : CHUNK;

		rc = n < left ? get(self.chunk, (size_t)n)
			      : get_body(self.chunk, n);
		if (rc < 0)
			return rc;
		rc = io_write_all(fd, self.chunk, (size_t)n);
		if (rc < 0) {
			errno = -rc;
			return failed("%s", e->name);
		}
		left -= n;
	}
	return finish(e, fd, dir, leaf);
}

static int make_hardlink(const struct entry *e, int dir, const char *leaf)
{
	char name[NAME_MAX + 1];
	autofd int from = open_parent(e->target, false, name);

	if (from < 0)
		return from;
	return linkat(from, name, dir, leaf, 0) < 0 ? failed("%s", e->name) : 0;
}

/* Symbolic links and FIFOs, which cannot be opened. */
static int make_other(const struct entry *e, int dir, const char *leaf)
{
	int rc = e->type == TAR_SYMLINK
			 ? symlinkat(e->target, dir, leaf)
			 : mknodat(dir, leaf, S_IFIFO | (e->mode & 0777), 0);

	return rc < 0 ? failed("%s", e->name) : finish(e, -1, dir, leaf);
}

static int make(const struct entry *e)
{
	char leaf[NAME_MAX + 1];
	struct stat folder;
	autofd int dir = -1;
	int rc;

	if (e->type != TAR_FILE && e->type != TAR_HARDLINK &&
		e->type != TAR_SYMLINK && e->type != TAR_DIRECTORY &&
		e->type != TAR_FIFO)
		return bad(e->name, e->type == '3' || e->type == '4'
					    ? "a device node"
					    : "a kind of file that no volume "
					      "has");
	dir = open_parent(e->name, true, leaf);
	if (dir < 0)
		return dir;
	if (fstat(dir, &folder) < 0 ||
		(e->type != TAR_DIRECTORY && unlinkat(dir, leaf, 0) < 0 &&
			errno != ENOENT))
		return failed("%s", e->name);
	rc = e->type == TAR_DIRECTORY  ? make_directory(e, dir, leaf)
	     : e->type == TAR_FILE     ? make_file(e, dir, leaf)
	     : e->type == TAR_HARDLINK ? make_hardlink(e, dir, leaf)
				       : make_other(e, dir, leaf);
	/* In an archive a folder, with its time, is before what is in it. */
	return rc == 0 && strcmp(leaf, ".") != 0 &&
			       set_time(dir, "", folder.st_mtime) < 0
		       ? failed("%s", e->name)
		       : rc;
}

/* Fills what no extended header has said from the header itself. */
static int complete(struct entry *e, const struct tar_head *h)
{
	bool ustar = memcmp(h->magic, "ustar", 6) == 0 && *h->prefix;
	int n = 0;

	if (!*e->name)
		n = fmt_print(e->name, sizeof(e->name), "%.155s%s%.100s",
			ustar ? h->prefix : "", ustar ? "/" : "", h->name);
	if (n >= 0 && !*e->target)
		n = fmt_print(
			e->target, sizeof(e->target), "%.100s", h->target);
	e->type = h->type == 0 || h->type == '7' ? TAR_FILE : h->type;
	e->mode = (mode_t)tarhead_get(h->mode, sizeof(h->mode)) & 07777;
	for (const struct field *f = fields; f < fields + FIELDS; f++) {
		int64_t *number = place(e, f);

		if (!f->text && *number < 0)
			*number =
				tarhead_get((const char *)h + f->from, f->size);
		if (!f->text && *number < 0)
			n = -1;
	}
	if (n < 0 || e->uid >= UINT32_MAX || e->gid >= UINT32_MAX)
		return bad(e->name, "its header is damaged");
	return 0;
}

/* Nothing is known of the next file. */
static void begin(void)
{
	self.next =
		(struct entry){.uid = -1, .gid = -1, .size = -1, .mtime = -1};
	self.records_len = 0;
}

static int unpack_one(const struct tar_head *h)
{
	int64_t size = tarhead_get(h->size, sizeof(h->size));
	int rc;

	if (h->type == TAR_EXTENDED || h->type == TAR_GLOBAL ||
		h->type == TAR_LONG_NAME || h->type == TAR_LONG_TARGET)
		return size < 0 ? bad("", "a header is damaged")
				: take_extension(h->type, size);
	rc = complete(&self.next, h);
	if (rc == 0)
		rc = make(&self.next);
	begin();
	return rc;
}

static bool is_zero(const struct tar_head *h)
{
	const char *p = (const char *)h;

	return *p == 0 && memcmp(p, p + 1, sizeof(*h) - 1) == 0;
}

int unpack_run(int in, int top)
{
	struct tar_head h;
	int rc;

	self.in = in;
	self.top = top;
	(void)umask(0); /* a FIFO gets its mode when it is made */
	begin();
	while ((rc = get(&h, sizeof(h))) == 0 && !is_zero(&h)) {
		if (!tarhead_check(&h))
			return bad("", "this is no tar archive, or a damaged "
				       "or compressed one");
		rc = unpack_one(&h);
		if (rc < 0)
			return rc;
	}
	/* A program that writes the archive would fail if none read its end. */
	while (rc == 0 && read(in, self.chunk, sizeof(self.chunk)) > 0)
		;
	return rc;
}
