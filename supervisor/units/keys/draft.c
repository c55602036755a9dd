/* SPDX-License-Identifier: MIT */
/* Drafts: functions for setters and checks. */
#include "supervisor/units/keys/draft.h"

#include "init/fmt.h"
#include "supervisor/units/text/value.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

const char *draft_relation_key(enum draft_relation relation)
{
	static const char *const names[] = {
		[RELATION_AFTER] = "After",
		[RELATION_BEFORE] = "Before",
		[RELATION_REQUIRES] = "Requires",
		[RELATION_WANTS] = "Wants",
		[RELATION_BINDS_TO] = "BindsTo",
		[RELATION_PART_OF] = "PartOf",
		[RELATION_REQUISITE] = "Requisite",
		[RELATION_UPHOLDS] = "Upholds",
		[RELATION_CONFLICTS] = "Conflicts",
		[RELATION_ON_FAILURE] = "OnFailure",
		[RELATION_ON_SUCCESS] = "OnSuccess",
		[RELATION_WANTED_BY] = "WantedBy",
		[RELATION_REQUIRED_BY] = "RequiredBy",
		[RELATION_UPHELD_BY] = "UpheldBy",
		[RELATION_TRIGGERS] = "Unit",
	};

	return names[relation];
}

const char *draft_dir(const struct draft *u, unsigned at, size_t *len)
{
	const char *path = at ? u->report.places[at - 1].path : u->report.path;
	const char *slash = strrchr(path, '/');

	*len = slash ? (size_t)(slash - path) : 0;
	return path;
}

bool draft_yields(const struct draft *u, const struct draft *to)
{
	return u->rank == to->rank ? u > to : u->rank > to->rank;
}

void draft_point(struct draft *u, unsigned at, const char *word)
{
	const char *value = at ? u->lines[at - 1].value : "";
	size_t len = strlen(word);

	/* A word written with quotes, specifiers or variables is not found. */
	for (const char *p = value; len > 0 && (p = strstr(p, word)); p++)
		if ((p == value || p[-1] == ' ' || p[-1] == '\t') &&
			(!p[len] || p[len] == ' ' || p[len] == '\t')) {
			u->report.offset = (unsigned)(p - value);
			break;
		}
	if (at && u->report.offset >= u->report.places[at - 1].value_len)
		u->report.offset = 0;
}

int draft_refuse(struct draft *u, const char *why)
{
	u->why = why;
	return -EINVAL;
}

static int make_dep(struct draft *u, const struct draft_dep *dep)
{
	struct draft_dep *grown =
		arena_grow(&u->arena, u->deps, u->dep_count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	u->deps = grown;
	u->deps[u->dep_count++] = *dep;
	return 0;
}

int draft_complete(struct draft *u, char **name, unsigned at)
{
	const char *instance = strchr(u->stem, '@');
	char *place = strstr(*name, "@.");
	char text[NAME_MAX + 1];

	if (!place)
		return 0;
	if (!instance ||
		fmt_print(text, sizeof(text), "%.*s%s%s", (int)(place - *name),
			*name, instance, place + 1) < 0) {
		report_error(&u->report, at,
			"%.80s is a template, and this unit is not an instance",
			*name);
		return 1;
	}
	return arena_set(&u->unit.arena, name, text);
}

int draft_imply_dep(struct draft *u, enum draft_relation relation, size_t on)
{
	const struct draft_dep dep = {.relation = relation, .on = (int)on};

	return make_dep(u, &dep);
}

int draft_add_dep(struct draft *u, enum draft_relation relation,
	const char *name, unsigned at)
{
	struct draft_dep dep = {.relation = relation, .at = at, .on = -1};

	if (!value_is_word(name, strlen(name), ":_.-@\\"))
		return draft_refuse(u, "not the name of a unit");
	if (u->dep_count == DRAFT_DEPS_MAX)
		return draft_refuse(u, "too many dependencies");
	if (arena_set(&u->arena, &dep.name, name) < 0)
		return -ENOMEM;
	return make_dep(u, &dep);
}

void draft_done(struct draft *u)
{
	report_done(&u->report);
	arena_done(&u->arena);
	*u = (struct draft){.unit = u->unit};
}
