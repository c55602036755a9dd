/* SPDX-License-Identifier: MIT */
/*
 * What loads but is hardly meant.  Only tcrctl verify looks for it: tcrd would
 * repeat it at each boot, to nobody who could change it.
 */
#include "supervisor/verify/doubts.h"

#include "init/fmt.h"
#include "supervisor/base/paths.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/template.h"
#include "supervisor/units/target.h"
#include "supervisor/units/text/words.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/inspect.h"
#include "supervisor/verify/problems.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ZONEINFO "/usr/share/zoneinfo"
#define BYTES    "0123456789"

/* Relations that start the other unit, and those that the other unit starts. */
#define BIT(r) (1U << RELATION_##r)
#define STARTS                                                                 \
	(BIT(REQUIRES) | BIT(WANTS) | BIT(BINDS_TO) | BIT(UPHOLDS) |           \
		BIT(ON_FAILURE) | BIT(ON_SUCCESS) | BIT(TRIGGERS))
#define STARTED (BIT(WANTED_BY) | BIT(REQUIRED_BY) | BIT(UPHELD_BY))

static const char *const here[] = {"", NULL};

/* Whether one of the roots has the path, or does not let this user look. */
static bool is_there(const char *const *roots, const char *path)
{
	char full[PATH_MAX];
	struct stat st;

	for (; *roots; roots++)
		if (fmt_print(full, sizeof(full), "%s%s", *roots, path) > 0 &&
			(lstat(full, &st) == 0 ||
				(errno != ENOENT && errno != ENOTDIR)))
			return true;
	return false;
}

/* The last assignment of the key with this text in its value; 0: none. */
static unsigned line_of(
	const struct draft *u, const char *key, const char *text)
{
	size_t at = u->report.place_count;

	while (at > 0 && (strcmp(u->lines[at - 1].key, key) != 0 ||
				 !strstr(u->lines[at - 1].value, text)))
		at--;
	return (unsigned)at;
}

/*
 * Environment=A=hello world sets A to hello, and asks for tcrd's own $world, as
 * Environment=A does for $A.
 */
static void check_words(struct draft *u, unsigned at)
{
	struct arena arena = {0};
	struct strv words = {0};
	const char *why;
	int rc = words_split(
		u->lines[at - 1].value, WORDS_ESCAPED, &arena, &words, &why);

	if (rc == 0 && words.n > 0 && !strchr(words.v[0], '='))
		report_warning(&u->report, at,
			"%s has no value here: it is tcrd's own, if tcrd has "
			"one (%s=VALUE)",
			words.v[0], words.v[0]);
	for (size_t i = 1; rc == 0 && i < words.n; i++)
		if (strchr(words.v[i - 1], '=') && !strchr(words.v[i], '=')) {
			report_warning(&u->report, at,
				"%s is a variable of its own (quote values "
				"with blanks: \"%s %s\")",
				words.v[i], words.v[i - 1], words.v[i]);
			break;
		}
	arena_done(&arena);
}

static void check_line(struct draft *u, unsigned at)
{
	const char *key = u->lines[at - 1].key;
	const char *value = u->lines[at - 1].value;
	size_t digits = strspn(value, BYTES);

	if (strcmp(key, "Environment") == 0)
		check_words(u, at);
	else if (strcmp(key, "Tmpfs") == 0 && strchr(value, ' '))
		report_warning(&u->report, at,
			"%s is one path (options follow a colon: "
			"/tmp:size=8m)",
			value);
	else if ((strncmp(key, "Memory", 6) == 0 ||
			 strcmp(key, "ShmSize") == 0 ||
			 strcmp(key, "SizeMax") == 0) &&
		 digits > 0 && digits < 6 && !value[digits] && *value != '0')
		report_warning(&u->report, at,
			"%s=%s is a number of bytes (%sM?)", key, value, value);
}

/* What is below these is made while the device runs. */
static bool is_made_later(const char *path)
{
	const char *const places[] = {"/run", "/dev", "/proc", "/sys", "/tmp",
		"/mnt", "/media", paths_data()};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (volume_is_under(path, places[i]))
			return true;
	return false;
}

static void check_sources(struct draft *u, const char *const *roots)
{
	const struct unit_conf *c = &u->unit.conf;

	for (size_t i = 0; i < c->volume_count; i++) {
		const struct unit_volume *v = &c->volumes[i];
		size_t len;
		const char *dir = draft_dir(u, v->at, &len);

		/* Beside the unit file it may be elsewhere on the device. */
		if (v->named || v->store || *v->source != '/' ||
			strncmp(v->source, dir, len) == 0 ||
			is_made_later(v->source) || is_there(roots, v->source))
			continue;
		report_warning(&u->report, v->at, "%s is not there", v->source);
	}
}

/* A firmware has few secrets: most come to the device later. */
static void check_secrets(struct draft *u, const struct inspect *how)
{
	const struct unit_conf *c = &u->unit.conf;
	char path[PATH_MAX];

	for (size_t i = 0; i < c->secret_count; i++) {
		const char *name = c->secrets[i].name;
		const char *const *dirs = paths_secrets();
		unsigned at = line_of(u, "Secret", name);
		bool found = false;

		for (; *dirs && !found; dirs++)
			found = fmt_print(path, sizeof(path), "%s/%s", *dirs,
					name) > 0 &&
				is_there(how->roots, path);
		if (!found)
			problems_report(
				how->abroad ? PROBLEMS_NOTE : PROBLEMS_WARNING,
				&u->report, at, "there is no secret %s", name);
	}
}

static void check_zone(struct draft *u, const char *const *roots)
{
	const char *zone = u->unit.conf.timezone;
	char path[PATH_MAX];

	if (!zone || strcmp(zone, "local") == 0 ||
		(!is_there(roots, ZONEINFO) && !is_there(here, ZONEINFO)) ||
		fmt_print(path, sizeof(path), ZONEINFO "/%s", zone) < 0)
		return;
	if (!is_there(roots, path) && !is_there(here, path))
		report_warning(&u->report,
			keys_last(u, SECTION_CONTAINER, "Timezone"),
			"%s is not there", path);
}

/* Marks the unit that a marked one starts by this dependency of unit self. */
static bool mark(const struct draft_dep *d, size_t self, bool *started)
{
	unsigned bit = 1U << d->relation;
	size_t on = (size_t)d->on;

	if (d->on < 0)
		return false;
	if (bit & STARTS && started[self] && !started[on])
		return started[on] = true;
	if (bit & STARTED && started[on] && !started[self])
		return started[self] = true;
	return false;
}

/* Marks the units that the boot starts, or one of those, be it later. */
static void mark_started(const struct draft *files, size_t count, bool *started)
{
	bool more = true;

	for (size_t i = 0; i < count; i++)
		started[i] = files[i].unit.conf.wanted;
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t j = 0; j < files[i].dep_count; j++)
				more |= mark(&files[i].deps[j], i, started);
	}
}

static void report_not_started(struct draft *u)
{
	enum unit_kind kind = u->unit.kind;
	bool critical = u->unit.conf.goals.critical;
	unsigned at = critical ? keys_last(u, SECTION_X_TCR, "Critical") : 0;

	if (critical || kind == UNIT_CONTAINER || kind == UNIT_POD ||
		kind == UNIT_TIMER)
		problems_report(critical ? PROBLEMS_WARNING : PROBLEMS_NOTE,
			&u->report, at,
			"%snothing starts it (WantedBy=" TARGET_BOOT ")",
			critical ? "Critical=yes has no effect: " : "");
}

/*
 * Whether the container may reach outside, and starts without waiting for a
 * default route: Quadlet makes every unit wait, tcr those that say so.
 */
static bool is_early(const struct draft *u)
{
	const struct unit_conf *c = &u->unit.conf;

	if (u->unit.kind != UNIT_CONTAINER ||
		(c->network != NETWORK_BRIDGE && c->network != NETWORK_HOST))
		return false;
	for (size_t i = 0; i < u->dep_count; i++)
		if (u->deps[i].relation == RELATION_AFTER && u->deps[i].name &&
			strcmp(u->deps[i].name, TARGET_ONLINE) == 0)
			return false;
	return true;
}

static void note_early(const struct draft *files, size_t count)
{
	const struct draft *uplink = NULL;
	size_t early = 0;

	for (size_t i = 0; i < count; i++) {
		if (files[i].unit.kind == UNIT_UPLINK)
			uplink = &files[i];
		early += is_early(&files[i]);
	}
	if (uplink && early > 0)
		problems_report(PROBLEMS_NOTE, &uplink->report, 0,
			"containers that do not wait for a route: %zu "
			"(After=" TARGET_ONLINE ")",
			early);
}

void doubts_units(struct draft *files, size_t count, const struct inspect *how)
{
	bool *started = how->all ? calloc(count + 1, sizeof(*started)) : NULL;

	if (started) {
		note_early(files, count);
		mark_started(files, count, started);
	}
	for (size_t i = 0; i < count; i++) {
		struct draft *u = &files[i];

		if (u->unit.masked)
			continue;
		for (unsigned at = 1; at <= u->report.place_count; at++)
			check_line(u, at);
		if (u->report.failed)
			continue;
		if (started && !started[i])
			report_not_started(u);
		if (u->unit.kind != UNIT_CONTAINER)
			continue;
		check_zone(u, how->roots);
		if (*how->roots) {
			check_sources(u, how->roots);
			check_secrets(u, how);
		}
	}
	free(started);
}

/* Whether a unit can have the drop-in directory `name`, "web.container.d". */
static bool has_unit(const struct scan *scan, const char *name, size_t stem)
{
	char unit[NAME_MAX + 1];
	size_t len = strlen(name) - 2 - stem; /* of ".container" */

	(void)fmt_print(unit, sizeof(unit), "%.*s", (int)(stem + len), name);
	if (scan_find(scan, unit) || template_of(scan, unit))
		return true;
	for (size_t i = 0; unit[stem - 1] == '-' && i < scan->count; i++) {
		const char *other = scan->entries[i].name;
		size_t n = strlen(other);

		if (strncmp(other, unit, stem) == 0 && n > stem + len &&
			strcmp(other + n - len, unit + stem) == 0)
			return true;
	}
	return false;
}

static void check_leaves(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *e;

	while (dir && (e = readdir(dir))) {
		size_t n = strlen(e->d_name);

		if (e->d_name[0] != '.' &&
			(n < 6 || strcmp(e->d_name + n - 5, ".conf") != 0))
			problems_add(PROBLEMS_WARNING, path,
				"%s is not read (its name has no .conf)",
				e->d_name);
	}
	if (dir)
		closedir(dir);
}

void doubts_dropins(const struct scan *scan, const char *const *dirs)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < scan->count; i++) {
		const struct scan_entry *e = &scan->entries[i];
		enum unit_kind kind;
		size_t stem = 0;

		if (scan_type(e->name, &kind, &stem) != SCAN_DROPIN)
			continue;
		if (stem > 0 && !has_unit(scan, e->name, stem) &&
			fmt_print(path, sizeof(path), "%s/%s", e->dir,
				e->name) > 0)
			problems_add(PROBLEMS_WARNING, path, "adds to no unit");
		for (size_t j = 0; dirs[j]; j++)
			if (fmt_print(path, sizeof(path), "%s/%s", dirs[j],
				    e->name) > 0)
				check_leaves(path);
	}
}
