/* SPDX-License-Identifier: MIT */
/*
 * Rungs of .volume and .image units.  A volume is a directory that tcrd makes,
 * or a file system that is mounted in the unit's folder, from where containers
 * bind it.  So it is mounted once, however many containers share it, and
 * outlives them and a crash of tcrd.  When it is unmounted here, containers
 * that run keep it.  Nothing on it is ever deleted.
 */
#include "supervisor/rungs/rung_volume.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/lock.h"
#include "supervisor/base/machine.h"
#include "supervisor/base/mounted.h"
#include "supervisor/base/passwd.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/quota.h"
#include "supervisor/rungs/idroot.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/rungs/rung_container.h"
#include "supervisor/spec/memory.h"
#include "supervisor/spec/source.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define OWN_FLAGS (MS_RDONLY | MS_NOEXEC | MS_NOSUID | MS_NODEV | MS_NOATIME)

/* Adds option=ID for User= or Group=; names are looked up on the device. */
static int add_id(char data[STORE_DATA_MAX], const char *option,
	const char *user, const char *group)
{
	struct passwd_user found = {0};
	size_t at = strlen(data);
	int rc;

	if (!user && !group)
		return 0;
	rc = passwd_find("/", user ? user : "0", group, &found);
	if (rc < 0)
		return rc;
	return fmt_print(data + at, STORE_DATA_MAX - at, "%s%s=%u",
		at ? "," : "", option, user ? found.uid : found.gid);
}

/* Puts a size limit, a limit of files and root's mode before the options. */
static int add_memory(char data[STORE_DATA_MAX], uint64_t size_max)
{
	char text[STORE_DATA_MAX];
	unsigned long long bytes =
		size_max ? size_max : memory_tmpfs(memory_container());
	int rc = fmt_print(text, sizeof(text),
		"size=%llu,nr_inodes=65536,mode=755%s%s", bytes,
		*data ? "," : "", data);

	if (rc < 0)
		return rc;
	/* Of an option that is there twice the last one holds: SizeMax= here,
	 * the unit's Options= otherwise. */
	rc = fmt_print(data, STORE_DATA_MAX, "%s", text);
	if (rc > 0 && size_max)
		rc = fmt_print(data + rc, STORE_DATA_MAX - (size_t)rc,
			",size=%llu", bytes);
	return rc;
}

static int options_of(const struct unit_store *s, unsigned long *flags,
	char data[STORE_DATA_MAX])
{
	const char *why;
	int rc = store_options(s->options ? s->options : "", flags, data, &why);

	/* For a bind mount set_owner() handles User= and Group=. */
	if (rc == 0 && s->type && strcmp(s->type, "bind") != 0) {
		rc = add_id(data, "uid", s->user, NULL);
		if (rc >= 0)
			rc = add_id(data, "gid", NULL, s->group);
	}
	if (rc >= 0 && store_is_memory(s))
		rc = add_memory(data, s->size_max);
	return rc < 0 ? rc : 0;
}

static int bind_at(int fd, const char *dir, unsigned long flags)
{
	int rc = source_bind(fd, flags & MS_REC, dir);

	if (rc < 0 ||
		mount(NULL, dir, NULL,
			MS_BIND | MS_REMOUNT | (flags & OWN_FLAGS), NULL) == 0)
		return rc;
	rc = failed("bind to %s", dir);
	(void)umount2(dir, MNT_DETACH | UMOUNT_NOFOLLOW);
	return rc;
}

/* Mounts a Device= that is a directory. */
static int bind_device(
	const struct rung_context *c, const char *dir, unsigned long flags)
{
	const char *device = c->unit->conf.store.device;
	autofd int fd = source_open(c->conf, "volume", device);
	struct stat st;
	int rc = fd < 0 ? fd : source_check(fd, "volume", device, false);

	if (rc == 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode)) {
		log_err("%s: a block device needs Type=", device);
		rc = -EINVAL;
	}
	return rc < 0 ? rc : bind_at(fd, dir, flags);
}

/* Logs why a mount failed; the kernel often only says "Invalid argument". */
static int explain(const struct unit_store *s, const char *type)
{
	int error = errno;

	if (error == ENODEV)
		log_err("mount %s: this kernel has no %s", s->device, type);
	else if (error == EINVAL)
		log_err("mount %s: it is no %s, or damaged, or %s does not "
			"know an option",
			s->device, type, type);
	else
		return failed("mount %s", s->device ? s->device : type);
	return -error;
}

static int mount_store(const struct rung_context *c, const char *dir)
{
	const struct unit_store *s = &c->unit->conf.store;
	const char *type = s->type ? s->type : s->boot ? "tmpfs" : "bind";
	char data[STORE_DATA_MAX];
	unsigned long flags;
	int rc = options_of(s, &flags, data);

	if (rc < 0)
		return rc;
	if (strcmp(type, "bind") == 0)
		return bind_device(c, dir, flags);
	if (mount(s->device ? s->device : type, dir, type,
		    flags & ~(unsigned long)(MS_BIND | MS_REC), data) < 0)
		return explain(s, type);
	return 0;
}

/* Driver=image: mounts the image in the unit's folder and binds its root. */
static int mount_image(const struct rung_context *c, const char *dir)
{
	const struct unit_file *unit = c->unit;
	char beside[PATH_MAX], root[PATH_MAX], base[PATH_MAX], below[PATH_MAX];
	struct image_info info;
	autofd int fd = rung_container_image(c, &info);
	int rc;

	if (fd < 0)
		return fd;
	rc = rung_container_mount(c, fd, &info, beside, base);
	image_info_done(&info);
	if (rc < 0)
		return rc;
	image_root_of(beside, root);
	image_root_of(base, below);
	rc = idroot_merge(unit, below, root);
	if (rc < 0)
		return rc;
	autofd int at = open(root, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (at < 0)
		return failed("open %s", root);
	return bind_at(at, dir, MS_RDONLY | MS_NOSUID | MS_NODEV);
}

/* The owner that a volume is to get; -1: it keeps the one that it has. */
static int owner_of(const struct unit_store *s, uint32_t *uid, uint32_t *gid)
{
	struct passwd_user found = {0};
	bool directory = !s->device && !s->image;
	int rc = 0;

	*uid = s->uid_set ? s->uid : ~0U;
	*gid = s->gid_set ? s->gid : ~0U;
	if (directory && s->user) {
		rc = passwd_find("/", s->user, NULL, &found);
		*uid = found.uid;
	}
	if (rc == 0 && directory && s->group) {
		rc = passwd_find("/", "0", s->group, &found);
		*gid = found.gid;
	}
	return rc;
}

static int set_owner(const struct unit_store *s, const char *path, int dir)
{
	uint32_t uid, gid;
	int rc = owner_of(s, &uid, &gid);

	if (rc < 0 || (uid == ~0U && gid == ~0U))
		return rc;
	if (fchownat(dir, "", uid, gid, AT_EMPTY_PATH) < 0)
		return failed(
			"give volume %s to %d:%d", path, (int)uid, (int)gid);
	return 0;
}

/*
 * Sets SizeMax= of a directory, or takes away an earlier one.  A limit that
 * nothing enforces would be a promise that is not kept, so then the volume
 * fails.
 */
static int set_limit(const struct rung_context *c, const char *path, int dir)
{
	uint64_t used, limit, max = c->unit->conf.store.size_max;
	autofd int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -errno : quota_set(fd, max);

	if (rc == -EOPNOTSUPP || rc == -ENOTTY || rc == -ENOSYS) {
		log_err("SizeMax=: the file system of %s has no project quotas "
			"(mke2fs -O quota,project)",
			path);
		return rc;
	}
	if (rc < 0) {
		errno = -rc;
		return failed("limit %s (SizeMax=)", path);
	}
	if (max && quota_get(fd, &used, &limit) == 0 && used > limit)
		log_warn("%s: it holds more than its new SizeMax=", path);
	return 0;
}

/* Makes the directory, without permissions: volume_binds.c gives it its mode.
 */
static int make_directory(const struct rung_context *c, const char *path)
{
	autofd int dir = source_folder(c->conf, "volume", path, 0);

	int rc = dir < 0 ? dir : set_owner(&c->unit->conf.store, path, dir);

	return rc < 0 ? rc : set_limit(c, path, dir);
}

/* Mounts the volume at path, which is below RUN, where only tcr has access. */
static int mount_volume(const struct rung_context *c, const char *path)
{
	const struct unit_store *s = &c->unit->conf.store;
	int rc = s->image ? mount_image(c, path) : mount_store(c, path);
	autofd int dir = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (rc == 0 && dir < 0)
		rc = failed("open %s", path);
	return rc < 0 ? rc : set_owner(s, path, dir);
}

/* Sets size and options of a volume in memory, which keeps its content. */
static int change_memory(const struct unit_file *unit, const char *path)
{
	char data[STORE_DATA_MAX];
	unsigned long flags;
	int rc = options_of(&unit->conf.store, &flags, data);

	if (rc < 0 || mount(NULL, path, NULL, MS_REMOUNT | flags, data) == 0)
		return rc;
	if (errno != EINVAL)
		return failed("remount volume %s", unit->name);
	log_err("volume %s: it holds more than its new SizeMax=, or an option "
		"cannot be changed before the next boot",
		unit->name);
	return -EINVAL;
}

int rung_volume_up(const void *arg)
{
	const struct rung_context *c = arg;
	const struct unit_store *s = &c->unit->conf.store;
	char path[PATH_MAX];
	int rc = store_path(&c->unit->conf.store, c->unit->name, path);

	if (rc < 0)
		return rc;
	if (!store_is_mounted(s))
		return make_directory(c, path);
	if (mounted_at(path))
		return s->boot ? change_memory(c->unit, path) : 0;
	rc = io_mkdirs(path, 0755);
	if (rc < 0) {
		errno = -rc;
		return failed("make %s", path);
	}
	return mount_volume(c, path);
}

int rung_volume_down(const void *arg)
{
	static const char *const leaves[] = {
		"mount", "merged", "image", "base", "memory"};
	const struct rung_context *c = arg;
	/* Without its file a unit has no Persist=boot: all is unmounted. */
	size_t count = c->unit->conf.store.boot ? 4 : 5;
	char path[PATH_MAX];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		rc = paths_unit(path, c->unit->name, leaves[i]);
		if (rc == 0)
			rc = image_down(path);
	}
	return rc;
}

/*
 * Refuses an image for another architecture than the device's.  arch NULL: none
 * is named, so any is good.
 */
static int check_architecture(const char *image, const char *arch)
{
	struct utsname uts;
	const char *own;

	if (!arch || uname(&uts) < 0 || strcmp(arch, uts.machine) == 0)
		return 0;
	own = machine_oci(uts.machine);
	if (strcmp(arch, own) == 0)
		return 0;
	log_err("image %s: it is for %s, but the device is %s", image, arch,
		own);
	return -ENOEXEC;
}

int rung_volume_image_down(const void *arg)
{
	(void)arg;
	return 0;
}

int rung_volume_image_up(const void *arg)
{
	const struct rung_context *c = arg;
	const struct unit_conf *conf = &c->unit->conf;
	struct image_info info;
	int rc = check_architecture(conf->image, conf->store.arch);
	autofd int fd = rc < 0 ? rc : rung_container_image(c, &info);

	if (fd < 0)
		return fd;
	rc = check_architecture(conf->image, info.architecture);
	image_info_done(&info);
	return rc;
}
