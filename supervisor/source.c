/* SPDX-License-Identifier: MIT */
/*
 * Sources of mounts and files of units, see the header.  A container that
 * writes to a folder can replace what is in it by links, at any moment.  So a
 * path is walked once, to a descriptor, and from there on it is that which is
 * checked, changed and bound; crun is given the place where it is bound, which
 * no container reaches.
 *
 * Most paths have no link: then the kernel says so in one call.  Else it is
 * walked name by name, and only then it matters where containers may write.
 */
#include "supervisor/source.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/linkwalk.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdlib.h>
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

/* Where containers may write. */
struct theirs {
	const char **paths;
	struct stat *at;
	size_t n;
};

static bool is_under(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return !strncmp(path, dir, len) && (!path[len] || path[len] == '/');
}

/*
 * A source inside another one is a part of it, and whoever writes there could
 * lead it elsewhere: then links of others would be refused in vain.
 */
static void add(struct theirs *t, const char *path)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_under(path, t->paths[i]))
			return;
	if (stat(path, &t->at[t->n]) == 0)
		t->paths[t->n++] = path;
}

static size_t count(const struct conf *conf)
{
	size_t n = 1;

	for (size_t i = 0; conf && i < conf->count; i++)
		n += conf->units[i].conf.volume_count + 1;
	return n;
}

/* The shorter ones first, so that what holds others comes before them. */
static int by_length(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	size_t m = strlen(*x), n = strlen(*y);

	return (m > n) - (m < n);
}

static int find_theirs(const struct conf *conf, struct theirs *t)
{
	size_t units = conf ? conf->count : 0, most = count(conf), n = 0;
	const char **all = calloc(most, sizeof(*all));

	*t = (struct theirs){.paths = calloc(most, sizeof(*t->paths)),
		.at = calloc(most, sizeof(*t->at))};
	if (!all || !t->paths || !t->at) {
		free(all);
		return -ENOMEM;
	}
	all[n++] = VOLUME_DIR;
	for (size_t i = 0; i < units; i++) {
		const struct unit_conf *c = &conf->units[i].conf;

		for (size_t j = 0; j < c->volume_count; j++)
			if (volume_is_writable(&c->volumes[j]))
				all[n++] = c->volumes[j].source;
		if (c->store.device && *c->store.device == '/')
			all[n++] = c->store.device;
	}
	qsort(all, n, sizeof(*all), by_length);
	for (size_t i = 0; i < n; i++)
		add(t, all[i]);
	free(all);
	return 0;
}

/* Neither the folder nor one above it is theirs. */
static bool is_ours(const void *arg, int folder)
{
	const struct theirs *t = arg;
	autofd int at = openat(folder, ".", O_PATH | O_CLOEXEC);
	struct stat st, last = {0};

	while (at >= 0 && fstat(at, &st) == 0) {
		int parent;

		for (size_t i = 0; i < t->n; i++)
			if (st.st_dev == t->at[i].st_dev &&
				st.st_ino == t->at[i].st_ino)
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
	struct theirs t;
	struct linkwalk w = {.root = root, .may = is_ours, .arg = &t};
	int rc = find_theirs(conf, &t), fd;

	if (rc == 0)
		rc = linkwalk_run(&w, path);
	free(t.paths);
	free(t.at);
	fd = rc < 0 ? rc : linkwalk_look(root, w.done);
	if (fd == -EXDEV || fd == -ELOOP) {
		log_err("%s %s: %s is a link, and where containers may write "
			"none is followed",
			what ? what : "open", path, w.done);
		return -ELOOP;
	}
	return fd;
}

int source_open(const struct conf *conf, const char *what, const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
	int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd < 0)
		fd = errno == ELOOP ? walk(conf, what, path) : -errno;
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
	/* That one is not bound, so a link to it is not as good. */
	why = "name it as it is";
	if (strcmp(real, VOLUME_PUBLIC) != 0 &&
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
	/* What the device unmounts goes here too; nothing goes back. */
	if (unshare(CLONE_NEWNS) < 0 ||
		mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
		mount("tmpfs", dir, "tmpfs", MS_NODEV | MS_NOSUID,
			"size=1m,mode=0755") < 0)
		return failed("mounts of its own");
	return 0;
}
