/* SPDX-License-Identifier: MIT */
/* Reads images and makes config.json without starting anything. */
#include "supervisor/verify/offline.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/spec/namespaces.h"
#include "supervisor/spec/spec.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/unit_file.h"

#include <stdlib.h>
#include <string.h>

#define WHY_MAX 512

/* An image that was read before, for all units that have it. */
struct seen {
	char *ref;
	char *why; /* why it cannot be read; NULL: it was read */
	struct image_info info;
};

static struct {
	const char *const *images;
	struct image_trust trust;
	bool abroad;
	struct seen *seen;
	size_t count;
	char text[SPEC_MAX];
	char why[WHY_MAX];
} self;

void offline_begin(const char *const *images, bool abroad)
{
	self.images = images;
	self.abroad = abroad;
}

void offline_trust(const struct image_trust *trust)
{
	self.trust = *trust;
}

static void keep_line(enum log_level level, const char *line, size_t len)
{
	if (level == LOG_LEVEL_ERR)
		(void)fmt_print(self.why, sizeof(self.why), "%.*s",
			(int)(len - 1), line);
}

static void capture(void)
{
	(void)fmt_print(self.why, sizeof(self.why), "out of memory");
	log_divert(keep_line);
}

/* Whether the base is there that the image needs; 0 or -errno. */
static int find_base(const struct image_info *info)
{
	char path[PATH_MAX];
	autofd int fd = -1;

	if (!info->base)
		return 0;
	fd = image_base_open(info, self.images, path);
	return fd < 0 ? fd : 0;
}

static char *read_image(const char *ref, struct image_info *info)
{
	char path[PATH_MAX];

	*info = (struct image_info){.uid = -1, .gid = -1};
	capture();
	autofd int fd =
		image_open(ref, self.images, &self.trust, path, sizeof(path));
	int rc = fd < 0        ? fd
		 : self.abroad ? image_info_peek(fd, &self.trust, info)
			       : image_info_read(fd, &self.trust, info);
	if (rc == 0)
		rc = find_base(info);
	log_divert(NULL);
	return rc < 0 ? strdup(self.why) : NULL;
}

static struct seen *find(const char *ref)
{
	struct seen *grown;

	for (size_t i = 0; i < self.count; i++)
		if (strcmp(self.seen[i].ref, ref) == 0)
			return &self.seen[i];
	grown = realloc(self.seen, (self.count + 1) * sizeof(*grown));
	if (!grown)
		return NULL;
	self.seen = grown;
	grown += self.count;
	grown->ref = strdup(ref);
	if (!grown->ref)
		return NULL;
	grown->why = read_image(ref, &grown->info);
	self.count++;
	return grown;
}

const struct image_info *offline_image(const char *ref, const char **why)
{
	bool known = self.images && !(self.abroad && *ref == '/');
	struct seen *seen = known ? find(ref) : NULL;

	*why = seen ? seen->why : known ? "out of memory" : NULL;
	return seen && !seen->why ? &seen->info : NULL;
}

/* In the place of cgroup_can(): this kernel may not be the device's. */
static bool can(const char *file)
{
	(void)file;
	return true;
}

static int make(const struct conf *conf, const struct spec_input *given)
{
	struct spec_input in = *given;
	const char *name = in.unit->name;
	char root[PATH_MAX], dir[PATH_MAX], group[PATH_MAX];
	struct namespaces_paths namespaces;
	struct anonymous list = {.n = 0};
	int rc;

	if ((rc = paths_unit(root, name, "root")) < 0 ||
		(rc = paths_unit(dir, name, "")) < 0 ||
		(rc = namespaces_plan(conf, &in, &namespaces)) < 0 ||
		(rc = cgroup_path(name, group)) < 0)
		return rc;
	dir[strlen(dir) - 1] = 0; /* removes the slash at the end */
	in.root = root;
	in.unit_dir = dir;
	in.cgroup = group;
	in.anonymous = &list;
	rc = anonymous_plan(in.unit, in.image, true, &list);
	if (rc == 0)
		rc = spec_text(&in, self.text, SPEC_MAX);
	anonymous_done(&list);
	return rc;
}

const char *offline_spec(
	const struct conf *conf, const struct unit_file *unit, const char **why)
{
	const struct image_info none = {.uid = -1, .gid = -1};
	struct userns ns;
	struct spec_input in = {
		.unit = unit, .cgroup_can = can, .offline = true};
	int rc;

	if (unit->conf.image)
		in.image = offline_image(unit->conf.image, why);
	in.image_unknown = unit->conf.image && !in.image;
	if (!in.image)
		in.image = &none;
	if (userns_plan(unit, true, &ns) > 0)
		in.userns = &ns;
	capture();
	rc = make(conf, &in);
	log_divert(NULL);
	*why = self.why;
	return rc < 0 ? NULL : self.text;
}
