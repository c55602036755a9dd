/* SPDX-License-Identifier: MIT */
/*
 * Named volumes are directories of ours, made when a container first wants
 * them.  One that belongs to root would shut out every server that is not, and
 * images are made for engines that take the owner from the image: so it is
 * taken from there, once; afterwards the directory is its user's.
 *
 * A directory is born without any permission and gets its own last.  So one
 * that has none was begun and not finished, by a crash or by another unit's
 * start at this moment, and is finished by whoever comes next.
 *
 * The root is an image's, so hostile: the place is resolved inside it, and only
 * looked at.
 */
#include "supervisor/voldir.h"

#include "init/io.h"
#include "init/log.h"
#include "supervisor/spec_plan.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PERMISSIONS 07777

/* Who owns the root's own directory there; 0, or -errno without a word. */
static int look(const char *root, const char *place, struct stat *st)
{
	struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
	autofd int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	autofd int at =
		(int)syscall(SYS_openat2, top, place, &how, sizeof(how));

	return at < 0 || fstat(at, st) < 0 ? -errno : 0;
}

static int finish(const struct spec_input *in, const struct unit_volume *v)
{
	struct passwd_user user;
	struct stat st;
	int rc = look(in->root, v->destination, &st);

	if (rc < 0) {
		rc = spec_plan_user(in, &user);
		if (rc < 0)
			return rc;
		st = (struct stat){.st_uid = user.uid,
			.st_gid = user.gid,
			.st_mode = 0755};
	}
	autofd int dir = open(
		v->source, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0 || fchown(dir, st.st_uid, st.st_gid) < 0 ||
		fchmod(dir, st.st_mode & PERMISSIONS) < 0)
		return failed("make volume %s", v->source);
	return 0;
}

static int make(const struct spec_input *in, const struct unit_volume *v)
{
	struct stat st;
	int rc = io_mkdirs(VOLUME_DIR, 0755);

	if (rc < 0 || (mkdir(v->source, 0) < 0 && errno != EEXIST) ||
		stat(v->source, &st) < 0)
		return failed("make volume %s", v->source);
	return (st.st_mode & PERMISSIONS) == 0 ? finish(in, v) : 0;
}

int voldir_make(const struct spec_input *in)
{
	const struct unit_conf *c = &in->unit->conf;
	int rc = 0;

	for (size_t i = 0; i < c->volume_count && rc == 0; i++)
		if (c->volumes[i].named)
			rc = make(in, &c->volumes[i]);
	return rc;
}
