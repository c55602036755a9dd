/* SPDX-License-Identifier: MIT */
/*
 * A container's /dev, made before crun runs.  Every node in it is the
 * container's own inode, so nobody outside is concerned when the container
 * changes its owner or mode.  crun would bind the device's own nodes into a
 * user namespace and give the device's /dev/null, as standard input, to the
 * container's user.
 *
 * /dev is the only place of a container where a device node works: all else
 * that is mounted has nodev (spec_mounts.c).  So each node that a container
 * gets without asking has a reason:
 *
 * null, zero, full	keep nothing and have no ioctl
 * random, urandom	what is written to them counts as no entropy; ioctls
 *			that change the pool need CAP_SYS_ADMIN of the device
 * tty			the terminal that controls the process; crun starts it
 *			in a session without one, so it can only be a terminal
 *			that the container has opened itself
 * ptmx, pts		the container's own devpts, which has no terminals of
 *			others
 *
 * These are not there: console (a program could read what is typed at the
 * device, and type there with TIOCSTI), tty0 and other screen consoles, kmsg,
 * mem, port, rtc, fuse, kvm, net/tun.  AddDevice= brings those that a unit
 * needs.
 */
#include "supervisor/rungs/devtree.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"
#include "supervisor/rungs/devowner.h"
#include "supervisor/spec/spec_devices.h"
#include "supervisor/spec/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* Little room: the container may add files of its own. */
#define TREE_OPTIONS "mode=755,size=64k,nr_inodes=2048"

static const struct {
	const char *name;
	unsigned major, minor;
} nodes[] = {
	{"null", 1, 3},
	{"zero", 1, 5},
	{"full", 1, 7},
	{"random", 1, 8},
	{"urandom", 1, 9},
	{"tty", 5, 0},
};

static const struct {
	const char *name, *target;
} links[] = {
	{"fd", "/proc/self/fd"},
	{"stdin", "/proc/self/fd/0"},
	{"stdout", "/proc/self/fd/1"},
	{"stderr", "/proc/self/fd/2"},
	{"ptmx", "pts/ptmx"},
};

/* Mount points: crun could not make them in a read-only /dev. */
static const char *const folders[] = {"pts", "shm", "mqueue"};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Sets the owner of a node or folder, in ids of the device; -1: as it is. */
static int own(int dir, const char *name, uint32_t uid, uint32_t gid)
{
	if (fchownat(dir, name, uid, gid, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	return failed("owner of /dev/%s", name);
}

static int make_folder(const struct spec_input *in, int dir, const char *name)
{
	if (mkdirat(dir, name, 0755) < 0 && errno != EEXIST)
		return failed("make /dev/%s", name);
	return own(dir, name, userns_uid(in->userns, 0),
		userns_gid(in->userns, 0));
}

/* Makes the folders above path, which has no "..". */
static int make_parents(const struct spec_input *in, int dir, const char *path)
{
	char parent[PATH_MAX];
	int rc = 0;

	for (const char *slash = strchr(path, '/'); slash && rc == 0;
		slash = strchr(slash + 1, '/')) {
		rc = fmt_print(parent, sizeof(parent), "%.*s",
			(int)(slash - path), path);
		if (rc >= 0)
			rc = make_folder(in, dir, parent);
	}
	return rc;
}

/* Makes a node unless there is one: the unit's devices come before usual ones.
 */
static int make_node(const struct spec_input *in, int dir, const char *name,
	const struct spec_device *device)
{
	if (mknodat(dir, name, device->mode, device->device) < 0)
		return errno == EEXIST ? 0 : failed("make /dev/%s", name);
	if (fchmodat(dir, name, device->mode & 0777, 0) < 0)
		return failed("mode of /dev/%s", name);
	return own(dir, name, userns_uid(in->userns, device->uid),
		userns_gid(in->userns, device->gid));
}

/* Makes the nodes of AddDevice=; all are below /dev/ (set_rights_device()). */
static int make_asked(const struct spec_input *in, int dir)
{
	const size_t skip = strlen("/dev/");
	struct spec_devices devices = {0};
	int rc = spec_devices_plan(in, &devices);

	for (size_t i = 0; i < devices.n && rc == 0; i++) {
		const char *path = devices.v[i].path;

		if (!path || strlen(path) <= skip)
			continue; /* a rule for crun, without a node */
		rc = devowner_set(in, &devices.v[i]);
		if (rc == 0)
			rc = make_parents(in, dir, path + skip);
		if (rc == 0)
			rc = make_node(in, dir, path + skip, &devices.v[i]);
	}
	spec_devices_done(&devices);
	return rc;
}

static int fill(const struct spec_input *in, int dir)
{
	int rc = own(
		dir, ".", userns_uid(in->userns, 0), userns_gid(in->userns, 0));

	for (size_t i = 0; i < COUNT(folders) && rc == 0; i++)
		rc = make_folder(in, dir, folders[i]);
	for (size_t i = 0; i < COUNT(links) && rc == 0; i++)
		if (symlinkat(links[i].target, dir, links[i].name) < 0)
			rc = failed("make /dev/%s", links[i].name);
	/* Where crun mounts the container's own terminal. */
	if (rc == 0 && in->unit->conf.logs.attach == ATTACH_TERMINAL)
		rc = make_node(in, dir, "console",
			&(struct spec_device){.mode = S_IFREG | 0600});
	if (rc == 0)
		rc = make_asked(in, dir);
	for (size_t i = 0; i < COUNT(nodes) && rc == 0; i++) {
		const struct spec_device device = {.mode = S_IFCHR | 0666,
			.device = makedev(nodes[i].major, nodes[i].minor)};

		rc = make_node(in, dir, nodes[i].name, &device);
	}
	return rc;
}

static int take_away(const char *unit_dir)
{
	char path[PATH_MAX];
	int rc = fmt_print(path, sizeof(path), "%s/" SPEC_DEV, unit_dir);

	if (rc >= 0)
		rc = image_down(path);
	if (rc != -ENOTEMPTY)
		return rc;
	/*
	 * The folder itself is not empty: if tcrd was killed, its crun may live
	 * on for a moment and make mount points there after this has unmounted.
	 */
	autofd int dir = open(unit_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? failed("open %s", unit_dir)
		       : tree_remove(dir, SPEC_DEV);
}

int devtree_down(const char *unit)
{
	char dir[PATH_MAX];
	int rc = paths_unit(dir, unit, "");

	return rc < 0 ? rc : take_away(dir);
}

int devtree_up(const struct spec_input *in)
{
	char path[PATH_MAX];
	int rc = fmt_print(path, sizeof(path), "%s/" SPEC_DEV, in->unit_dir);

	if (rc >= 0)
		rc = take_away(in->unit_dir); /* the /dev of an earlier run */
	if (rc == 0 && mkdir(path, 0755) < 0)
		return failed("make %s", path);
	if (rc == 0 && mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NOEXEC,
			       TREE_OPTIONS) < 0)
		return failed("mount tmpfs at %s", path);
	if (rc < 0)
		return rc;
	autofd int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? failed("open %s", path) : fill(in, dir);
}
