/* SPDX-License-Identifier: MIT */
/*
 * Finds images: a store is a folder of .sqfs files.  The name of an image that
 * a unit gives is at most one component of a path, so it cannot leave the
 * store. A file is known to be a regular one before it is opened for reading,
 * as opening a device or a FIFO has effects.  Nobody who looks takes a lock:
 * whoever changes a store does it by renaming files.
 */
#include "images/lookup.h"

#include "images/choice.h"
#include "images/image.h"
#include "images/info.h"
#include "images/keys.h"
#include "images/ref.h"
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

int lookup_open_regular(const char *path)
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

/* Opens the image file and copies its path to path; logs errors. */
static int open_path(const char *from, char *path, size_t size)
{
	autofd int fd = lookup_open_regular(from);

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

/* How well a file fits a reference; the greatest value is the best. */
enum match {
	MATCH_NONE,
	MATCH_FOREIGN, /* by its trailer; for another architecture */
	MATCH_TRAILER, /* by its trailer */
	MATCH_FILE,  /* NAME.sqfs, of a reference without a tag or to latest */
	MATCH_TAGGED /* NAME:TAG.sqfs */
};

/*
 * Reads a file's trailer, and its signature unless keys is NULL; false, after a
 * warning, if one of them is bad.
 */
static bool load(
	const char *path, const char *const *keys, struct image_info *info)
{
	const struct image_trust trust = {.keys = keys};
	char why[INFO_WHY_MAX];
	autofd int fd = lookup_open_regular(path);

	if (fd < 0)
		return false;
	if (info_load(fd, keys ? &trust : NULL, info, why) < 0) {
		log_warn("image %s: %s", path, why);
		return false;
	}
	return true;
}

/* Judges a file by its trailer; named is the match if its name fits already. */
static enum match match_trailer(
	const char *path, const struct ref *r, enum match named)
{
	struct image_info info;
	enum match match = named;

	if (!load(path, NULL, &info))
		return MATCH_NONE;
	if (!match && ref_means(r, info.name, info.tag))
		match = info_is_native(&info) ? MATCH_TRAILER : MATCH_FOREIGN;
	if (*r->digest && (!info.digest || strcmp(info.digest, r->digest) != 0))
		match = MATCH_NONE;
	image_info_done(&info);
	return match;
}

/*
 * The name of a file counts alone if it has a tag; then the trailer is read
 * only for the digest that r may have.
 */
static enum match match_file(
	const char *path, const char *file, const struct ref *r)
{
	enum match named = MATCH_NONE;
	struct ref own;
	bool known = ref_of_file(file, &own);

	if (known && ref_means(r, own.name, own.tag))
		named = own.tagged ? MATCH_TAGGED : MATCH_FILE;
	if (known && own.tagged && !named)
		return MATCH_NONE;
	if (named && !*r->digest)
		return access(path, F_OK) == 0 ? named : MATCH_NONE;
	return match_trailer(path, r, named);
}

/*
 * Looks for the file of a folder that fits best.  Of several that fit equally
 * the one that is first in byte order is chosen, so that the choice is always
 * the same.
 */
static enum match search(const char *dir, const struct ref *r, char *path)
{
	enum match best = MATCH_NONE;
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char name[PATH_MAX];
		enum match match;

		if (!image_is_file(e->d_name) ||
			fmt_print(name, sizeof(name), "%s/%s", dir, e->d_name) <
				0)
			continue;
		match = match_file(name, e->d_name, r);
		if (match == MATCH_NONE || match < best ||
			(match == best && strcmp(name, path) > 0))
			continue;
		(void)fmt_print(path, PATH_MAX, "%s", name); /* as long */
		best = match;
	}
	if (d)
		closedir(d);
	return best;
}

bool image_is_file(const char *file)
{
	size_t len = strlen(file);

	return file[0] != '.' && len > strlen(REF_SUFFIX) &&
	       strcmp(file + len - strlen(REF_SUFFIX), REF_SUFFIX) == 0;
}

/* Looks first, without reading the folder, for the file that is called so. */
static bool look_in(const char *dir, const struct ref *r, char *path)
{
	char file[REF_MAX + 1];

	if (!*r->digest && ref_file(r, file) == 0 &&
		fmt_print(path, PATH_MAX, "%s/%s", dir, file) > 0 &&
		access(path, F_OK) == 0)
		return true;
	return search(dir, r, path) != MATCH_NONE;
}

/* Which of two files counts, by the rule of choice.h; sets c->why. */
static void choose(const struct ref *r, const char *const *keys,
	const char later[PATH_MAX], struct image_choice *c)
{
	struct image_info a = {.uid = -1}, b = {.uid = -1};
	bool whole = load(c->path, keys, &a);

	c->why = load(later, keys, &b)
			 ? choice_against(whole ? &a : NULL, &b,
				   keys && keys_any(keys) ? r : NULL)
			 : CHOICE_DAMAGED;
	if (c->why) {
		memcpy(c->other, later, PATH_MAX);
	} else {
		c->why = CHOICE_LOADED;
		c->loaded = true;
		memcpy(c->other, c->path, PATH_MAX);
		memcpy(c->path, later, PATH_MAX);
	}
	image_info_done(&a);
	image_info_done(&b);
}

int image_choose(const char *ref, const char *const *dirs,
	const char *const *keys, struct image_choice *c)
{
	char path[PATH_MAX];
	struct ref r;

	*c = (struct image_choice){.why = NULL};
	if (ref[0] == '/')
		return fmt_print(c->path, PATH_MAX, "%s", ref) < 0
			       ? -ENAMETOOLONG
			       : 0;
	if (!ref_parse(ref, &r))
		return -EINVAL;
	for (size_t i = 0; dirs[i]; i++) {
		if (!look_in(dirs[i], &r, path))
			continue;
		if (c->path[0]) {
			choose(&r, keys, path, c);
			continue;
		}
		c->loaded = i > 0;
		memcpy(c->path, path, PATH_MAX);
	}
	return c->path[0] ? 0 : -ENOENT;
}

void lookup_list(const char *const *dirs, char *list, size_t size)
{
	size_t len = 0;

	list[0] = 0;
	for (size_t i = 0; dirs[i]; i++) {
		int n = fmt_print(
			list + len, size - len, "%s%s", i ? ", " : "", dirs[i]);
		if (n < 0)
			break;
		len += (size_t)n;
	}
}

static int not_found(const char *ref, const char *const *dirs)
{
	char list[512];

	lookup_list(dirs, list, sizeof(list));
	log_err("image %s: not found in %s", ref, list);
	return -ENOENT;
}

int image_open(const char *ref, const char *const *dirs,
	struct image_trust *trust, char *path, size_t size)
{
	struct image_choice c;
	int rc = image_choose(ref, dirs, trust ? trust->keys : NULL, &c);

	if (rc == -EINVAL)
		log_err("image '%s': not a NAME, NAME:TAG or path", ref);
	if (rc == -ENOENT)
		return not_found(ref, dirs);
	if (trust)
		trust->name = c.loaded ? ref : NULL;
	return rc < 0 ? rc : open_path(c.path, path, size);
}

void image_name(
	const char *file, const struct image_info *info, char *ref, size_t size)
{
	struct ref own, said;
	bool known = ref_of_file(file, &own);
	char text[2 * REF_MAX + 2];

	*ref = 0;
	if (!(known && own.tagged) && info->name) {
		(void)fmt_print(text, sizeof(text), "%s:%s", info->name,
			info->tag ? info->tag : "latest");
		/* A tag with a slash would be a part of another name. */
		known = ref_parse(text, &said) && !*said.digest &&
			strcmp(said.name, info->name) == 0;
		own = said;
	}
	if (known)
		(void)fmt_print(ref, size, "%s:%s", own.name, own.tag);
}

bool image_is_named(const char *a, const char *b)
{
	struct ref x, y;

	return ref_parse(a, &x) && ref_parse(b, &y) && !*x.digest &&
	       !*y.digest && ref_same(&x, &y);
}

int image_file(const char *ref, char *file, size_t size)
{
	char name[REF_MAX + 1];
	struct ref r;
	int rc;

	if (!ref_parse(ref, &r) || *r.digest)
		return -EINVAL;
	rc = ref_file(&r, name);
	if (rc == 0)
		rc = fmt_print(file, size, "%s", name);
	return rc < 0 ? rc : 0;
}
