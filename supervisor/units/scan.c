/* SPDX-License-Identifier: MIT */
/*
 * Unit files on disk: which there are, and their bytes.  A name may lead to
 * anything (a FIFO, a device, a directory): what is no regular file is not even
 * opened, since opening some devices does something.
 */
#include "supervisor/units/scan.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SCAN_MAX    10000 /* entries of all directories together */
#define SUBDIRS_MAX 256

static int compare(const void *a, const void *b)
{
	const struct scan_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int add(
	struct scan *scan, size_t *room, const char *dir, const char *name)
{
	char *copy;

	if (scan->count == *room) {
		size_t grown = *room ? *room * 2 : 32;
		struct scan_entry *entries =
			realloc(scan->entries, grown * sizeof(*entries));

		if (!entries)
			return -ENOMEM;
		scan->entries = entries;
		*room = grown;
	}
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	scan->entries[scan->count++] =
		(struct scan_entry){.name = copy, .dir = dir};
	return 0;
}

/* A directory that is no drop-in and no bad unit: its files count too. */
static int note_subdir(struct scan *scan, const char *path, const char *name)
{
	char sub[PATH_MAX];
	enum unit_kind kind;
	size_t stem;

	if (scan_type(name, &kind, &stem) != SCAN_OTHER ||
		scan->subdirs.n == SUBDIRS_MAX ||
		fmt_print(sub, sizeof(sub), "%s/%s", path, name) < 0)
		return 1;
	stem = strlen(name);
	if (stem > 2 && strcmp(name + stem - 2, ".d") == 0)
		return 1;
	return strv_add(&scan->subdirs, sub, strlen(sub));
}

static int list(struct scan *scan, size_t *room, const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int rc = 0;

	if (!dir) {
		if (errno != ENOENT)
			(void)failed("open %s", path);
		return 0;
	}
	while (rc >= 0 && (entry = readdir(dir))) {
		rc = 1;
		if (entry->d_name[0] == '.')
			continue;
		if (scan->count == SCAN_MAX) {
			log_err("%s: more than %d files, the rest is ignored",
				path, SCAN_MAX);
			break;
		}
		if (entry->d_type == DT_DIR)
			rc = note_subdir(scan, path, entry->d_name);
		if (rc == 1)
			rc = add(scan, room, path, entry->d_name);
	}
	closedir(dir);
	return rc < 0 ? rc : 0;
}

/* Keeps the first of equal names: sorted by dirs' order among themselves. */
static void unify(struct scan *scan, size_t before)
{
	size_t kept = before;

	for (size_t i = before; i < scan->count; i++) {
		struct scan_entry *e = &scan->entries[i];
		struct scan old = {.entries = scan->entries, .count = before};

		if (scan_find(&old, e->name))
			free(e->name);
		else
			scan->entries[kept++] = *e;
	}
	scan->count = kept;
	if (kept > 0)
		qsort(scan->entries, kept, sizeof(*scan->entries), compare);
}

/* One directory and all that is below it. */
static int list_tree(struct scan *scan, size_t *room, const char *path)
{
	size_t next = scan->subdirs.n;
	int rc = list(scan, room, path);

	for (; rc == 0 && next < scan->subdirs.n; next++)
		rc = list(scan, room, scan->subdirs.v[next]);
	return rc;
}

int scan_dirs(struct scan *scan, const char *const *dirs)
{
	struct scan found = {0};
	size_t room = 0;

	for (; *dirs; dirs++) {
		size_t before = found.count;

		if (list_tree(&found, &room, *dirs) < 0) {
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
	for (size_t i = 0; i < scan->count; i++)
		free(scan->entries[i].name);
	free(scan->entries);
	strv_done(&scan->subdirs);
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

static const struct {
	const char *suffix;
	enum unit_kind kind;
} kinds[] = {
	{".container", UNIT_CONTAINER},
	{".uplink", UNIT_UPLINK},
	{".timer", UNIT_TIMER},
	{".volume", UNIT_VOLUME},
	{".image", UNIT_IMAGE},
	{".network", UNIT_NETWORK},
	{".pod", UNIT_POD},
	/* There are no such files: for scan_suffix(). */
	{".service", UNIT_DNS},
	{".target", UNIT_TARGET},
	{".service", UNIT_FIREWALL},
	{".conf", UNIT_MANAGER},
};

#define FILE_KINDS 7

const char *scan_suffix(enum unit_kind kind)
{
	size_t i = 0;

	while (kinds[i].kind != kind)
		i++;
	return kinds[i].suffix;
}

/* What follows the stem, in the len bytes of name. */
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

	for (size_t i = 0; i < FILE_KINDS; i++) {
		const char *suffix = kinds[i].suffix;

		*kind = kinds[i].kind;
		if (ends_in(name, len - 2 * dropin, suffix, stem))
			return dropin ? SCAN_DROPIN : SCAN_UNIT;
		/* "container.d": of every container */
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

/* Who can write the file owns the device: root alone. */
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

int scan_read(const char *path, bool offline, char *text, size_t size,
	size_t *len, const char **why)
{
	struct stat st;
	ssize_t n;

	if (stat(path, &st) < 0) {
		*why = strerror(errno);
		return -EINVAL;
	}
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
		return 1;
	*why = check(&st, size, offline);
	if (*why)
		return -EINVAL;
	n = io_read_file(AT_FDCWD, path, text, size);
	if (n < 0) {
		*why = n == -EFBIG ? "larger than 256 KiB" : strerror((int)-n);
		return -EINVAL;
	}
	*len = (size_t)n;
	return 0;
}
