/* SPDX-License-Identifier: MIT */
/*
 * Targets.  As with systemd, a target is ordered after the units that it wants,
 * except those that wait for it.  This is done when all units are known.
 */
#include "supervisor/units/load/load_target.h"

#include "init/fmt.h"
#include "supervisor/units/target.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool has_uplink(const struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (files[i].unit.kind == UNIT_UPLINK)
			return true;
	return false;
}

/*
 * Whether a dependency on a target has an effect only if the target is a unit.
 * boot: the target is reached at boot; online: it waits for uplinks.
 */
static bool gives(const struct draft_dep *dep, bool boot, bool online)
{
	switch (dep->relation) {
	case RELATION_BEFORE:
	case RELATION_UPHELD_BY:
		return true;
	case RELATION_WANTED_BY:
	case RELATION_REQUIRED_BY:
		return !boot;
	case RELATION_AFTER:
	case RELATION_REQUIRES:
	case RELATION_WANTS:
	case RELATION_BINDS_TO:
	case RELATION_PART_OF:
	case RELATION_REQUISITE:
	case RELATION_UPHOLDS:
		return boot || online;
	case RELATION_CONFLICTS:
	case RELATION_ON_FAILURE:
	case RELATION_ON_SUCCESS:
	case RELATION_TRIGGERS:
		return false;
	}
	return false;
}

static bool is_needed(const struct draft *files, size_t count, const char *name)
{
	bool boot = strcmp(name, TARGET_BOOT) == 0;
	bool online =
		strcmp(name, TARGET_ONLINE) == 0 && has_uplink(files, count);

	if (!target_is_reached(name))
		return false;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < files[i].dep_count; j++) {
			const struct draft_dep *dep = &files[i].deps[j];
			const char *of = target_find(dep->name);

			if (of && strcmp(of, name) == 0 &&
				gives(dep, boot, online))
				return true;
		}
	return false;
}

size_t load_target_add(struct draft *files, size_t count)
{
	size_t all = count;

	for (size_t i = 0; i < TARGET_COUNT - 1; i++) {
		struct draft *u = &files[all];

		if (!is_needed(files, count, target_name(i)))
			continue;
		all++;
		u->unit.kind = UNIT_TARGET;
		u->unit.builtin = true;
		u->unit.conf.wanted = true;
		u->report.path = "built in";
		(void)fmt_print(u->unit.name, sizeof(u->unit.name), "%s",
			target_name(i));
	}
	return all;
}

/* Marks every unit that waits for the target, directly or through others. */
static void mark_waiting(
	const struct draft *files, size_t count, size_t target, bool *waits)
{
	bool more = true;

	memset(waits, 0, count * sizeof(*waits));
	waits[target] = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < files[i].dep_count; j++) {
				const struct draft_dep *d = &files[i].deps[j];
				bool before = d->relation == RELATION_BEFORE;
				size_t on = (size_t)d->on;

				if (d->on < 0 || d->relation > RELATION_BEFORE)
					continue;
				if (!waits[before ? i : on] ||
					waits[before ? on : i])
					continue;
				waits[before ? on : i] = true;
				more = true;
			}
	}
}

static bool wants(const struct draft *u, size_t target)
{
	for (size_t j = 0; j < u->dep_count; j++)
		if (u->deps[j].on == (int)target &&
			(u->deps[j].relation == RELATION_WANTED_BY ||
				u->deps[j].relation == RELATION_REQUIRED_BY ||
				u->deps[j].relation == RELATION_UPHELD_BY))
			return true;
	return false;
}

/* Whether the target starts the unit by a key of its own. */
static bool starts(const struct draft *target, size_t unit)
{
	for (size_t j = 0; j < target->dep_count; j++)
		if (target->deps[j].on == (int)unit &&
			(target->deps[j].relation == RELATION_WANTS ||
				target->deps[j].relation == RELATION_REQUIRES))
			return true;
	return false;
}

static bool makes(
	const struct draft *u, const struct draft *target, size_t index)
{
	const char *name = target->unit.name;

	if (u->unit.kind == UNIT_TARGET || u->report.failed)
		return false;
	if (strcmp(name, TARGET_ONLINE) == 0 && u->unit.kind == UNIT_UPLINK)
		return true;
	return wants(u, index) ||
	       (strcmp(name, TARGET_BOOT) == 0 && u->unit.conf.wanted);
}

static int complete(
	struct draft *files, size_t count, size_t target, bool *waits)
{
	int rc = 0;

	mark_waiting(files, count, target, waits);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (!waits[i] && (makes(&files[i], &files[target], target) ||
					 starts(&files[target], i)))
			rc = draft_imply_dep(&files[target], RELATION_AFTER, i);
	}
	return rc;
}

int load_target_complete(struct draft *files, size_t count)
{
	bool *waits = malloc(count * sizeof(*waits) + 1);
	int rc = waits ? 0 : -ENOMEM;

	/*
	 * multi-user.target comes last, as it sees the units that wait for
	 * others.
	 */
	for (int boot = 0; rc == 0 && boot <= 1; boot++)
		for (size_t i = 0; rc == 0 && i < count; i++)
			if (files[i].unit.kind == UNIT_TARGET &&
				(strcmp(files[i].unit.name, TARGET_BOOT) ==
					0) == boot)
				rc = complete(files, count, i, waits);
	free(waits);
	return rc;
}
