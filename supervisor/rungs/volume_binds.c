/* SPDX-License-Identifier: MIT */
/*
 * Named volumes are directories that tcrd makes when a container first needs
 * them.  A directory of root would shut out every server that is not root, and
 * images are made for engines that take a volume's owner from the image.  So
 * owner, mode and content of a new volume are taken from the image, once; later
 * changes are left to the container.  A volume with a .volume unit is treated
 * alike; it counts as new while it is empty.
 *
 * A directory is made without any permission and gets its mode last.  So a
 * directory without permissions is not finished, because of a crash or because
 * another unit is making it at this moment; the next start finishes it.
 *
 * The image may be hostile: paths are resolved inside its root.
 */
#include "supervisor/rungs/volume_binds.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/lock.h"
#include "supervisor/base/openin.h"
#include "supervisor/base/tree.h"
#include "supervisor/rungs/copyup.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/spec/source.h"
#include "supervisor/spec/spec_mounts.h"
#include "supervisor/spec/spec_plan.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h> /* ST_RDONLY */
#include <sys/syscall.h>
#include <unistd.h>

#define PERMISSIONS 07777

/* Opens the directory place inside root; -errno, without a log line. */
static int open_place(const char *root, const char *place)
{
	autofd int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (top < 0)
		return -errno;
	return openin(top, place, O_RDONLY | O_DIRECTORY,
		RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

/* Whether the directory is empty; lost+found, made by mkfs, does not count. */
static bool is_empty(int fd)
{
	DIR *dir = fdopendir(dup(fd));
	bool empty = dir != NULL;

	for (struct dirent *e = dir ? readdir(dir) : NULL; e && empty;
		e = readdir(dir))
		empty = !strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
			!strcmp(e->d_name, "lost+found");
	if (dir) {
		rewinddir(dir);
		closedir(dir);
	}
	return empty;
}

/* Owner and mode that a volume is to have: those of the directory place in the
 * image, or, without one (-1), the container's user and 0755. */
static int wanted(const struct spec_input *in, int place, struct stat *st)
{
	struct passwd_user user;
	int rc;

	if (place >= 0)
		return fstat(place, st) < 0 ? failed("look at the image") : 0;
	rc = spec_plan_user(in, &user);
	if (rc == 0)
		*st = (struct stat){.st_uid = user.uid,
			.st_gid = user.gid,
			.st_mode = 0755};
	return rc;
}

/*
 * The tree whose ids are those that the volume is to have.  in->root of a
 * container with a user namespace shows ids of the device; an id-mapped volume
 * needs the ids of the image, which in->lower shows.
 */
static const char *source_of(
	const struct spec_input *in, const struct unit_volume *v)
{
	char path[PATH_MAX];

	return in->userns && in->userns->fd >= 0 &&
			       spec_mounts_source(in, v, path) == 0 &&
			       image_idmap_can(path, in->userns->fd)
		       ? in->lower
		       : in->root;
}

/*
 * Fills a new volume.  It has no permissions meanwhile, which marks it as not
 * finished; a file system without permissions is left as it is.
 */
static int fill(const struct spec_input *in, const struct unit_volume *v,
	int dir, const struct stat *now)
{
	autofd int place = open_place(source_of(in, v), v->destination);
	struct stat st = {0};
	int rc;

	/* Any other error says nothing of what the image has there. */
	if (place < 0 && place != -ENOENT && place != -ENOTDIR &&
		place != -ELOOP) {
		errno = -place;
		return failed("look at %s in the image", v->destination);
	}
	rc = wanted(in, place, &st);
	if (rc < 0)
		return rc;
	if (fchmod(dir, 0) < 0)
		return errno == EPERM || errno == EROFS
			       ? 0
			       : failed("volume %s", v->source);
	if (v->copy && place >= 0)
		rc = copyup_tree(place, dir);
	if (rc < 0)
		return rc;
	/* The content must be on the disk before the mode says so. */
	if (v->copy && !v->anonymous && place >= 0 && syncfs(dir) < 0)
		return failed("volume %s", v->source);
	if (v->owned)
		st.st_uid = now->st_uid, st.st_gid = now->st_gid;
	if (fchown(dir, st.st_uid, st.st_gid) < 0 ||
		fchmod(dir, st.st_mode & PERMISSIONS) < 0)
		return failed("volume %s", v->source);
	return 0;
}

/* Opens the volume at the place where it was bound. */
static int open_source(
	const struct spec_input *in, const struct unit_volume *v, int flags)
{
	char path[PATH_MAX];
	int rc = spec_mounts_source(in, v, path);

	return rc < 0 ? rc : open(path, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Fills the volume if it is new; a lock keeps out others that share it. */
static int finish(const struct spec_input *in, const struct unit_volume *v)
{
	autofd int dir = open_source(in, v, O_RDONLY | O_DIRECTORY);
	struct statfs fs;
	struct stat st;

	if (dir < 0 || fstat(dir, &st) < 0 || fstatfs(dir, &fs) < 0)
		return failed("volume %s", v->source);
	if (fs.f_flags & ST_RDONLY)
		return 0;
	autofd int held = lock_hold(st.st_ino);
	if (held < 0)
		return held;
	if (fstat(dir, &st) < 0) /* another unit may have filled it by now */
		return failed("volume %s", v->source);
	return (st.st_mode & PERMISSIONS) == 0 || (v->store && is_empty(dir))
		       ? fill(in, v, dir, &st)
		       : 0;
}

/*
 * Opens the source once and binds it to a place that no container can change.
 * The mount of a .volume unit needs no check: only tcr reaches it.  The folder
 * of the control socket is refused to all but a unit with Control=full.
 */
static int bind_source(const struct spec_input *in, const struct unit_volume *v)
{
	autofd int fd =
		v->named ? source_folder(in->conf, "volume", v->source, 0)
			 : source_open(in->conf, "volume", v->source);
	char place[PATH_MAX];
	int rc = fd < 0 ? fd : spec_mounts_source(in, v, place);

	if (rc == 0 && (v->named || !v->store) && v->by != BY_CONTROL)
		rc = source_check(
			fd, "volume", v->source, !volume_is_writable(v));
	return rc < 0 ? rc : source_bind(fd, true, place);
}

/*
 * Volume=...:O: makes the directories for what is written, with owner and mode
 * of the source.
 */
static int make_overlay(const struct spec_input *in, size_t i)
{
	const struct unit_volume *v = &in->unit->conf.volumes[i];
	char path[PATH_MAX];
	struct stat st;
	autofd int fd = open_source(in, v, O_PATH);

	if (fd < 0 || fstat(fd, &st) < 0)
		return failed("volume %s", v->source);
	for (int work = 0; work < 2; work++) {
		if (fmt_print(path, sizeof(path), "%s/rw/volume-%zu/%s",
			    in->unit_dir, i, work ? "work" : "upper") < 0 ||
			io_mkdirs(path, 0755) < 0 ||
			chown(path, st.st_uid, st.st_gid) < 0 ||
			chmod(path, st.st_mode & PERMISSIONS) < 0)
			return failed("volume %s", v->source);
	}
	return 0;
}

/* Whom a volume is given to; files on other file systems are left alone. */
struct gift {
	struct passwd_user to;
	dev_t device;
};

/* Gives one file; name "": dir itself.  Returns 1 for a directory, or 0. */
static int give_one(int dir, const char *name, const struct gift *gift)
{
	int flags = AT_SYMLINK_NOFOLLOW | (*name ? 0 : AT_EMPTY_PATH);
	struct stat st;

	if (fstatat(dir, name, &st, flags) < 0)
		return -errno;
	if (st.st_dev != gift->device)
		return 0;
	if ((st.st_uid != gift->to.uid || st.st_gid != gift->to.gid) &&
		fchownat(dir, name, gift->to.uid, gift->to.gid, flags) < 0)
		return -errno;
	return S_ISDIR(st.st_mode);
}

static int give(struct tree_level *at, const char *name, void *arg)
{
	int rc = give_one(dirfd(at->dir), name, arg);

	if (rc > 0)
		rc = tree_open(at, name, -1);
	if (rc >= 0 || rc == -ENOENT) /* the file was removed meanwhile */
		return rc > 0;
	errno = -rc;
	return failed("change owner of %s", name);
}

/* Volume=...:U: gives all files to the container's user. */
static int give_all(const struct spec_input *in, const struct unit_volume *v)
{
	autofd int top = open_source(in, v, O_PATH);
	struct gift gift;
	struct stat st = {0};
	int rc = spec_plan_user(in, &gift.to);

	if (rc < 0)
		return rc;
	rc = top < 0 || fstat(top, &st) < 0 ? -errno : 0;
	gift.device = st.st_dev;
	if (rc == 0)
		rc = give_one(top, "", &gift);
	if (rc < 0) {
		errno = -rc;
		return failed("change owner of volume %s", v->source);
	}
	return rc > 0 ? tree_walk(top, -1, give, &gift) : 0;
}

static int make(const struct spec_input *in, const struct unit_volume *v)
{
	int rc = volume_is_public(v) ? 0 : bind_source(in, v);

	if (rc == 0 && (v->named || v->store))
		rc = finish(in, v);
	if (rc == 0 && v->chown)
		rc = give_all(in, v);
	return rc;
}

int volume_binds_make(const struct spec_input *in)
{
	const struct unit_conf *c = &in->unit->conf;
	const struct anonymous *list = in->anonymous;
	int rc = c->volume_count ? source_room(in->sources) : 0;

	for (size_t i = 0; list && i < list->n && rc == 0; i++)
		rc = finish(in, &list->v[i]);
	for (size_t i = 0; i < c->volume_count && rc == 0; i++) {
		rc = make(in, &c->volumes[i]);
		if (rc == 0 && c->volumes[i].overlay)
			rc = make_overlay(in, i);
	}
	return rc;
}
