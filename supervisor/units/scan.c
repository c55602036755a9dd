/* SPDX-License-Identifier: MIT */
/*
 * Unit files on disk: which there are, and their bytes.  A name may lead to
 * anything (a FIFO, a device, a directory): what is no regular file is not even
 * opened, since opening some devices does something.
 */
#include "supervisor/units/scan.h"

#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SCAN_MAX 10000 /* entries of all directories together */

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
	while (rc == 0 && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (scan->count == SCAN_MAX) {
			log_err("%s: more than %d files, the rest is ignored",
				path, SCAN_MAX);
			break;
		}
		rc = add(scan, room, path, entry->d_name);
	}
	closedir(dir);
	return rc;
}

/* Keeps the first of equal names: sorted by dirs' order among themselves. */
static void unify(struct scan *scan, size_t before)
{
	size_t kept = before;

	for (size_t i = before; i < scan->count; i++) {
		struct scan_entry *e = &scan->entries[i];
		struct scan old = {scan->entries, before};

		if (scan_find(&old, e->name))
			free(e->name);
		else
			scan->entries[kept++] = *e;
	}
	scan->count = kept;
	if (kept > 0)
		qsort(scan->entries, kept, sizeof(*scan->entries), compare);
}

int scan_dirs(struct scan *scan, const char *const *dirs)
{
	struct scan found = {0};
	size_t room = 0;

	for (; *dirs; dirs++) {
		size_t before = found.count;

		if (list(&found, &room, *dirs) < 0) {
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

enum scan_type scan_type(const char *name, size_t *stem)
{
	static const struct {
		const char *suffix;
		enum scan_type type;
	} types[] = {
		{".container", SCAN_CONTAINER},
		{".uplink", SCAN_UPLINK},
		{".pod", SCAN_UNSUPPORTED},
		{".network", SCAN_UNSUPPORTED},
		{".volume", SCAN_UNSUPPORTED},
		{".image", SCAN_UNSUPPORTED},
		{".build", SCAN_UNSUPPORTED},
		{".kube", SCAN_UNSUPPORTED},
		{".artifact", SCAN_UNSUPPORTED},
		{".container.d", SCAN_DROPIN},
		{".uplink.d", SCAN_DROPIN},
	};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		size_t n = strlen(types[i].suffix);

		if (len >= n && !strcmp(name + len - n, types[i].suffix)) {
			*stem = len - n;
			return types[i].type;
		}
	}
	*stem = len;
	return !strcmp(name, "container.d") || !strcmp(name, "uplink.d")
		       ? SCAN_DROPIN
		       : SCAN_OTHER;
}

/* Who can write the file owns the device: root alone. */
static const char *check(const struct stat *st, size_t size)
{
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return "not owned by root";
	if ((st->st_mode & S_IWOTH) || ((st->st_mode & S_IWGRP) && st->st_gid))
		return "writable by others than root";
	return (uint64_t)st->st_size >= size ? "larger than 256 KiB" : NULL;
}

int scan_read(const char *path, char *text, size_t size, size_t *len,
	const char **why)
{
	struct stat st;
	ssize_t n;

	if (stat(path, &st) < 0) {
		*why = strerror(errno);
		return -EINVAL;
	}
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
		return 1;
	*why = check(&st, size);
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
