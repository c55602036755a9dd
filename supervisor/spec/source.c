/* SPDX-License-Identifier: MIT */
/*
 * Sources of mounts and files of units, see the header.  A container that can
 * write to a folder can replace its files by links at any moment.  So a path is
 * walked once, to a descriptor, and only the descriptor is checked, changed and
 * bound.  crun gets the path where it was bound, which no container reaches.
 *
 * Most paths have no link, and the kernel opens them in one call.  A path with
 * a link is walked name by name; only then it matters where containers may
 * write.
 */
#include "supervisor/spec/source.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/linkwalk.h"
#include "supervisor/base/openin.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/*
 * The i-th volume or device of a unit, "" if containers may not write to it;
 * NULL: there are no more.
 */
static const char *place_of(const struct unit_file *u, size_t i)
{
	const struct unit_conf *c = &u->conf;
	size_t n = c->volume_count;

	if (i < n)
		return volume_is_writable(&c->volumes[i]) ? c->volumes[i].source
							  : "";
	/* Other kinds have something else in the place of store. */
	return i == n && u->kind == UNIT_VOLUME ? c->store.device : NULL;
}

static bool is_place(const char *place, const struct stat *folder)
{
	struct stat st;

	return *place == '/' && stat(place, &st) == 0 &&
	       st.st_dev == folder->st_dev && st.st_ino == folder->st_ino;
}

/*
 * Whether place is inside another place where containers may write.  Then only
 * the outer one counts: a container that writes there can replace the inner
 * path by a link to anywhere, and links there would then be refused.
 */
static bool is_within(const struct conf *conf, const char *place)
{
	const char *other;

	if (volume_is_under(place, paths_volumes()))
		return true;
	for (size_t i = 0; i < conf->count; i++)
		for (size_t j = 0; (other = place_of(&conf->units[i], j)); j++)
			if (*other && strcmp(other, place) != 0 &&
				volume_is_under(place, other))
				return true;
	return false;
}

/* Whether a folder is a place where containers may write. */
static bool is_theirs(const struct conf *conf, const struct stat *folder)
{
	const char *place;

	if (is_place(paths_volumes(), folder))
		return true;
	for (size_t i = 0; conf && i < conf->count; i++)
		for (size_t j = 0; (place = place_of(&conf->units[i], j)); j++)
			if (is_place(place, folder) && !is_within(conf, place))
				return true;
	return false;
}

/* Whether neither a folder nor one above it is such a place. */
static bool is_ours(const void *conf, int folder)
{
	autofd int at = openat(folder, ".", O_PATH | O_CLOEXEC);
	struct stat st, last = {0};

	while (at >= 0 && fstat(at, &st) == 0) {
		int parent;

		if (is_theirs(conf, &st))
			return false;
		if (st.st_dev == last.st_dev && st.st_ino == last.st_ino)
			return true;
		last = st;
		parent = openat(at, "..", O_PATH | O_CLOEXEC);
		close(at);
		at = parent;
	}
	return false;
}

static int walk(const struct conf *conf, const char *what, const char *path)
{
	autofd int root = open("/", O_PATH | O_CLOEXEC);
	struct linkwalk w = {.root = root, .may = is_ours, .arg = conf};
	int rc = linkwalk_run(&w, path);
	int fd = rc < 0 ? rc : linkwalk_look(root, w.done);

	if (fd == -EXDEV || fd == -ELOOP) {
		log_err("%s %s: %s is a link where containers may write, so it "
			"is not followed",
			what ? what : "open", path, w.done);
		return -ELOOP;
	}
	return fd;
}

int source_open(const struct conf *conf, const char *what, const char *path)
{
	int fd = openin(AT_FDCWD, path, O_PATH, RESOLVE_NO_SYMLINKS);

	if (fd == -ELOOP)
		fd = walk(conf, what, path);
	if (fd < 0 && fd != -ELOOP && (what || fd != -ENOENT)) {
		errno = -fd;
		return failed("%s %s", what ? what : "open", path);
	}
	return fd;
}

int source_folder(const struct conf *conf, const char *what, const char *path,
	mode_t mode)
{
	char parent[PATH_MAX];
	const char *leaf = strrchr(path, '/') + 1;
	int rc;
	int fd = source_open(conf, NULL, path);

	if (fd != -ENOENT)
		return fd;
	rc = fmt_print(
		parent, sizeof(parent), "%.*s", (int)(leaf - path - 1), path);
	if (rc >= 0)
		rc = io_mkdirs(parent, 0755);
	if (rc < 0) {
		errno = -rc;
		return failed("make %s", path);
	}
	autofd int dir = source_open(conf, what, parent);
	if (dir < 0)
		return dir;
	if (mkdirat(dir, leaf, mode) < 0 && errno != EEXIST)
		return failed("make %s %s", what, path);
	return source_open(conf, what, path);
}

int source_check(int fd, const char *what, const char *path, bool read_only)
{
	char link[32], real[PATH_MAX];
	const char *why;
	ssize_t len;

	(void)fmt_print(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, real, sizeof(real) - 1);
	if (len < 0)
		return failed("%s %s", what, path);
	real[len] = 0;
	/* This folder is replaced by the unit's own, by its path alone. */
	why = "name it by this path";
	if (strcmp(real, paths_public()) != 0 &&
		volume_check_source(real, read_only, &why) == 0)
		return 0;
	log_err("%s %s: leads to %s: %s", what, path, real, why);
	return -EACCES;
}

int source_bind(int fd, bool all, const char *place)
{
	unsigned flags = AT_EMPTY_PATH | OPEN_TREE_CLONE | O_CLOEXEC |
			 (all ? AT_RECURSIVE : 0);
	struct stat st;
	autofd int tree = (int)syscall(SYS_open_tree, fd, "", flags);

	if (tree < 0 || fstat(fd, &st) < 0)
		return failed("bind to %s", place);
	if ((S_ISDIR(st.st_mode) ? mkdir(place, 0755)
				 : mknod(place, S_IFREG, 0)) < 0 &&
		errno != EEXIST)
		return failed("make %s", place);
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, place,
		    MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return failed("bind to %s", place);
	return 0;
}

int source_room(const char *dir)
{
	int rc = io_mkdirs(dir, 0755);

	if (rc < 0) {
		errno = -rc;
		return failed("make %s", dir);
	}
	/* MS_SLAVE: unmounts on the device reach this namespace, none go back.
	 */
	if (unshare(CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
		mount("tmpfs", dir, "tmpfs", MS_NODEV | MS_NOSUID,
			"size=1m,mode=0755") < 0)
		return failed("make a mount namespace");
	return 0;
}
