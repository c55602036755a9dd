/* SPDX-License-Identifier: MIT */
/* Checks the keys of [Volume] and [Image] against each other. */
#include "supervisor/units/keys/check_store.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/store.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>

static unsigned at_of(const struct draft *u, const char *key)
{
	return keys_last(u, SECTION_VOLUME, key);
}

static bool is_bind(const struct unit_store *s)
{
	return !s->type || !strcmp(s->type, "bind");
}

/* Refuses a key of [Volume] that has no meaning beside the others. */
static void refuse_key(struct draft *u, const char *key, const char *why)
{
	if (at_of(u, key))
		report_error(&u->report, at_of(u, key), "%s= %s", key, why);
}

static void check_image_driver(struct draft *u)
{
	static const char *const others[] = {"Device", "Type", "Options",
		"User", "Group", "UID", "GID", "SizeMax", "Persist"};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		refuse_key(u, others[i], "has no meaning with Driver=image");
	if (!u->unit.conf.image)
		report_error(&u->report, at_of(u, "Driver"),
			"Driver=image needs Image=");
}

static void check_device(struct draft *u)
{
	const struct unit_store *s = &u->unit.conf.store;
	const char *why;

	if (s->boot)
		refuse_key(u, "Device", "and Persist=boot exclude each other");
	if (*s->device != '/' && is_bind(s))
		report_error(&u->report, at_of(u, "Device"),
			"Device= is not an absolute path (other devices need "
			"Type=)");
	else if (is_bind(s) && volume_check_source(s->device, false, &why) < 0)
		report_error(&u->report, at_of(u, "Device"),
			"bad value Device=%.60s (%s)", s->device, why);
	if (is_bind(s)) {
		refuse_key(u, "User", "is for a file system without owners");
		refuse_key(u, "Group", "is for a file system without owners");
	}
}

/* Checks a volume without Device=: a directory, or memory. */
static void check_directory(struct draft *u)
{
	struct unit_store *s = &u->unit.conf.store;

	refuse_key(u, "Type", "needs Device=");
	refuse_key(u, "Options", "needs Device=");
	if (s->user && s->uid_set)
		refuse_key(u, "User", "and UID= are the same here");
	if (s->group && s->gid_set)
		refuse_key(u, "Group", "and GID= are the same here");
}

void check_store_volume(struct draft *u)
{
	struct unit_store *s = &u->unit.conf.store;
	int rc = 0;

	if (s->device && !s->type && !strcmp(s->device, "tmpfs"))
		rc = arena_set(&u->unit.arena, &s->type, "tmpfs");
	if (rc == 0 && !s->directory)
		rc = arena_set(&u->unit.arena, &s->directory, u->stem);
	u->report.no_memory |= rc < 0;
	if (s->image) {
		check_image_driver(u);
		return;
	}
	refuse_key(u, "Image", "needs Driver=image");
	if (s->device)
		check_device(u);
	else
		check_directory(u);
	if (s->size_max && s->device && !store_is_memory(s))
		refuse_key(u, "SizeMax",
			"limits a directory or memory; what Device= names has "
			"a size of its own");
}

void check_store_image(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;

	if (!conf->image && !u->report.failed) {
		report_error(&u->report, 0, "no Image= in [Image]");
	} else if (conf->image && conf->store.tag && *conf->image != '/') {
		u->report.no_memory |= arena_set(&u->unit.arena, &conf->image,
					       conf->store.tag) < 0;
	}
}

static int require(struct draft *u, char **name, unsigned at)
{
	int rc = draft_complete(u, name, at);

	if (rc == 0)
		rc = draft_add_dep(u, RELATION_REQUIRES, *name, at);
	if (rc == 0)
		rc = draft_add_dep(u, RELATION_AFTER, *name, at);
	if (rc != -EINVAL)
		return rc < 0 ? rc : 0;
	report_error(&u->report, at, "bad value %.80s (%s)", *name, u->why);
	return 0;
}

int check_store_uses(struct draft *u)
{
	struct unit_conf *conf = &u->unit.conf;
	const char *dot = conf->image ? strrchr(conf->image, '.') : NULL;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < conf->volume_count; i++)
		if (conf->volumes[i].store)
			rc = require(u, &conf->volumes[i].source,
				conf->volumes[i].at);
	if (rc == 0 && dot && *conf->image != '/' && !strcmp(dot, ".image"))
		rc = require(u, &conf->image,
			keys_last(u,
				u->unit.kind == UNIT_VOLUME ? SECTION_VOLUME
							    : SECTION_CONTAINER,
				"Image"));
	return rc;
}
