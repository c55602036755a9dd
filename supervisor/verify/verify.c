/* SPDX-License-Identifier: MIT */
/*
 * tcrctl verify: reports which units tcrd would refuse, and why.  The units are
 * loaded by the code that tcrd uses.  Nothing is changed, and tcrd is not
 * asked.
 */
#include "supervisor/verify/verify.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/load/template.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/verify/doubts.h"
#include "supervisor/verify/dump.h"
#include "supervisor/verify/inspect.h"
#include "supervisor/verify/kernel.h"
#include "supervisor/verify/offline.h"
#include "supervisor/verify/problems.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIRS_MAX  16
#define NAMED_MAX 20 /* refused units that the summary names */

static const struct scan_trust offline = {.offline = true};

static struct {
	char *dirs[DIRS_MAX + 1];
	size_t dir_count;
	char *keys[2 * DIRS_MAX + 1]; /* folders of keys of the roots */
	struct inspect how;
	bool strict, json, dump, system, verbose;
	bool alone;          /* a file was checked by itself */
	size_t units, good;  /* how many */
	struct arena arena;  /* of the lists */
	struct strv refused; /* names of units */
	struct strv held;    /* names of units that need a refused one */
	bool no_memory;
	struct settings settings; /* of tcr.conf, if it was read */
} self;

static int fail_usage(const char *what, const char *arg)
{
	(void)out_fail(EXITCODE_USAGE,
		"verify: %s%s (see 'tcrctl help verify')", what, arg);
	return -EXITCODE_USAGE;
}

static int fail(const char *path, int rc)
{
	(void)out_fail(EXITCODE_FAILED, "verify: %s: %s", path, strerror(-rc));
	return -1;
}

static void inspect(struct draft *files, size_t count)
{
	inspect_units(files, count, &self.how);
	doubts_units(files, count, &self.how);
	if (inspect_held(files, count, &self.arena, &self.held) < 0)
		self.no_memory = true;
	if (self.system)
		kernel_note(files, count);
}

static bool lists(const struct strv *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->v[i], name))
			return true;
	return false;
}

static int count_units(const struct conf *conf)
{
	int rc = self.no_memory ? -ENOMEM : 0;

	for (size_t i = 0; i < conf->count && rc == 0; i++) {
		const struct unit_file *u = &conf->units[i];

		if (u->builtin || u->masked)
			continue;
		self.units++;
		self.good += !u->bad && !lists(&self.held, u->name);
		if (u->bad)
			rc = strv_add(&self.arena, &self.refused, u->name,
				strlen(u->name));
	}
	return rc;
}

/* Loads and checks the units of the source; 0 or -errno. */
static int load(struct conf *conf, struct gather_source *source)
{
	int rc;

	source->cmdline = "";
	source->defaults = &self.settings.defaults;
	source->look = inspect;
	self.how.all = !source->only;
	rc = load_all(conf, source);
	if (rc < 0)
		return rc;
	rc = count_units(conf);
	if (rc == 0 && self.dump)
		rc = dump_units(conf);
	return rc;
}

/* For -v: adds which files the unit's file overrides, and its drop-ins. */
static void note_overridden(const char *const *dirs, const struct unit_file *u)
{
	const char *leaf = u->path ? strrchr(u->path, '/') : NULL;
	char path[PATH_MAX];

	for (size_t i = 0; leaf && dirs[i]; i++)
		if (fmt_print(path, sizeof(path), "%s%s", dirs[i], leaf) > 0 &&
			strcmp(path, u->path) != 0 && access(path, F_OK) == 0)
			problems_add(
				PROBLEMS_NOTE, u->path, "overrides %s", path);
	for (size_t i = 0; i < u->dropins.n; i++)
		problems_add(
			PROBLEMS_NOTE, u->dropins.v[i], "adds to %s", u->path);
	if (u->masked)
		problems_add(PROBLEMS_NOTE, u->path, "masked");
}

static bool has_instance(const struct conf *conf, const char *file)
{
	size_t len = strcspn(file, "@") + 1;

	for (size_t i = 0; i < conf->count; i++)
		if (strncmp(conf->units[i].name, file, len) == 0)
			return true;
	return false;
}

/* Counts the unit of a template that others have shown to be bad. */
static int recount(const struct conf *conf, const char *file)
{
	size_t len = strcspn(file, "@") + 1;
	int rc = 0;

	for (size_t i = 0; i < conf->count && rc == 0; i++) {
		const struct unit_file *u = &conf->units[i];

		if (!u->bad || strncmp(u->name, file, len) != 0 ||
			lists(&self.refused, u->name))
			continue;
		self.good--;
		rc = strv_add(
			&self.arena, &self.refused, u->name, strlen(u->name));
	}
	return rc;
}

/* Checks each template without an instance by itself, and all drop-ins. */
static int load_templates(
	const struct conf *conf, const struct gather_source *from)
{
	struct scan scan = {0};
	struct conf sample;
	enum unit_kind kind;
	size_t stem;
	int rc = scan_dirs(&scan, from->dirs, from->trust.data);

	for (size_t i = 0; i < scan.count && rc == 0; i++) {
		struct gather_source source = *from;

		source.only = scan.entries[i].name;
		if (scan_type(source.only, &kind, &stem) != SCAN_UNIT ||
			!template_is(source.only, stem) ||
			has_instance(conf, source.only))
			continue;
		rc = load(&sample, &source);
		conf_done(&sample);
		/* Again among the others, for the names that it uses. */
		source.sample = source.only;
		source.only = NULL;
		if (rc == 0)
			rc = load_all(&sample, &source);
		if (rc == 0)
			rc = recount(&sample, source.sample);
		conf_done(&sample);
	}
	if (rc == 0)
		doubts_dropins(&scan, from->dirs);
	scan_done(&scan);
	return rc;
}

/* Reads tcr.conf and its drop-ins, whose defaults apply to the units that are
 * loaded afterwards. */
static int load_settings(
	const char *const *dirs, const struct scan_trust *trust)
{
	int rc;

	settings_done(&self.settings);
	rc = tcrconf_read(&self.settings, dirs, trust);
	self.settings.trust.keys = (const char *const *)self.keys;
	offline_trust(&self.settings.trust);
	return rc < 0 ? fail("tcr.conf", rc) : 0;
}

static int load_dirs(const char *const *dirs, const struct scan_trust *trust)
{
	struct gather_source source = {.dirs = dirs, .trust = *trust};
	struct conf conf;
	int rc = load(&conf, &source);

	for (size_t i = 0; self.verbose && i < conf.count; i++)
		note_overridden(dirs, &conf.units[i]);
	if (rc == 0)
		rc = load_templates(&conf, &source);
	conf_done(&conf);
	return rc < 0 ? fail("units", rc) : 0;
}

/* Checks a unit file, or tcr.conf, by itself. */
static int load_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	char dir[PATH_MAX], real[PATH_MAX];
	const char *const dirs[] = {real, NULL};
	struct gather_source source = {.dirs = dirs,
		.trust = offline,
		.only = slash ? slash + 1 : path};
	enum unit_kind kind;
	size_t stem;
	struct conf conf;
	int rc;

	if (strcmp(source.only, "tcr.conf") != 0 &&
		scan_type(source.only, &kind, &stem) > SCAN_UNSUPPORTED)
		return fail_usage("no unit file: ", path);
	if (fmt_print(dir, sizeof(dir), "%.*s", (int)len, path) < 0)
		return fail(path, -ENAMETOOLONG);
	if (len == 0)
		(void)fmt_print(dir, sizeof(dir), slash ? "/" : ".");
	rc = paths_absolute(real, dir);
	if (rc < 0)
		return fail(path, rc);
	problems_alias(real, dir);
	if (strcmp(source.only, "tcr.conf") == 0)
		return load_settings(dirs, &offline);
	self.alone = true;
	rc = load(&conf, &source);
	conf_done(&conf);
	return rc < 0 ? fail(path, rc) : 0;
}

/* Adds a directory, as an absolute path: relative paths in its unit files start
 * there. */
static int add_dir(const char *path)
{
	char real[PATH_MAX];
	int rc;

	if (self.dir_count == DIRS_MAX)
		return fail_usage("too many directories", "");
	rc = paths_absolute(real, path);
	if (rc < 0)
		return fail(path, rc);
	problems_alias(real, path);
	self.dirs[self.dir_count] = strdup(real);
	return self.dirs[self.dir_count++] ? 0 : fail(path, -ENOMEM);
}

/* Checks the operands: directories together, as a search path; each file by
 * itself; without operands, the units of this device. */
static int load_paths(char *const *paths, size_t count)
{
	const struct scan_trust here = {.data = paths_data()};
	struct stat st;
	int rc = 0;

	if (count == 0) {
		rc = load_settings(paths_settings(), &here);
		return rc < 0 ? rc : load_dirs(paths_units(), &here);
	}
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (stat(paths[i], &st) < 0)
			rc = fail(paths[i], -errno);
		else
			rc = S_ISDIR(st.st_mode) ? add_dir(paths[i])
						 : load_file(paths[i]);
	if (rc == 0 && self.dir_count > 0)
		rc = load_dirs((const char *const *)self.dirs, &offline);
	return rc;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_summary(size_t errors, size_t warnings)
{
	out_print("%zu error%s, %zu warning%s in %zu unit%s; ", errors,
		plural(errors), warnings, plural(warnings), self.units,
		plural(self.units));
	out_print("%zu unit%s would start", self.good, plural(self.good));
	for (size_t i = 0; i < self.refused.n && i < NAMED_MAX; i++)
		out_print("%s%s", i ? " " : ", refused: ", self.refused.v[i]);
	if (self.refused.n > NAMED_MAX)
		out_print(" and %zu more", self.refused.n - NAMED_MAX);
	out_print("%s%s\n", self.alone ? "; other units not checked" : "",
		!self.how.images ? "; images not checked" : "");
}

/* Lists the folders of keys: those of the roots, or this device's. */
static int find_keys(void)
{
	const struct image_trust trust = {
		.keys = (const char *const *)self.keys};
	const char *const *here = paths_keys();
	char path[PATH_MAX];
	size_t n = 0;

	for (const char *const *root = self.how.roots; *root; root++)
		for (size_t k = 0; k < 2 && here[k]; k++) {
			if (fmt_print(path, sizeof(path), "%s%s", *root,
				    here[k]) < 0)
				continue;
			self.keys[n] = strdup(path);
			if (!self.keys[n++])
				return fail(path, -ENOMEM);
		}
	offline_trust(&trust);
	return 0;
}

/* Takes the options; 0, or the negative of an exit code. */
static int take(const struct client_args *args)
{
	static const char *const here[] = {"", NULL};
	const struct client_check *given = &args->check;

	if (given->images.n > DIRS_MAX || given->roots.n > DIRS_MAX)
		return fail_usage("too many directories", "");
	self.strict = given->strict;
	self.json = args->json;
	self.dump = given->dump;
	self.system = given->system;
	self.verbose = given->verbose;
	self.how.arch = given->arch;
	self.how.abroad = args->count > 0;
	self.how.roots = given->roots.n ? (const char *const *)given->roots.v
					: here + self.how.abroad;
	self.how.images = given->images.n > 0 || !self.how.abroad;
	if (self.how.images)
		offline_begin(given->images.n
				      ? (const char *const *)given->images.v
				      : paths_images(),
			self.how.abroad);
	return find_keys();
}

static int print(size_t errors, size_t warnings)
{
	if (self.dump)
		dump_end();
	else if (self.json)
		problems_print_json();
	else
		problems_print();
	if (!self.dump && !self.json)
		print_summary(errors, warnings);
	if (!out_flush())
		return 1;
	return errors || (self.strict && warnings) ? EXITCODE_BAD_CONFIG : 0;
}

int verify_run(const struct client_args *args)
{
	size_t errors, warnings;
	int rc = take(args);

	if (rc < 0)
		return -rc;
	log_init(NULL, LOG_LEVEL_WARN);
	problems_begin();
	if (self.dump)
		dump_begin();
	rc = load_paths(args->names, args->count);
	if (rc < 0)
		return -rc;
	if (self.system)
		kernel_check();
	if (problems_end(&errors, &warnings) < 0)
		return -fail("problems", -ENOMEM);
	return print(errors, warnings);
}
