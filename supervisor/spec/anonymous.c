/* SPDX-License-Identifier: MIT */
/*
 * Anonymous volumes: DATA/anonymous/BOOT/UNIT/0 and so on.  BOOT is the
 * kernel's id of this boot.  Volumes that a power cut has left are below
 * another id; they are removed when a container next makes such a volume.
 */
#include "supervisor/spec/anonymous.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h> /* ST_RDONLY */
#include <unistd.h>

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* Whether DATA is on a disk that can be written to. */
static bool has_disk(void)
{
	struct statfs fs;

	return statfs(paths_data(), &fs) == 0 &&
	       (unsigned)fs.f_type != TMPFS_MAGIC &&
	       (unsigned)fs.f_type != RAMFS_MAGIC &&
	       (fs.f_flags & ST_RDONLY) == 0 && access(paths_data(), W_OK) == 0;
}

/* DATA/anonymous/BOOT; offline the last part is just "BOOT". */
static int top_of(char path[PATH_MAX], bool offline)
{
	char boot[64] = "BOOT\n";
	ssize_t n =
		offline ? 0
			: io_read_file(AT_FDCWD, BOOT_ID, boot, sizeof(boot));
	int rc = n < 0 ? (int)n
		       : fmt_print(path, PATH_MAX, "%s/anonymous/%.*s",
				 paths_data(), (int)strcspn(boot, "\n"), boot);

	return rc < 0 ? rc : 0;
}

bool anonymous_is_left(const char *path)
{
	char top[PATH_MAX];
	size_t len = 0;

	if (top_of(top, false) == 0)
		len = (size_t)(strrchr(top, '/') + 1 - top);
	return len && strncmp(path, top, len) == 0 &&
	       !volume_is_under(path, top);
}

/* The path of a unit's volumes, without the number at the end. */
static int prefix_of(const char *unit, bool offline, char path[PATH_MAX])
{
	size_t len;
	int rc;

	if (!offline && !has_disk())
		return paths_unit(path, unit, "rw/anonymous-");
	rc = top_of(path, offline);
	len = rc < 0 ? 0 : strlen(path);
	if (rc == 0)
		rc = fmt_print(path + len, PATH_MAX - len, "/%s/", unit);
	return rc < 0 ? rc : 0;
}

/* Keeps the options that a bind mount of a directory can have, too. */
static void keep_options(const char *options, char out[64])
{
	static const char *const known[] = {"ro", "exec", "noexec", "noatime"};
	size_t at = (size_t)fmt_print(out, 64, "rw");

	for (const char *p = options; p && *p; p += *p == ',') {
		size_t len = strcspn(p, ",");

		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (strlen(known[i]) == len &&
				!memcmp(p, known[i], len))
				at += (size_t)fmt_print(
					out + at, 64 - at, ",%s", known[i]);
		p += len;
	}
}

static int add(
	struct anonymous *list, const char *prefix, const struct unit_tmpfs *t)
{
	struct unit_volume v = {.named = true, .anonymous = true};
	char path[PATH_MAX], options[64];
	int rc;

	if (list->n == ANONYMOUS_MAX) {
		log_err("more than %d anonymous volumes", ANONYMOUS_MAX);
		return -E2BIG;
	}
	keep_options(t->options, options);
	if (fmt_print(path, sizeof(path), "%s%zu", prefix, list->n) < 0)
		return -ENAMETOOLONG;
	v.copy = !t->options || !strstr(t->options, "notmpcopyup");
	v.source = path;
	v.destination = t->destination;
	v.options = options;
	rc = volume_copy(&list->arena, &v, &list->v[list->n]);
	list->n += rc == 0;
	return rc;
}

static bool is_under(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

static bool is_taken(const struct unit_conf *c, const char *destination)
{
	for (size_t i = 0; i < c->volume_count; i++)
		if (!strcmp(c->volumes[i].destination, destination))
			return true;
	for (size_t i = 0; i < c->tmpfs_count; i++)
		if (!strcmp(c->tmpfs[i].destination, destination))
			return true;
	return false;
}

/* Adds a volume that the image wants, if its path is allowed and free. */
static int add_image(struct anonymous *list, const char *prefix,
	const struct unit_file *unit, const char *destination)
{
	struct unit_tmpfs t = {0};
	const char *why = "no place for a volume";
	int rc = strchr(destination, ':') ? -EINVAL
					  : volume_parse_tmpfs(destination,
						    &list->arena, &t, &why);

	if (rc == 0 && (is_under(t.destination, "/dev") ||
			       is_under(t.destination, "/sys")))
		rc = -EINVAL;
	if (rc == -EINVAL)
		log_warn("%s: a volume of its image is left out: %s: %s",
			unit->name, destination, why);
	else if (rc == 0 && !is_taken(&unit->conf, t.destination))
		rc = add(list, prefix, &t);
	return rc == -EINVAL ? 0 : rc;
}

int anonymous_plan(const struct unit_file *unit, const struct image_info *image,
	bool offline, struct anonymous *list)
{
	const struct unit_conf *c = &unit->conf;
	char prefix[PATH_MAX];
	int rc = prefix_of(unit->name, offline, prefix);

	for (size_t i = 0; i < c->tmpfs_count && rc == 0; i++)
		if (c->tmpfs[i].type == TMPFS_ANONYMOUS)
			rc = add(list, prefix, &c->tmpfs[i]);
	for (char **v = image ? image->volumes : NULL; v && *v && rc == 0; v++)
		rc = add_image(list, prefix, unit, *v);
	if (rc < 0 && rc != -E2BIG) {
		errno = -rc;
		(void)failed("anonymous volumes");
	}
	return rc;
}

void anonymous_done(struct anonymous *list)
{
	arena_done(&list->arena);
	list->n = 0;
}

/* Removes what other boots have left.  A link in the folder's place is not
 * followed: what it leads to is no folder of such volumes. */
static void sweep(const char *top)
{
	char all[PATH_MAX];
	const char *boot = strrchr(top, '/') + 1;
	DIR *d;
	int fd;

	(void)fmt_print(all, sizeof(all), "%.*s", (int)(boot - 1 - top), top);
	fd = open(all, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	d = fd < 0 ? NULL : fdopendir(fd);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		if (*e->d_name != '.' && strcmp(e->d_name, boot) != 0)
			(void)tree_remove(dirfd(d), e->d_name);
	if (d)
		closedir(d);
}

int anonymous_make(const struct unit_file *unit, const struct anonymous *list)
{
	char top[PATH_MAX], path[PATH_MAX];
	bool disk = list->n > 0 && has_disk();
	int rc = disk ? top_of(top, false) : 0;

	if (disk && rc == 0)
		rc = fmt_print(path, sizeof(path), "%s/%s", top, unit->name);
	if (disk && rc >= 0)
		rc = io_mkdirs(path, 0700);
	if (disk && rc == 0)
		sweep(top);
	for (size_t i = 0; i < list->n && rc == 0; i++)
		if (mkdir(list->v[i].source, 0) < 0)
			rc = -errno;
	if (rc < 0) {
		errno = -rc;
		return failed("make an anonymous volume");
	}
	return 0;
}

int anonymous_remove(const struct unit_file *unit)
{
	char top[PATH_MAX];
	int rc = top_of(top, false);
	autofd int fd =
		rc < 0 ? -1 : open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? 0 : tree_remove(fd, unit->name);
}
