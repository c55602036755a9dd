/* SPDX-License-Identifier: MIT */
/*
 * The mount points in a container's root.  The root comes from an image, which
 * may be hostile: crun 1.8.1, for one, follows a link at /dev and makes its
 * nodes on the device's own file system.
 *
 * So each path is walked here first (linkwalk.h).  Nobody else writes to the
 * root meanwhile, as it was made for this start.
 */
#include "supervisor/spec/points.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/linkwalk.h"
#include "supervisor/spec/spec_mounts.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No link of an image may lead to or from a path below these. */
static const char *const kernels[] = {"/proc", "/dev", "/sys"};

/* The mode of an open file; fd may be the -errno of opening it. */
static int mode_of(int fd)
{
	struct stat st;

	if (fd < 0)
		return fd;
	return fstat(fd, &st) < 0 ? -errno : (int)st.st_mode;
}

/* Makes a file or folder with the owner of the root, which is not uid 0 in a
 * user namespace. */
static int make_one(int root, int parent, const char *leaf, bool folder)
{
	struct stat st;

	if (folder ? mkdirat(parent, leaf, 0755) < 0
		   : mknodat(parent, leaf, S_IFREG | 0644, 0) < 0)
		return -errno;
	if (fstat(root, &st) < 0 || fchownat(parent, leaf, st.st_uid, st.st_gid,
					    AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return 0;
}

/* Makes what is missing of the path; a link at its end is replaced. */
static int make(int root, const char *path, bool folder)
{
	for (size_t from = 0, to; path[from]; from = to) {
		char part[PATH_MAX];
		const char *leaf = path + from + 1;
		bool last;
		int mode;

		to = from + 1 + strcspn(leaf, "/");
		last = !path[to];
		(void)fmt_print(part, sizeof(part), "%.*s", (int)to, path);
		autofd int there = linkwalk_look(root, part);
		mode = mode_of(there);
		if (mode >= 0 && !S_ISLNK(mode)) {
			if (S_ISDIR(mode) == (folder || !last))
				continue;
			return S_ISDIR(mode) ? -EISDIR : -ENOTDIR;
		}
		if (mode < 0 && mode != -ENOENT)
			return mode;
		leaf = part + from + 1;
		part[from] = 0;
		autofd int parent = linkwalk_look(root, part);
		if (parent < 0)
			return parent;
		if (mode >= 0 && unlinkat(parent, leaf, 0) < 0)
			return -errno;
		mode = make_one(root, parent, leaf, folder || !last);
		if (mode < 0)
			return mode;
	}
	return 0;
}

static bool is_kernels(const char *path)
{
	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++)
		if (volume_is_under(path, kernels[i]))
			return true;
	return false;
}

static int check_kernels(int root)
{
	for (size_t i = 0; i < sizeof(kernels) / sizeof(*kernels); i++) {
		autofd int fd = linkwalk_look(root, kernels[i]);
		int mode = mode_of(fd);

		if (mode == -ENOENT || (mode >= 0 && S_ISDIR(mode)))
			continue;
		log_err("%s is %s in the image: it must be a folder, make the "
			"image again",
			kernels[i],
			mode >= 0 && S_ISLNK(mode) ? "a link" : "no folder");
		return -ENOTDIR;
	}
	return 0;
}

/* Finds the path of a mount point inside the root and makes it. */
static int settle(struct linkwalk *w, const struct spec_mount *mount)
{
	struct stat st = {.st_mode = S_IFDIR};
	bool folder;
	int rc;

	if (!strcmp(mount->type, "bind") && stat(mount->source, &st) < 0)
		return failed("mount %s", mount->source);
	folder = S_ISDIR(st.st_mode);
	w->keep_last = !folder;
	rc = linkwalk_run(w, mount->destination);
	if (rc > 0 && (!w->done[0] || is_kernels(w->done) !=
					      is_kernels(mount->destination))) {
		log_err("%s: a link in the image leads to %s, where nothing "
			"may be mounted",
			mount->destination, *w->done ? w->done : "/");
		return -EINVAL;
	}
	rc = rc < 0 ? rc : make(w->root, w->done, folder);
	if (rc < 0) {
		errno = -rc;
		return failed(
			"mount point %s in the image", mount->destination);
	}
	return 0;
}

/* The index of the innermost of n mounts that path is in, by their planned
 * destinations; n: none. */
static size_t holder(const char *const *from, size_t n, const char *path)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++)
		if (volume_is_under(path, from[i]) &&
			(best == n || strlen(from[i]) > strlen(from[best])))
			best = i;
	return best;
}

/*
 * Mounts come parents first.  A mount point inside another mount is left alone:
 * the image is not seen there.
 */
static int settle_all(int root, struct spec_mounts *m, const char **from)
{
	struct linkwalk w = {.root = root};

	for (size_t i = 0; i < m->n; i++) {
		struct spec_mount *mount = &m->v[i];
		size_t in = holder(from, i, mount->destination);
		int rc = 0;

		from[i] = mount->destination;
		if (!strcmp(from[i], SPEC_MOUNTS_ROOT))
			continue;
		if (in == i)
			rc = settle(&w, mount);
		else if (fmt_print(w.done, sizeof(w.done), "%s%s",
				 m->v[in].destination,
				 from[i] + strlen(from[in])) < 0)
			rc = -ENAMETOOLONG;
		if (rc < 0)
			return rc;
		if (!strcmp(w.done, from[i]))
			continue;
		mount->destination = spec_mounts_keep(m, w.done);
		if (!mount->destination)
			return -ENOMEM;
	}
	return 0;
}

/* Links may have led two mounts to one path: as in spec_mounts_plan(), a
 * replaceable one yields. */
static int merge(struct spec_mounts *m)
{
	for (size_t i = 1; i < m->n;) {
		struct spec_mount *a = &m->v[i - 1], *b = &m->v[i];

		if (strcmp(a->destination, b->destination) != 0) {
			i++;
			continue;
		}
		if (!a->replaceable && !b->replaceable) {
			log_err("%s: links in the image lead two mounts here",
				a->destination);
			return -EINVAL;
		}
		if (a->replaceable)
			*a = *b;
		m->n--;
		memmove(b, b + 1, (m->n - i) * sizeof(*b));
	}
	return 0;
}

int points_settle(const char *path, struct spec_mounts *m)
{
	autofd int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char **from;
	int rc;

	if (root < 0)
		return failed("open %s", path);
	rc = check_kernels(root);
	if (rc < 0)
		return rc;
	from = calloc(m->n, sizeof(*from));
	if (!from)
		return failed("mounts");
	rc = settle_all(root, m, from);
	free(from);
	if (rc < 0)
		return rc;
	spec_mounts_sort(m);
	return merge(m);
}
