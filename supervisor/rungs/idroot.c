/* SPDX-License-Identifier: MIT */
/*
 * The root of a container with a user namespace.  If the kernel can map ids,
 * the image is mounted once more with the ids of the namespace, and the overlay
 * is put over that mount: inside, files have the owners of the image.  If it
 * cannot (squashfs before Linux 6.2), the image's files belong to nobody
 * inside; only the root directory and new files belong to the container.
 */
#include "supervisor/rungs/idroot.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/spec/spec_rights.h"
#include "supervisor/units/rights.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int idroot_down(const char *unit)
{
	static const char *const leaves[] = {"mapped", "mapped-base", "merged"};
	char dir[PATH_MAX];
	int rc = 0;

	for (int i = 0; i < 3 && rc == 0; i++) {
		rc = paths_unit(dir, unit, leaves[i]);
		if (rc == 0 && access(dir, F_OK) == 0)
			rc = image_down(dir);
	}
	return rc;
}

/*
 * Maps the ids of *tree into the unit's folder, under the name leaf, and sets
 * *tree to dir, where the mapped tree is.  Returns 1, or 0 if the kernel cannot
 * map them, or if there is no tree.
 */
static int map(const char *unit, const char *leaf, int userns,
	const char **tree, char dir[PATH_MAX])
{
	int rc = paths_unit(dir, unit, leaf);

	if (rc < 0 || !**tree)
		return rc;
	rc = image_idmap_up(*tree, dir, userns);
	if (rc < 0)
		return rc == -EINVAL ? 0 : rc;
	*tree = dir;
	return 1;
}

/*
 * crun sets the container up with the rights of the namespace's root, who must
 * be able to pass through the unit's folder and the one above.  The files in
 * them keep their own modes.
 */
static int let_through(const char *unit)
{
	char dir[PATH_MAX];
	int rc = paths_unit(dir, unit, ".");

	for (int up = 0; up < 2 && rc == 0; up++) {
		if (chmod(dir, 0711) < 0)
			return failed("mode of %s", dir);
		rc = paths_unit(dir, unit, "..");
	}
	return rc;
}

int idroot_up(const struct unit_file *unit, const struct userns *ns,
	const char *lower, const char *base, const char *rw, const char *root,
	uint64_t limit_bytes)
{
	char dir[PATH_MAX], below[PATH_MAX];
	uint32_t uid = userns_uid(ns, 0), gid = userns_gid(ns, 0);
	int rc = idroot_down(unit->name), mapped = 0;

	if (rc < 0 || (ns && (rc = let_through(unit->name)) < 0))
		return rc;
	if (ns) {
		mapped = map(unit->name, "mapped", ns->fd, &lower, dir);
		rc = mapped > 0 ? map(unit->name, "mapped-base", ns->fd, &base,
					  below)
				: mapped;
	}
	if (rc < 0)
		return rc;
	rc = image_root_up(lower, base, rw, root, limit_bytes,
		rights_of(unit->conf.rights)->new_privileges);
	if (rc < 0 || !ns || mapped)
		return rc;
	log_warn("this kernel cannot map ids of %s: the image's files belong "
		 "to nobody inside",
		lower);
	if (chown(root, uid, gid) < 0)
		return failed("owner of %s", root);
	return 0;
}

int idroot_merge(
	const struct unit_file *unit, const char *base, char lower[PATH_MAX])
{
	char dir[PATH_MAX];
	int rc = paths_unit(dir, unit->name, "merged");

	if (rc < 0 || !*base)
		return rc;
	rc = image_merged_up(lower, base, dir);
	if (rc == 0)
		memcpy(lower, dir, PATH_MAX);
	return rc;
}

static int write_sysctl(const char *pair)
{
	char path[PATH_MAX];
	size_t len = strcspn(pair, "=");
	int rc =
		fmt_print(path, sizeof(path), "/proc/sys/%.*s", (int)len, pair);

	if (rc < 0)
		return rc;
	for (char *dot = path + strlen("/proc/sys/"); *dot; dot++)
		if (*dot == '.')
			*dot = '/';
	rc = io_write_file(path, pair + len + 1);
	if (rc < 0) {
		errno = -rc;
		return failed("Sysctl=%s", pair);
	}
	return 0;
}

int idroot_sysctls(const struct spec_input *in)
{
	autofd int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	autofd int there = open(in->netns, O_RDONLY | O_CLOEXEC);
	struct arena arena = {0};
	struct strv list = {0};
	int rc;

	if (own < 0 || there < 0 || setns(there, CLONE_NEWNET) < 0)
		return failed("enter %s", in->netns);
	rc = spec_rights_network(in, &arena, &list);
	for (size_t i = 0; i < list.n && rc == 0; i++)
		rc = write_sysctl(list.v[i]);
	arena_done(&arena);
	if (setns(own, CLONE_NEWNET) < 0)
		return failed("leave %s", in->netns);
	return rc;
}
