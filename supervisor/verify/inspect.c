/* SPDX-License-Identifier: MIT */
/* The checks of `tcrctl verify` beyond those of loading units. */
#include "supervisor/verify/inspect.h"

#include "supervisor/spec/imagehealth.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/policy.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/offline.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void check_image(struct draft *u, const struct inspect *how)
{
	enum keys_section section = u->unit.kind == UNIT_IMAGE ? SECTION_IMAGE
				    : u->unit.kind == UNIT_VOLUME
					    ? SECTION_VOLUME
					    : SECTION_CONTAINER;
	const char *ref = u->unit.conf.image, *why = NULL, *lacks;
	const struct image_info *image = ref ? offline_image(ref, &why) : NULL;

	if (why)
		report_error(
			&u->report, keys_last(u, section, "Image"), "%s", why);
	if (image && how->arch && image->architecture &&
		strcmp(image->architecture, how->arch) != 0)
		report_error(&u->report, keys_last(u, section, "Image"),
			"image %s: is for %s, not for %s", ref,
			image->architecture, how->arch);
	if (image && *how->roots && image->key_id[0] && !image->signed_by[0])
		report_warning(&u->report, keys_last(u, section, "Image"),
			"image %s: signed by unknown key %s, which counts as "
			"not signed",
			ref, image->key_id);
	lacks = image ? imagehealth_lacks(&u->unit.conf.life, image) : NULL;
	if (lacks)
		report_error(&u->report, keys_last(u, section, lacks),
			"%s= needs HealthCmd=: the image has no HEALTHCHECK",
			lacks);
}

/* Reports a container whose config.json cannot be made. */
static void check_spec(struct draft *u)
{
	size_t len = strlen(u->unit.name);
	const char *why;

	if (offline_spec(NULL, &u->unit, &why))
		return;
	if (strncmp(why, u->unit.name, len) == 0 && why[len] == ':')
		why += len + 2;
	report_error(&u->report, 0, "%s", why);
}

static void check_restart(struct draft *u)
{
	const struct unit_conf *c = &u->unit.conf;

	if (c->wanted && !c->policy.oneshot &&
		c->policy.restart == RESTART_NO &&
		!keys_last(u, SECTION_SERVICE, "Restart"))
		report_warning(&u->report, 0,
			"starts at boot and stays down once it ends "
			"(Restart=always, or Restart=no to say so)");
}

void inspect_units(struct draft *files, size_t count, const struct inspect *how)
{
	for (size_t i = 0; i < count; i++) {
		struct draft *u = &files[i];

		bool container = u->unit.kind == UNIT_CONTAINER;

		if (u->unit.masked || (!container && !u->unit.conf.image))
			continue;
		if (container)
			check_restart(u);
		if (how->images && !u->report.failed)
			check_image(u, how);
		if (container && !u->report.failed)
			check_spec(u);
	}
}

static bool is_needed(const struct draft_dep *dep)
{
	return dep->on >= 0 && (dep->relation == RELATION_REQUIRES ||
				       dep->relation == RELATION_BINDS_TO ||
				       dep->relation == RELATION_REQUISITE);
}

/* A unit that u cannot do without and that will not be there; NULL: none. */
static const struct draft_dep *missing(
	const struct draft *u, const struct draft *files, const bool *held)
{
	for (size_t i = 0; i < u->dep_count; i++) {
		const struct draft_dep *dep = &u->deps[i];

		if (is_needed(dep) &&
			(files[dep->on].report.failed || held[dep->on]))
			return dep;
	}
	return NULL;
}

int inspect_held(struct draft *files, size_t count, struct arena *arena,
	struct strv *names)
{
	bool *held = calloc(count + 1, sizeof(*held)), more = held != NULL;
	int rc = held ? 0 : -ENOMEM;

	while (more && rc == 0) {
		more = false;
		for (size_t i = 0; i < count && rc == 0; i++) {
			struct draft *u = &files[i];
			const struct draft_dep *dep =
				u->report.failed || u->unit.masked || held[i]
					? NULL
					: missing(u, files, held);

			if (!dep)
				continue;
			held[i] = more = true;
			report_warning(&u->report, dep->at,
				"does not start: it needs %s, which %s",
				files[dep->on].unit.name,
				held[dep->on] ? "does not either"
					      : "is refused");
			rc = strv_add(arena, names, u->unit.name,
				strlen(u->unit.name));
		}
	}
	free(held);
	return rc;
}
