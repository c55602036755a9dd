/* SPDX-License-Identifier: MIT */
/* A container's config.json without the container, see the header. */
#include "supervisor/offline.h"

#include "images/image.h"
#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/cgroup.h"
#include "supervisor/paths.h"
#include "supervisor/spec.h"

#include <errno.h>
#include <string.h>

static struct {
	char *why; /* of the one under way */
} self;

static void keep_line(enum log_level level, const char *line, size_t len)
{
	(void)level;
	if (self.why)
		(void)fmt_print(self.why, OFFLINE_WHY_MAX, "%.*s",
			(int)(len - 1), line);
}

/* 0: read; -errno: there is no such image, or it is broken. */
static int read_image(const struct unit_file *unit, const char *const *images,
	struct image_info *info)
{
	char path[PATH_MAX];

	if (!unit->conf.image)
		return 0;
	autofd int fd =
		image_open(unit->conf.image, images, path, sizeof(path));
	return fd < 0 ? fd : image_info_read(fd, info);
}

int offline_spec(struct offline *o, const struct unit_file *unit,
	const char *const *images)
{
	struct image_info info = {.uid = -1, .gid = -1};
	char root[PATH_MAX], dir[PATH_MAX], group[PATH_MAX], netns[PATH_MAX];
	struct spec_input in = {.unit = unit,
		.image = &info,
		.root = root,
		.unit_dir = dir,
		.cgroup = group,
		.limit_pids = true,
		.limit_memory = true,
		.offline = true};
	int rc;

	o->why[0] = 0;
	self.why = o->why;
	log_init(NULL, LOG_LEVEL_WARN);
	log_divert(keep_line);
	o->has_image = read_image(unit, images, &info) == 0;
	in.image_unknown = !o->has_image;
	if ((rc = paths_unit(root, unit->name, "root")) == 0 &&
		(rc = paths_unit(dir, unit->name, "")) == 0 &&
		(rc = paths_unit(netns, unit->name, "netns")) == 0)
		rc = cgroup_path(unit->name, group);
	if (rc == 0) {
		dir[strlen(dir) - 1] = 0; /* the slash */
		if (unit->conf.network == NETWORK_BRIDGE)
			in.netns = netns;
		rc = spec_text(&in, o->buf, SPEC_MAX);
	}
	image_info_done(&info);
	self.why = NULL;
	return rc;
}
