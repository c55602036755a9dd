/* SPDX-License-Identifier: MIT */
/*
 * Finds images: a store is a folder of .sqfs files.  The name of an image that
 * a unit gives is at most one component of a path, so it cannot leave the
 * store. A file is known to be a regular one before it is opened for reading,
 * as opening a device or a FIFO has effects.
 */
#include "images/image.h"
#include "images/info.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REF_MAX 255
#define SUFFIX  ".sqfs"
#define NAME_SET                                                               \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* A reference to an image, as a unit gives it: NAME[:TAG]. */
struct ref {
	char name[REF_MAX + 1];
	const char *tag;        /* points into text, or is "latest" */
	char text[REF_MAX + 1]; /* the whole reference */
};

/* Opens a regular file for reading; -EINVAL for anything else. */
static int open_regular(const char *path)
{
	char link[32];
	struct stat st;
	autofd int at = open(path, O_PATH | O_CLOEXEC);

	if (at < 0 || fstat(at, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", at);
	int fd = open(link, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Parses NAME[:TAG]; a name may have slashes, as registries have. */
static bool ref_parse(const char *text, struct ref *r)
{
	size_t len = strlen(text);
	const char *slash, *colon;

	if (len == 0 || len > REF_MAX || text[strspn(text, NAME_SET "/:")] != 0)
		return false;
	memcpy(r->text, text, len + 1);
	slash = strrchr(r->text, '/');
	/* A colon before the last slash is a registry's port. */
	colon = strchr(slash ? slash : r->text, ':');
	r->tag = colon ? colon + 1 : "latest";
	len = colon ? (size_t)(colon - r->text) : len;
	memcpy(r->name, r->text, len);
	r->name[len] = 0;
	return len > 0 && *r->tag && !strchr(r->tag, ':');
}

/* Opens the image file and copies its path to path; logs errors. */
static int open_path(const char *from, char *path, size_t size)
{
	autofd int fd = open_regular(from);

	if (fd == -EINVAL) {
		log_err("image %s: not a regular file", from);
		return fd;
	}
	if (fd < 0) {
		errno = -fd;
		return failed("image %s", from);
	}
	if (fmt_print(path, size, "%s", from) < 0) {
		log_err("image %s: path too long", from);
		return -ENAMETOOLONG;
	}
	return take_fd(&fd);
}

static bool has_suffix(const char *name)
{
	size_t len = strlen(name);

	return len > strlen(SUFFIX) &&
	       strcmp(name + len - strlen(SUFFIX), SUFFIX) == 0;
}

/* How well a file fits a reference; the greatest value is the best. */
enum match {
	MATCH_NONE,    /* the trailer has another name, or is damaged */
	MATCH_FOREIGN, /* the image is for another architecture */
	MATCH_NATIVE
};

static enum match match_file(const char *path, const struct ref *r)
{
	char why[INFO_WHY_MAX];
	struct image_info info;
	enum match match = MATCH_NONE;
	autofd int fd = open_regular(path);

	if (fd < 0)
		return MATCH_NONE;
	if (info_load(fd, &info, why) < 0) {
		log_warn("image %s: %s", path, why);
		return MATCH_NONE;
	}
	if (info.name && strcmp(info.name, r->name) == 0 &&
		strcmp(info.tag ? info.tag : "latest", r->tag) == 0)
		match = info_is_native(&info) ? MATCH_NATIVE : MATCH_FOREIGN;
	image_info_done(&info);
	return match;
}

/*
 * Looks through the trailers of a folder's images.  An image for this
 * architecture is preferred, then the name that is first in byte order, so that
 * the choice among several is always the same.
 */
static enum match search(
	const char *dir, const struct ref *r, char *path, size_t size)
{
	enum match best = MATCH_NONE;
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char name[PATH_MAX];
		enum match match;

		if (!has_suffix(e->d_name) ||
			fmt_print(name, sizeof(name), "%s/%s", dir, e->d_name) <
				0)
			continue;
		if (best == MATCH_NATIVE && strcmp(name, path) > 0)
			continue;
		match = match_file(name, r);
		if (match < best || match == MATCH_NONE ||
			(match == best && strcmp(name, path) > 0))
			continue;
		if (fmt_print(path, size, "%s", name) > 0)
			best = match;
	}
	if (d)
		closedir(d);
	return best;
}

/* Looks for DIR/REF.sqfs, then for a file whose trailer has the name. */
static enum match look_in(const char *dir, const struct ref *r, char *path)
{
	if (!strchr(r->text, '/') &&
		fmt_print(path, PATH_MAX, "%s/%s" SUFFIX, dir, r->text) > 0 &&
		access(path, F_OK) == 0)
		return MATCH_NATIVE;
	return search(dir, r, path, PATH_MAX);
}

static int not_found(const char *ref, const char *const *dirs)
{
	char list[512];
	size_t len = 0;

	list[0] = 0;
	for (size_t i = 0; dirs[i]; i++) {
		int n = fmt_print(list + len, sizeof(list) - len, "%s%s",
			i ? ", " : "", dirs[i]);
		if (n < 0)
			break;
		len += (size_t)n;
	}
	log_err("image %s: not found in %s", ref, list);
	return -ENOENT;
}

/*
 * Finds the image in the first folder that has it, and in other, unless that is
 * NULL, the one in the next folder that has it ("": none).  Does not log.
 */
static int find(const char *ref, const char *const *dirs, char path[PATH_MAX],
	char *other)
{
	char *into = path;
	struct ref r;

	path[0] = 0;
	if (ref[0] == '/')
		return fmt_print(path, PATH_MAX, "%s", ref) < 0 ? -ENAMETOOLONG
								: 0;
	if (!ref_parse(ref, &r))
		return -EINVAL;
	for (size_t i = 0; dirs[i] && into; i++) {
		if (look_in(dirs[i], &r, into) == MATCH_NONE)
			into[0] = 0;
		else
			into = into == path ? other : NULL;
	}
	return path[0] ? 0 : -ENOENT;
}

bool image_twice(const char *ref, const char *const *dirs, char path[PATH_MAX],
	char other[PATH_MAX])
{
	other[0] = 0;
	return find(ref, dirs, path, other) == 0 && other[0];
}

int image_open(
	const char *ref, const char *const *dirs, char *path, size_t size)
{
	char found[PATH_MAX];
	int rc = find(ref, dirs, found, NULL);

	if (rc == -EINVAL)
		log_err("image '%s': not a NAME, NAME:TAG or path", ref);
	if (rc == -ENOENT)
		return not_found(ref, dirs);
	return rc < 0 ? rc : open_path(found, path, size);
}
