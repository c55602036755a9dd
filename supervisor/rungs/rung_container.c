/* SPDX-License-Identifier: MIT */
/*
 * Two rungs of a container: its image is mounted, its process runs.  Everything
 * here runs in a task, so it may block and fail.  Each up first removes what an
 * earlier run has left, so a restart needs no down.
 *
 * crun's own state is a folder under RUN/crun.  Once the cgroup is gone and
 * that folder is removed, crun has forgotten the container.  That saves the
 * `crun delete` (4 ms) at each restart and works with a crun that is broken.
 */
#include "supervisor/rungs/rung_container.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/lock.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/signals.h"
#include "supervisor/base/task.h"
#include "supervisor/logs/persist.h"
#include "supervisor/rungs/devtree.h"
#include "supervisor/rungs/idroot.h"
#include "supervisor/rungs/names.h"
#include "supervisor/rungs/rung.h"
#include "supervisor/rungs/schedule.h"
#include "supervisor/rungs/stdio.h"
#include "supervisor/rungs/volume_binds.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/spec/imagehealth.h"
#include "supervisor/spec/memory.h"
#include "supervisor/spec/namespaces.h"
#include "supervisor/spec/source.h"
#include "supervisor/spec/spec.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/spec_limits.h"
#include "supervisor/spec/spec_secrets.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/unit_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KILL_LIMIT_MS 5000

int rung_container_image(const struct rung_context *c, struct image_info *info)
{
	struct image_trust trust = c->conf->trust;
	char path[PATH_MAX];
	autofd int fd = image_open(c->unit->conf.image, paths_images(), &trust,
		path, sizeof(path));
	int rc = fd < 0 ? fd : image_info_read(fd, &trust, info);

	return rc < 0 ? rc : take_fd(&fd);
}

/* The file that keeps what the trailer of the mounted image says. */
static int kept_path(const struct rung_context *c, char path[PATH_MAX])
{
	return paths_unit(path, c->unit->name, "trailer");
}

/* Leaves for the status what is mounted: digest, version, and who signed it. */
static int note_image(
	const struct rung_context *c, const struct image_info *info)
{
	const char *version = image_label(info, IMAGE_VERSION);
	char path[PATH_MAX], text[IMAGE_ID_TEXT];
	int len = fmt_print(text, sizeof(text), "%s\n%.*s\n%s\n",
		info->digest ? info->digest : "",
		version ? (int)strcspn(version, "\n") : 0,
		version ? version : "", info->signed_by);
	int rc = paths_unit(path, c->unit->name, "image-id");

	if (len < 0) /* nobody needs a version of that length */
		len = fmt_print(
			text, sizeof(text), "\n\n%s\n", info->signed_by);
	return rc < 0 ? rc
		      : io_replace_file(
				AT_FDCWD, path, text, (size_t)len, 0600);
}

int rung_container_mount(const struct rung_context *c, int fd,
	const struct image_info *info, char dir[PATH_MAX], char base[PATH_MAX])
{
	autofd int held = lock_hold(LOCK_IMAGES);
	int rc = held < 0 ? held : paths_unit(dir, c->unit->name, "image");

	if (rc == 0)
		rc = paths_unit(base, c->unit->name, "base");
	if (rc == 0)
		rc = image_base_up(info, &c->conf->trust, paths_images(), base);
	return rc < 0 ? rc : image_up(fd, info, dir);
}

int rung_container_image_up(const void *arg)
{
	const struct rung_context *c = arg;
	char dir[PATH_MAX], base[PATH_MAX], kept[PATH_MAX];
	struct image_info info;
	int rc = kept_path(c, kept);

	if (rc < 0 || !c->unit->conf.image)
		return rc;
	autofd int fd = rung_container_image(c, &info);
	if (fd < 0)
		return fd;
	rc = rung_container_mount(c, fd, &info, dir, base);
	if (rc == 0)
		rc = image_keep(&info, kept);
	if (rc == 0)
		rc = note_image(c, &info);
	image_info_done(&info);
	return rc;
}

int rung_container_image_down(const void *arg)
{
	const struct rung_context *c = arg;
	char dir[PATH_MAX], kept[PATH_MAX];
	int rc = paths_unit(dir, c->unit->name, "image");

	if (rc == 0)
		rc = kept_path(c, kept);
	if (rc < 0)
		return rc;
	if (unlink(kept) < 0 && errno != ENOENT)
		return failed("remove %s", kept);
	rc = image_down(dir);
	if (rc == 0)
		rc = paths_unit(dir, c->unit->name, "base");
	return rc < 0 ? rc : image_down(dir);
}

/* Removes a folder of plain files: crun's state of one container. */
static void remove_folder(const char *path)
{
	DIR *d = opendir(path);

	if (!d)
		return;
	for (struct dirent *e = readdir(d); e; e = readdir(d))
		(void)unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	if (rmdir(path) < 0)
		(void)failed("remove %s", path);
}

/* Kills what runs in the container and removes its state. */
static int forget(const struct unit_file *unit)
{
	char path[PATH_MAX], id[UNIT_NAME_MAX + 1];
	int rc = cgroup_destroy(unit->name, KILL_LIMIT_MS);

	if (rc == 0)
		rc = anonymous_remove(unit);
	if (rc < 0)
		return rc;
	if (paths_crun_id(id, sizeof(id), unit->name) == 0 &&
		fmt_print(path, sizeof(path), "%s/crun/%s", paths_run(), id) >
			0)
		remove_folder(path);
	return 0;
}

/*
 * Sets path to the overlay's lower directory: the image's root, or Rootfs= by
 * way of *fd, which the caller closes.  Sets base to the root below it, or "".
 */
static int lower(const struct rung_context *c, char path[PATH_MAX],
	char base[PATH_MAX], int *fd)
{
	const struct unit_file *unit = c->unit;
	char dir[PATH_MAX];
	int rc;

	base[0] = 0;
	if (unit->conf.rootfs) {
		*fd = source_open(
			c->conf, "root file system", unit->conf.rootfs);
		(void)fmt_print(path, PATH_MAX, "/proc/self/fd/%d", *fd);
		return *fd < 0 ? *fd
			       : source_check(*fd, "root file system",
					 unit->conf.rootfs, true);
	}
	rc = paths_unit(dir, unit->name, "image");
	if (rc < 0)
		return rc;
	image_root_of(dir, path);
	rc = paths_unit(dir, unit->name, "base");
	if (rc == 0)
		image_root_of(dir, base);
	return rc;
}

/* Reads the settings of the image that is mounted. */
static int settings_of(const struct rung_context *c, struct image_info *info)
{
	char kept[PATH_MAX];
	int rc = kept_path(c, kept);
	int fd;

	if (rc == 0)
		rc = image_kept(kept, info);
	if (rc != -ENOENT)
		return rc;
	/* A tcrd that did not keep them has mounted the image. */
	fd = rung_container_image(c, info);
	io_close(&fd);
	return fd < 0 ? fd : 0;
}

/* Leaves the stop signal for tcrd, as only this task reads the image. */
static int note_stop_signal(
	const struct unit_file *unit, const struct image_info *info, int dir)
{
	int number = unit->conf.stop_signal;
	char text[16];
	int len;

	if (number == 0 && info->stop_signal)
		number = signals_parse(info->stop_signal);
	len = fmt_print(text, sizeof(text), "%d", number > 0 ? number : 15);
	return io_replace_file(dir, "stop-signal", text, (size_t)len, 0600);
}

/* Makes anonymous volumes, and named ones that are not there yet. */
static int volumes_up(struct spec_input *in, struct anonymous *list)
{
	int rc = anonymous_plan(in->unit, in->image, false, list);

	in->anonymous = list;
	if (rc == 0)
		rc = anonymous_make(in->unit, list);
	return rc < 0 ? rc : volume_binds_make(in);
}

/* Makes all that config.json names, and that file; ns NULL: UserNS=host. */
static int prepare_in(const struct rung_context *c, int dir,
	const char *dir_path, const struct userns *ns)
{
	const struct unit_file *unit = c->unit;
	char low[PATH_MAX], base[PATH_MAX], rw[PATH_MAX], root[PATH_MAX];
	char group[PATH_MAX], sources[PATH_MAX];
	struct image_info info = {.uid = -1, .gid = -1};
	struct anonymous list = {.n = 0};
	struct namespaces_paths namespaces;
	struct spec_input in = {.unit = unit,
		.conf = c->conf,
		.image = &info,
		.root = root,
		.lower = low,
		.unit_dir = dir_path,
		.sources = unit->conf.volume_count ? sources : NULL,
		.cgroup = group,
		.seccomp_path = paths_seccomp(),
		.userns = ns,
		.cgroup_can = cgroup_can};
	autofd int rootfs = -1;
	int rc = lower(c, low, base, &rootfs);

	if (rc < 0 || (rc = paths_unit(rw, unit->name, "rw")) < 0 ||
		(rc = paths_unit(root, unit->name, "root")) < 0 ||
		(rc = paths_unit(sources, unit->name, "volumes")) < 0 ||
		(rc = cgroup_path(unit->name, group)) < 0 ||
		(rc = namespaces_plan(c->conf, &in, &namespaces)) < 0)
		return rc;
	rc = idroot_up(unit, ns, low, base, rw, root,
		memory_tmpfs(spec_limits_memory(&in)));
	if (rc == 0 && ns)
		rc = idroot_merge(unit, base, low);
	if (rc < 0)
		return rc;
	if (unit->conf.image && (rc = settings_of(c, &info)) < 0)
		return rc;
	rc = devtree_up(&in);
	if (rc == 0)
		rc = volumes_up(&in, &list);
	if (rc == 0)
		rc = spec_secrets_write(&in, dir);
	if (rc == 0)
		rc = names_files(c->conf, unit, in.network, dir);
	if (rc == 0)
		rc = note_stop_signal(unit, &info, dir);
	if (rc == 0)
		rc = imagehealth_save(unit, &info, dir);
	if (rc == 0 && ns && in.netns)
		rc = idroot_sysctls(&in);
	if (rc == 0)
		rc = spec_write(&in, dir);
	anonymous_done(&list);
	image_info_done(&info);
	return rc;
}

static int prepare(const struct rung_context *c, int dir, const char *dir_path)
{
	struct userns ns;
	int rc = userns_up(c->unit, &ns);

	if (rc < 0)
		return rc;
	rc = prepare_in(c, dir, dir_path, rc ? &ns : NULL);
	userns_done(&ns);
	return rc;
}

/* Executes `crun run`; returns only on failure. */
static int become_crun(const struct unit_file *unit, int dir, char *bundle)
{
	char state[PATH_MAX], pid[PATH_MAX], name[UNIT_NAME_MAX + 1];
	char log[] = "--log=/proc/self/fd/3", console[PATH_MAX];
	bool terminal = unit->conf.logs.attach == ATTACH_TERMINAL;
	char *argv[] = {(char[]){"crun"}, (char[]){"--root"}, state, log,
		(char[]){"run"}, (char[]){"--bundle"}, bundle,
		(char[]){"--pid-file"}, pid, (char[]){"--detach"},
		terminal ? console : name, terminal ? name : NULL, NULL};
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *env[] = {path, NULL};
	int rc = fmt_print(state, sizeof(state), "%s/crun", paths_run());

	if (rc < 0 || (rc = paths_unit(pid, unit->name, "pid")) < 0 ||
		(rc = fmt_print(console, sizeof(console),
			 "--console-socket=%s/console", bundle)) < 0 ||
		(rc = paths_crun_id(name, sizeof(name), unit->name)) < 0)
		return rc;
	if (unlink(pid) < 0 && errno != ENOENT)
		return failed("remove %s", pid);
	rc = stdio_redirect(&unit->conf, dir);
	if (rc < 0)
		return rc;
	rc = schedule_apply(&unit->conf);
	if (rc < 0)
		return rc;
	task_cloexec_from(STDIO_LOG_FD + 1);
	return schedule_exec(&unit->conf, pid, argv, env);
}

int rung_container_run_up(const void *arg)
{
	const struct rung_context *c = arg;
	char path[PATH_MAX];
	int rc = paths_unit(path, c->unit->name, "");

	if (rc < 0)
		return rc;
	path[strlen(path) - 1] = 0; /* without the final slash */
	autofd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return failed("open %s", path);
	rc = forget(c->unit);
	if (rc == 0)
		rc = prepare(c, dir, path);
	return rc < 0 ? rc : become_crun(c->unit, dir, path);
}

int rung_container_run_down(const void *arg)
{
	const struct rung_context *c = arg;
	char rw[PATH_MAX], root[PATH_MAX];
	int rc = forget(c->unit);

	if (rc == 0)
		rc = devtree_down(c->unit->name);
	if (rc < 0)
		return rc;
	rc = paths_unit(root, c->unit->name, "");
	autofd int dir = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (rc == 0 && dir >= 0)
		spec_secrets_remove(dir);
	persist_save(c->conf, c->unit);
	if ((rc = paths_unit(rw, c->unit->name, "rw")) < 0 ||
		(rc = paths_unit(root, c->unit->name, "root")) < 0)
		return rc;
	rc = image_root_down(rw, root);
	return rc < 0 ? rc : idroot_down(c->unit->name);
}
