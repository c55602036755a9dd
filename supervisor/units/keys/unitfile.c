/* SPDX-License-Identifier: MIT */
/*
 * From the text of a unit's files to a unit.  All of it is read whatever is
 * wrong with it, so that all of it is told; nothing of a bad unit is used but
 * its name and description.
 *
 * First every assignment is kept as it is written, so that drop-ins are no more
 * than more of them; then the variables that $ can mean; then the rest.
 */
#include "supervisor/units/keys/unitfile.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/units/extras.h"
#include "supervisor/units/keys/check.h"
#include "supervisor/units/keys/set_timer.h"
#include "supervisor/units/text/env.h"
#include "supervisor/units/text/ini.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

/* A unit of nothing but problems is not read to its end: it may be large. */
#define PROBLEMS_MAX 100

static const char too_many[] =
	"too many problems or lines, the rest is not read";

/* What reading one file needs. */
struct reading {
	struct unitfile *u;
	const char *path;
};

const char *unitfile_relation_key(enum unitfile_relation relation)
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

const char *unitfile_dir(const struct unitfile *u, unsigned at, size_t *len)
{
	const char *path = at ? u->report.places[at - 1].path : u->report.path;
	const char *slash = strrchr(path, '/');

	*len = slash ? (size_t)(slash - path) : 0;
	return path;
}

static int take_section(void *data, const char *name, struct ini_place place)
{
	struct reading *r = data;
	struct unitfile *u = r->u;
	enum keys_section section = keys_section_find(name);
	static const char *const types = "Container Pod Network Volume Image "
					 "Build Kube Artifact Uplink Timer "
					 "Service "
					 "Install";
	struct nearest n = nearest_begin(name);
	const char *near;
	char text[128];

	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	if (keys_section_fits(u->unit.kind, section) || !strncmp(name, "X-", 2))
		return 0;
	nearest_try_words(&n, types);
	near = nearest_end(&n);
	if (near && !strcmp(near, name)) {
		(void)fmt_print(text, sizeof(text),
			"[%s] does not belong in this kind of file", name);
		report_line(&u->report, true, r->path, place.line,
			place.key_column, text);
		return 0;
	}
	nearest_try_words(&n, "Unit Quadlet");
	near = nearest_end(&n);
	(void)fmt_print(text, sizeof(text),
		"unknown section [%s], ignored%s%s%s", name,
		near ? " (did you mean [" : "", near ? near : "",
		near ? "]?)" : "");
	report_line(
		&u->report, false, r->path, place.line, place.key_column, text);
	return 0;
}

/* Room for one more assignment. */
static int grow(struct unitfile *u)
{
	size_t room = u->line_room ? u->line_room * 2 : 16;
	struct unitfile_line *lines;
	struct report_place *places;

	if (u->report.place_count < u->line_room)
		return 0;
	lines = realloc(u->lines, room * sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	u->lines = lines;
	places = realloc(u->report.places, room * sizeof(*places));
	if (!places)
		return -ENOMEM;
	u->report.places = places;
	u->line_room = room;
	return 0;
}

static int take_value(void *data, const char *section, const char *key,
	char *value, struct ini_place place)
{
	struct reading *r = data;
	struct unitfile *u = r->u;
	enum keys_section s = keys_section_find(section);
	size_t key_len = strlen(key), len = strlen(value);
	char *copy;

	if (u->report.problems >= PROBLEMS_MAX ||
		u->report.place_count == UNITFILE_LINES_MAX)
		return -E2BIG;
	/* Otherwise the section's header has been complained about. */
	if (!keys_section_fits(u->unit.kind, s))
		return 0;
	copy = grow(u) == 0 ? malloc(key_len + len + 2) : NULL;
	if (!copy)
		return -ENOMEM;
	memcpy(copy, key, key_len + 1);
	memcpy(copy + key_len + 1, value, len + 1);
	u->lines[u->report.place_count] = (struct unitfile_line){.section = s,
		.file = u->file_count,
		.key = copy,
		.value = copy + key_len + 1};
	u->report.places[u->report.place_count++] =
		(struct report_place){.path = r->path,
			.line = place.line,
			.key_column = place.key_column,
			.value_column = place.value_column,
			.key = copy};
	return 0;
}

static void take_problem(
	void *data, bool error, struct ini_place place, const char *text)
{
	struct reading *r = data;

	report_line(&r->u->report, error, r->path, place.line, place.key_column,
		text);
}

int unitfile_begin(struct unitfile *u, const char *stem, bool offline)
{
	const char *dot;

	if (!u->report.path)
		u->report.path = u->unit.path;
	dot = strrchr(u->report.path, '.');
	u->timeout_stop_ms = -1;
	u->timeout_start_ms = -1;
	u->limit_ms = -1;
	u->limit_burst = -1;
	u->last = calloc(keys_count(), sizeof(*u->last));
	u->stem = strdup(stem);
	u->report.stem = u->stem;
	u->names = (struct specifier_names){
		.name = u->stem, .suffix = dot ? dot : "", .offline = offline};
	return u->last && u->stem ? keys_defaults(u) : -ENOMEM;
}

int unitfile_add(struct unitfile *u, const char *path, char *text, size_t len)
{
	static const struct ini_events events = {
		.section = take_section,
		.value = take_value,
		.problem = take_problem,
	};
	struct reading r = {u, path};
	int rc = ini_read(text, len, &events, &r);

	u->file_count++;
	if (rc == -E2BIG)
		report_error(&u->report, 0, "%s", too_many);
	else if (rc < 0 && rc != -ENOMEM)
		report_error(&u->report, 0,
			"libinih does not do what it is known to do");
	return rc == -ENOMEM ? rc : 0;
}

static bool is_variable(const struct unitfile_line *line)
{
	return (line->section == SECTION_CONTAINER ||
		       line->section == SECTION_SERVICE) &&
	       (strcmp(line->key, "Environment") == 0 ||
		       strcmp(line->key, "EnvironmentFile") == 0);
}

static int assign(struct unitfile *u, unsigned at)
{
	if (u->report.problems >= PROBLEMS_MAX)
		return -E2BIG;
	return keys_assign(u, at);
}

int unitfile_end(struct unitfile *u)
{
	int rc = 0;

	for (int variables = 1; rc == 0 && variables >= 0; variables--)
		for (size_t i = 0; rc == 0 && i < u->report.place_count; i++)
			if (is_variable(&u->lines[i]) == variables)
				rc = assign(u, (unsigned)i + 1);
	if (rc == -E2BIG)
		report_error(&u->report, 0, "%s", too_many);
	else if (rc == 0)
		rc = check_unit(u);
	report_end(&u->report);
	return rc == -ENOMEM || u->report.no_memory ? -ENOMEM : 0;
}

bool unitfile_yields(const struct unitfile *u, const struct unitfile *to)
{
	return u->rank == to->rank ? u > to : u->rank > to->rank;
}

int unitfile_refuse(struct unitfile *u, const char *why)
{
	u->why = why;
	return -EINVAL;
}

static int make_dep(struct unitfile *u, const struct unitfile_dep *dep)
{
	struct unitfile_dep *grown =
		realloc(u->deps, (u->dep_count + 1) * sizeof(*grown));

	if (!grown) {
		free(dep->name);
		return -ENOMEM;
	}
	u->deps = grown;
	u->deps[u->dep_count++] = *dep;
	return 0;
}

int unitfile_imply_dep(
	struct unitfile *u, enum unitfile_relation relation, size_t on)
{
	const struct unitfile_dep dep = {.relation = relation, .on = (int)on};

	return make_dep(u, &dep);
}

int unitfile_add_dep(struct unitfile *u, enum unitfile_relation relation,
	const char *name, unsigned at)
{
	struct unitfile_dep dep = {.relation = relation, .at = at, .on = -1};

	if (!value_is_word(name, strlen(name), ":_.-@\\"))
		return unitfile_refuse(u, "no name of a unit");
	if (u->dep_count == UNITFILE_DEPS_MAX)
		return unitfile_refuse(u, "too many dependencies");
	dep.name = strdup(name);
	return dep.name ? make_dep(u, &dep) : -ENOMEM;
}

void unitfile_done(struct unitfile *u)
{
	for (size_t i = 0; i < u->dep_count; i++)
		free(u->deps[i].name);
	for (size_t i = 0; i < u->report.place_count; i++)
		free(u->lines[i].key);
	free(u->deps);
	free(u->lines);
	free(u->last);
	free(u->stem);
	free(u->port_ats);
	free(u->pod);
	free(u->lacking);
	strv_done(&u->variables);
	strv_done(&u->health.cmd);
	strv_done(&u->health.startup);
	extras_done(&u->extras);
	report_done(&u->report);
	u->deps = NULL;
	u->dep_count = 0;
	u->lines = NULL;
	u->line_room = 0;
	u->last = NULL;
	u->stem = NULL;
	u->port_ats = NULL;
	u->pod = u->lacking = NULL;
}

void unitfile_free_unit(struct unit_file *unit)
{
	struct unit_conf *conf = &unit->conf;

	free(unit->path);
	strv_done(&unit->dropins);
	free(unit->stale);
	free(unit->fallback);
	free(unit->outdated);
	free(unit->text);
	free(unit->bad);
	free(unit->edges);
	free(conf->description);
	strv_done(&conf->goals.aliases);
	for (size_t i = 0; i < conf->goals.condition_count; i++)
		free(conf->goals.conditions[i].value);
	free(conf->goals.conditions);
	free(conf->image);
	free(conf->rootfs);
	free(conf->user);
	free(conf->group);
	free(conf->working_dir);
	free(conf->hostname);
	strv_done(&conf->exec);
	strv_done(&conf->entrypoint);
	strv_done(&conf->environment);
	strv_done(&conf->environment_files);
	strv_done(&conf->variable_files);
	for (size_t i = 0; i < conf->volume_count; i++)
		volume_done(&conf->volumes[i]);
	for (size_t i = 0; i < conf->tmpfs_count; i++)
		volume_done_tmpfs(&conf->tmpfs[i]);
	free(conf->volumes);
	free(conf->tmpfs);
	for (size_t i = 0; i < conf->secret_count; i++)
		secret_done(&conf->secrets[i]);
	free(conf->secrets);
	free(conf->timezone);
	free(conf->logs.tag);
	free(conf->logs.tty);
	strv_done(&conf->labels);
	free(conf->ports);
	if (unit->kind == UNIT_VOLUME || unit->kind == UNIT_IMAGE)
		store_done(&conf->store);
	if (unit->kind == UNIT_TIMER)
		set_timer_done(&conf->timer);
	if (conf->life.health) {
		strv_done(&conf->life.health->cmd);
		strv_done(&conf->life.health->startup);
	}
	free(conf->life.health);
	free(conf->life.exits);
	strv_done(&conf->life.reload_cmd);
	free(conf->life.reboot_argument);
	if (conf->extras)
		extras_done(conf->extras);
	free(conf->extras);
	unit_net_done(conf->net);
	unit_bridge_done(conf->bridge);
	free(conf->pod);
	*unit = (struct unit_file){0};
}
