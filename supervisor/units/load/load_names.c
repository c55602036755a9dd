/* SPDX-License-Identifier: MIT */
/*
 * Finds the units that are meant by names which podman gives to networks,
 * volumes, pods and images.
 */
#include "supervisor/units/load/load_names.h"

#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/load/resolve.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>

/* Replaces a name in u, of a unit of that kind, by the unit's full name. */
static int link_name(const struct draft *files, size_t count, struct draft *u,
	char **name, enum unit_kind kind)
{
	int on = resolve_find(files, count, *name);
	char full[UNIT_NAME_MAX + 16];

	if (on < 0 || files[on].unit.kind != kind)
		return 0; /* resolve_names() reports it */
	unit_name_full(&files[on].unit, full, sizeof(full));
	return strcmp(full, *name) != 0 ? arena_set(&u->unit.arena, name, full)
					: 0;
}

static int link_networks(struct draft *files, size_t count, struct draft *u)
{
	struct unit_net *net = u->unit.conf.net;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < net->end_count; i++) {
		struct unit_end *e = &net->ends[i];

		rc = link_name(files, count, u, &e->network, UNIT_NETWORK);
		for (size_t j = 0; rc == 0 && j < i; j++)
			if (!strcmp(e->network, net->ends[j].network))
				report_error(&u->report, e->at,
					"it is in %s already", e->network);
	}
	if (rc == 0 && u->unit.conf.network == NETWORK_POD)
		rc = link_name(files, count, u, &net->join, UNIT_POD);
	if (rc == 0 && u->unit.conf.network == NETWORK_JOIN)
		rc = link_name(files, count, u, &net->join, UNIT_CONTAINER);
	return rc;
}

/* Requires the unit, and starts after it. */
static int require(struct draft *u, const struct unit_file *unit, unsigned at)
{
	int rc = draft_add_dep(u, RELATION_REQUIRES, unit->name, at);

	if (rc == 0)
		rc = draft_add_dep(u, RELATION_AFTER, unit->name, at);
	if (rc != -EINVAL)
		return rc;
	report_error(&u->report, at, "%s: %s", unit->name, u->why);
	return 0;
}

/* The volume unit that has the name of a directory of ours; NULL: none. */
static const struct unit_file *volume_of(
	const struct draft *files, size_t count, const struct unit_volume *v)
{
	const char *slash = strrchr(v->source, '/');
	char name[UNIT_NAME_MAX + 16];

	for (size_t i = 0; slash && i < count; i++) {
		const struct unit_file *unit = &files[i].unit;

		if (unit->kind != UNIT_VOLUME || unit->masked)
			continue;
		unit_name_podman(unit, name, sizeof(name));
		if (!strcmp(name, slash + 1))
			return unit;
	}
	return NULL;
}

static int link_volumes(struct draft *files, size_t count, struct draft *u)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < u->unit.conf.volume_count; i++) {
		struct unit_volume *v = &u->unit.conf.volumes[i];
		const struct unit_file *unit = NULL;

		if (v->named && !v->store && !v->anonymous)
			unit = volume_of(files, count, v);
		if (!unit)
			continue;
		v->store = true;
		rc = arena_set(&u->unit.arena, &v->source, unit->name);
		if (rc == 0)
			rc = require(u, unit, v->at);
	}
	return rc;
}

/* The image unit with that ImageTag= and the path of a file; NULL: none. */
static const struct unit_file *image_of(
	const struct draft *files, size_t count, const char *ref)
{
	for (size_t i = 0; i < count; i++) {
		const struct unit_conf *c = &files[i].unit.conf;

		if (files[i].unit.kind == UNIT_IMAGE && !files[i].unit.masked &&
			c->image && *c->image == '/' && c->store.tag &&
			!strcmp(c->store.tag, ref))
			return &files[i].unit;
	}
	return NULL;
}

static int link_image(struct draft *files, size_t count, struct draft *u)
{
	const struct unit_file *unit =
		image_of(files, count, u->unit.conf.image);
	int rc = unit ? arena_set(
				&u->unit.arena, &u->unit.conf.image, unit->name)
		      : 0;

	return unit && rc == 0
		       ? require(u, unit,
				 keys_last(u, SECTION_CONTAINER, "Image"))
		       : rc;
}

int load_names_link(struct draft *files, size_t count)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct draft *u = &files[i];

		if (u->report.failed)
			continue;
		if (u->unit.conf.net)
			rc = link_networks(files, count, u);
		if (rc == 0)
			rc = link_volumes(files, count, u);
		if (rc == 0 && u->unit.kind == UNIT_CONTAINER &&
			u->unit.conf.image)
			rc = link_image(files, count, u);
	}
	return rc;
}
