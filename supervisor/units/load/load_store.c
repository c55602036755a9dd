/* SPDX-License-Identifier: MIT */
/* Resolves names of .volume and .image units to paths and images. */
#include "supervisor/units/load/load_store.h"

#include "init/fmt.h"
#include "supervisor/units/load/resolve.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>

/* The good unit with that kind and name, or NULL. */
static const struct unit_file *find(const struct draft *files, size_t count,
	const char *name, enum unit_kind kind)
{
	int found = resolve_find(files, count, name);

	if (found < 0 || files[found].report.failed ||
		files[found].unit.kind != kind)
		return NULL;
	return &files[found].unit;
}

static int link_volume(struct draft *files, size_t count, struct draft *u,
	struct unit_volume *v)
{
	const struct unit_file *unit =
		find(files, count, v->source, UNIT_VOLUME);
	const struct unit_store *s;
	char path[PATH_MAX];

	if (!unit || store_path(&unit->conf.store, unit->name, path) < 0)
		return 0;
	s = &unit->conf.store;
	v->named = !store_is_mounted(s);
	v->copy = s->copy && !s->image;
	v->owned = s->uid_set || s->gid_set || s->user || s->group;
	return arena_set(&u->unit.arena, &v->source, path);
}

static int link_image(const struct draft *files, size_t count, struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	const char *dot = conf->image ? strrchr(conf->image, '.') : NULL;
	const struct unit_file *unit;

	if (!dot || *conf->image == '/' || strcmp(dot, ".image") != 0)
		return 0;
	unit = find(files, count, conf->image, UNIT_IMAGE);
	return unit ? arena_set(&u->unit.arena, &conf->image, unit->conf.image)
		    : 0;
}

int load_store_link(struct draft *files, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct unit_conf *conf = &files[i].unit.conf;

		if (files[i].report.failed)
			continue;
		for (size_t j = 0; rc == 0 && j < conf->volume_count; j++)
			if (conf->volumes[j].store)
				rc = link_volume(files, count, &files[i],
					&conf->volumes[j]);
		if (rc == 0)
			rc = link_image(files, count, &files[i]);
	}
	return rc;
}
