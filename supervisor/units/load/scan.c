/* SPDX-License-Identifier: MIT */
/*
 * Lists and reads unit files.  A path may lead to anything (a FIFO, a device, a
 * directory): only regular files are opened, because opening some devices has
 * effects.
 */
#include "supervisor/units/load/scan.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/units/text/kind.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SCAN_MAX    10000 /* entries of a directory with its subdirectories */
#define SUBDIRS_MAX 256   /* subdirectories of a directory */

static int compare(const void *a, const void *b)
{
	const struct scan_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int add(struct scan *scan, const char *dir, const char *name)
{
	struct scan_entry *grown = arena_grow(
		&scan->arena, scan->entries, scan->count, sizeof(*grown));
	struct scan_entry *e;

	if (!grown)
		return -ENOMEM;
	scan->entries = grown;
	e = &grown[scan->count++];
	*e = (struct scan_entry){.dir = dir};
	return arena_set(&scan->arena, &e->name, name);
}

const char *scan_below(const char *path, const char *dir)
{
	size_t len = dir ? strlen(dir) : 0;

	return len > 0 && strncmp(path, dir, len) == 0 && path[len] == '/'
		       ? path + len + 1
		       : NULL;
}

/*
 * Notes a subdirectory whose files are listed, too.  Returns 1 for directories
 * with the name of a unit or of drop-ins.
 */
static int note_subdir(
	struct scan *scan, size_t first, const char *path, const char *name)
{
	char sub[PATH_MAX];
	enum unit_kind kind;
	size_t stem;

	if (scan_type(name, &kind, &stem) != SCAN_OTHER ||
		scan->subdirs.n - first == SUBDIRS_MAX ||
		fmt_print(sub, sizeof(sub), "%s/%s", path, name) < 0)
		return 1;
	stem = strlen(name);
	if (stem > 2 && strcmp(name + stem - 2, ".d") == 0)
		return 1;
	return strv_add(&scan->arena, &scan->subdirs, sub, strlen(sub));
}

/* State while one directory and its subdirectories are listed. */
struct tree {
	struct scan *scan;
	size_t first;        /* index of the first entry */
	size_t first_subdir; /* index of the first subdirectory */
	const char *data;    /* the data partition: scan_trust.data */
};

static DIR *open_dir(const struct tree *t, const char *path)
{
	int links = scan_below(path, t->data) ? O_NOFOLLOW : 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | links);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && errno != ENOENT)
		(void)failed("open %s", path);
	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static int list(const struct tree *t, const char *path)
{
	struct scan *scan = t->scan;
	DIR *dir = open_dir(t, path);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return 0;
	while (rc >= 0 && (entry = readdir(dir))) {
		rc = 1;
		if (entry->d_name[0] == '.')
			continue;
		if (scan->count - t->first == SCAN_MAX) {
			log_err("%s: more than %d files, the rest is ignored",
				path, SCAN_MAX);
			break;
		}
		if (entry->d_type == DT_DIR)
			rc = note_subdir(
				scan, t->first_subdir, path, entry->d_name);
		if (rc == 1)
			rc = add(scan, path, entry->d_name);
	}
	closedir(dir);
	return rc < 0 ? rc : 0;
}

/*
 * Drops new entries (from index before on) whose names the earlier ones have,
 * and sorts them all.
 */
static void unify(struct scan *scan, size_t before)
{
	size_t kept = before;

	for (size_t i = before; i < scan->count; i++) {
		struct scan_entry *e = &scan->entries[i];
		struct scan old = {.entries = scan->entries, .count = before};
		struct scan_entry *first = scan_find(&old, e->name);

		if (first)
			first->hides = true;
		else
			scan->entries[kept++] = *e;
	}
	scan->count = kept;
	if (kept > 0)
		qsort(scan->entries, kept, sizeof(*scan->entries), compare);
}

/* Lists one directory and all of its subdirectories. */
static int list_tree(const struct tree *t, const char *path)
{
	size_t next = t->first_subdir;
	int rc = list(t, path);

	for (; rc == 0 && next < t->scan->subdirs.n; next++)
		rc = list(t, t->scan->subdirs.v[next]);
	return rc;
}

int scan_dirs(struct scan *scan, const char *const *dirs, const char *data)
{
	struct scan found = {0};

	for (; *dirs; dirs++) {
		size_t before = found.count;
		const struct tree tree = {.scan = &found,
			.first = before,
			.first_subdir = found.subdirs.n,
			.data = data};

		if (list_tree(&tree, *dirs) < 0) {
			scan_done(&found);
			return -ENOMEM;
		}
		unify(&found, before);
	}
	*scan = found;
	return 0;
}

void scan_done(struct scan *scan)
{
	arena_done(&scan->arena);
	*scan = (struct scan){0};
}

struct scan_entry *scan_find(const struct scan *scan, const char *name)
{
	size_t low = 0, high = scan->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, scan->entries[middle].name);

		if (order == 0)
			return &scan->entries[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/*
 * Whether the first len bytes of name end in suffix; *stem is the rest's
 * length.
 */
static bool ends_in(
	const char *name, size_t len, const char *suffix, size_t *stem)
{
	size_t n = strlen(suffix);

	if (len < n || memcmp(name + len - n, suffix, n) != 0)
		return false;
	*stem = len - n;
	return true;
}

enum scan_type scan_type(const char *name, enum unit_kind *kind, size_t *stem)
{
	static const char *const unsupported[] = {
		".build", ".kube", ".artifact"};
	size_t len = strlen(name);
	bool dropin = len > 2 && strcmp(name + len - 2, ".d") == 0;

	for (unsigned i = 0; i < UNIT_FILE_KINDS; i++) {
		const char *suffix = kind_suffix((enum unit_kind)i);

		*kind = (enum unit_kind)i;
		if (ends_in(name, len - 2 * dropin, suffix, stem))
			return dropin ? SCAN_DROPIN : SCAN_UNIT;
		/* "container.d": drop-ins for every container */
		if (dropin && len == strlen(suffix) + 1 &&
			strncmp(name, suffix + 1, len - 2) == 0)
			return SCAN_DROPIN;
	}
	for (size_t i = 0; i < sizeof(unsupported) / sizeof(*unsupported); i++)
		if (ends_in(name, len, unsupported[i], stem))
			return SCAN_UNSUPPORTED;
	*stem = len;
	return SCAN_OTHER;
}

/*
 * Only root may write unit files: who can write them controls the device.
 * Returns why the file is refused, or NULL.
 */
static const char *check(const struct stat *st, size_t size, bool offline)
{
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (offline)
		;
	else if (st->st_uid != 0 && st->st_uid != geteuid())
		return "not owned by root";
	else if ((st->st_mode & S_IWOTH) ||
		 ((st->st_mode & S_IWGRP) && st->st_gid))
		return "writable by others than root";
	return (uint64_t)st->st_size >= size ? "larger than 256 KiB" : NULL;
}

/* Checks a part of a path on the data partition; NULL: it is good. */
static const char *check_part(int fd, bool last)
{
	char target[16] = "";
	struct stat st;

	if (fstat(fd, &st) < 0)
		return strerror(errno);
	if (S_ISLNK(st.st_mode)) {
		/* A link to /dev/null masks a unit; other links are refused. */
		if (last &&
			readlinkat(fd, "", target, sizeof(target) - 1) > 0 &&
			strcmp(target, "/dev/null") == 0)
			return NULL;
		return "a link on the data partition";
	}
	if (last)
		return NULL; /* check() looks at the file itself */
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return "in a directory that is not root's";
	return (st.st_mode & S_IWOTH) || ((st.st_mode & S_IWGRP) && st.st_gid)
		       ? "in a directory that others than root can write"
		       : NULL;
}

/*
 * Opens DIR/REST with O_PATH and without following links (also the link that is
 * a mask).  Returns the descriptor, or -1 and why.
 */
static int walk(const char *dir, const char *rest, const char **why)
{
	autofd int at = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char part[NAME_MAX + 1];

	*why = at < 0 ? strerror(errno) : NULL;
	while (!*why && *rest) {
		size_t len = strcspn(rest, "/");
		int next = -1;

		errno = ENAMETOOLONG;
		if (fmt_print(part, sizeof(part), "%.*s", (int)len, rest) >= 0)
			next = openat(at, len ? part : ".",
				O_PATH | O_NOFOLLOW | O_CLOEXEC);
		io_close(&at);
		at = next;
		rest += len + (rest[len] == '/');
		*why = at < 0 ? strerror(errno) : check_part(at, !*rest);
	}
	return *why ? -1 : take_fd(&at);
}

/*
 * Opens any path with O_PATH.  Links in the firmware are followed: its maker
 * put them there.
 */
static int look(const char *path, const char *data, const char **why)
{
	const char *rest = scan_below(path, data);
	int fd = rest ? walk(data, rest, why) : open(path, O_PATH | O_CLOEXEC);

	if (!rest)
		*why = strerror(errno);
	return fd;
}

int scan_read(const char *path, const struct scan_trust *trust, char *text,
	size_t size, size_t *len, const char **why)
{
	autofd int fd = look(path, trust->data, why);
	char self[32];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return -EINVAL;
	if (fstat(fd, &st) < 0) {
		*why = strerror(errno);
		return -EINVAL;
	}
	if (S_ISLNK(st.st_mode) ||
		(S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)))
		return 1;
	*why = check(&st, size, trust->offline);
	if (*why)
		return -EINVAL;
	/*
	 * On the data partition the checked file itself is opened, not its path
	 * again, which may lead to another file now.
	 */
	(void)fmt_print(self, sizeof(self), "/proc/self/fd/%d", fd);
	n = io_read_file(AT_FDCWD, scan_below(path, trust->data) ? self : path,
		text, size);
	if (n < 0) {
		*why = n == -EFBIG ? "larger than 256 KiB" : strerror((int)-n);
		return -EINVAL;
	}
	*len = (size_t)n;
	return 0;
}
