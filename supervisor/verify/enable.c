/* SPDX-License-Identifier: MIT */
/*
 * Whether units start at boot, decided on the device.
 *
 * As with Quadlet, a unit says in [Install] that it starts at boot.  A drop-in
 * of the data partition says otherwise: `disable` clears these keys, `enable`
 * removes that drop-in, or makes one that wants the unit at boot if no file of
 * the unit does.  A mask is a link to /dev/null in place of the unit's file.
 */
#include "supervisor/verify/enable.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/ask.h"
#include "supervisor/client/out.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/overridden.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/edit.h"
#include "supervisor/verify/plan.h"
#include "supervisor/verify/present.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define LEAF "50-enable.conf"

static const char disabled[] = "[Install]\nWantedBy=\nRequiredBy=\nUpheldBy=\n";
static const char enabled[] = "[Install]\nWantedBy=multi-user.target\n";

/* The unit at hand. */
static struct {
	struct conf conf;
	const struct unit_file *unit;
	char name[UNIT_NAME_MAX + 16]; /* with its suffix */
	char own[PATH_MAX];            /* DATA/conf.d/NAME */
	char dir[PATH_MAX];            /* its drop-ins */
	char dropin[PATH_MAX];
} self;

static int fail(const char *path, int rc)
{
	return out_fail(EXITCODE_FAILED, "%s: %s", path, strerror(-rc));
}

/* Loads all units: of the firmware alone, or also of the data partition. */
static int load(struct conf *conf, bool firmware)
{
	static char units[PATH_MAX];
	const char *dirs[PATHS_DIRS_MAX + 1] = {NULL};
	const struct gather_source source = {.dirs = dirs,
		.cmdline = "",
		.saved = units, /* only so that texts are kept */
		.trust = {.data = paths_data()}};
	char run[PATH_MAX], data[PATH_MAX];
	size_t n = 0;

	(void)fmt_print(units, sizeof(units), "%s/units", paths_run());
	(void)fmt_print(run, sizeof(run), "%s/conf.d", paths_run());
	(void)fmt_print(data, sizeof(data), "%s/conf.d", paths_data());
	for (const char *const *d = paths_units(); *d; d++)
		if (!firmware || (strcmp(*d, run) && strcmp(*d, data)))
			dirs[n++] = *d;
	return load_all(conf, &source);
}

/* Finds the unit among those that are loaded. */
static const struct unit_file *find_in(
	const struct conf *conf, const char *name)
{
	int i = conf_find(conf, name);

	return i < 0 ? NULL : &conf->units[i];
}

/* Loads the units and fills self; an exit code. */
static int find(const char *name)
{
	int rc;

	conf_done(&self.conf);
	rc = load(&self.conf, false);
	if (rc < 0)
		return fail("units", rc);
	self.unit = find_in(&self.conf, name);
	if (!self.unit)
		return present_no_unit(&self.conf, name);
	if (self.unit->builtin)
		return out_fail(EXITCODE_FAILED, "%s is built in", name);
	unit_name_full(self.unit, self.name, sizeof(self.name));
	return fmt_print(self.own, PATH_MAX, "%s/conf.d/%s", paths_data(),
		       self.name) < 0 ||
			       fmt_print(self.dir, PATH_MAX, "%s.d", self.own) <
				       0 ||
			       fmt_print(self.dropin, PATH_MAX, "%s/" LEAF,
				       self.dir) < 0
		       ? fail(name, -ENAMETOOLONG)
		       : 0;
}

static int write_dropin(const char *text)
{
	autofd int dir = keep_folder(paths_data(), self.dir, true);
	int rc = dir < 0 ? dir : keep_file(dir, LEAF, text, strlen(text), 0644);

	return rc < 0 ? fail(self.dropin, rc) : 0;
}

static int remove_dropin(void)
{
	autofd int dir = keep_folder(paths_data(), self.dir, false);
	int rc = dir < 0 ? dir : unlinkat(dir, LEAF, 0) < 0 ? -errno : 0;

	if (rc < 0 && rc != -ENOENT)
		return fail(self.dropin, rc);
	(void)rmdir(self.dir); /* if it has no other */
	return 0;
}

static int enable(const char *name)
{
	int rc = remove_dropin();

	if (rc == 0)
		rc = find(name);
	return rc != 0 || self.unit->conf.wanted ? rc : write_dropin(enabled);
}

static int disable(const char *name)
{
	(void)name;
	return write_dropin(disabled);
}

static bool is_mask(void)
{
	char target[16] = "";

	return readlink(self.own, target, sizeof(target) - 1) > 0 &&
	       strcmp(target, "/dev/null") == 0;
}

/* DATA/conf.d; -errno. */
static int data_folder(void)
{
	char path[PATH_MAX];
	int rc = fmt_print(path, sizeof(path), "%s/conf.d", paths_data());

	return rc < 0 ? rc : keep_folder(paths_data(), path, true);
}

static int mask(const char *name)
{
	autofd int dir = data_folder();
	int rc = dir < 0                                      ? dir
		 : symlinkat("/dev/null", dir, self.name) < 0 ? -errno
							      : 0;

	(void)name;
	if (rc == -EEXIST && is_mask())
		rc = 0;
	return rc < 0 ? fail(self.own, rc) : 0;
}

static int unmask(const char *name)
{
	(void)name;
	if (!is_mask())
		return out_fail(EXITCODE_FAILED,
			self.unit->masked ? "%s is masked by %s"
					  : "%s is not masked",
			self.name, self.unit->path);
	return unlink(self.own) < 0 ? fail(self.own, -errno) : 0;
}

static const struct verb {
	const char *name, *said, *now;
	int (*run)(const char *name);
	bool install; /* only for units that may have an [Install] section */
} verbs[] = {
	{"enable", "starts at boot", "start", enable, true},
	{"disable", "does not start at boot", "stop", disable, true},
	{"mask", "is masked", NULL, mask, false},
	{"unmask", "is no longer masked", NULL, unmask, false},
};

static int change(const struct verb *v, const char *name)
{
	int rc = find(name);

	if (rc == 0 && v->install && self.unit->bad)
		return out_fail(EXITCODE_BAD_CONFIG, "%s", self.unit->bad);
	if (rc == 0 && v->install &&
		!keys_section_fits(self.unit->kind, SECTION_INSTALL))
		return out_fail(EXITCODE_FAILED,
			"%s is always up; 'tcrctl mask' ends that", self.name);
	if (rc == 0)
		rc = v->run(name);
	if (rc == 0)
		out_print("%s %s\n", self.name, v->said);
	return rc;
}

/* Has tcrd read the units, then start or stop them. */
static int act(const struct client_args *args, const struct verb *v)
{
	struct client_args ask = {
		.verb = "load", .lines = -1, .wait_ms = args->wait_ms};
	int rc = ask_run(&ask);

	if (rc != 0 || !v->now)
		return rc;
	ask.verb = v->now;
	ask.names = args->names;
	ask.count = args->count;
	return ask_run(&ask);
}

int enable_run(const struct client_args *args)
{
	const struct verb *v = verbs;
	int rc = edit_begin(args);

	while (strcmp(v->name, args->verb) != 0)
		v++;
	for (size_t i = 0; rc == 0 && i < args->count; i++)
		rc = change(v, args->names[i]);
	sync(); /* else a power cut may undo it */
	if (rc != 0)
		return rc;
	if (args->now)
		return act(args, v);
	out_print("'tcrctl reload-config' applies it\n");
	return EXITCODE_OK;
}

int enable_diff(const struct client_args *args)
{
	struct conf firmware = {0};
	const struct unit_file *before;
	const char *now;
	int rc = edit_begin(args);

	if (rc == 0)
		rc = find(args->names[0]);
	if (rc != 0)
		return rc;
	rc = load(&firmware, true);
	if (rc < 0)
		return fail("units", rc);
	before = find_in(&firmware, self.name);
	now = self.unit->text ? self.unit->text : "";
	if (self.unit->masked)
		out_print("%s is masked by %s\n", self.name, self.unit->path);
	else if (!before)
		out_print("%s is not in the firmware\n", self.name);
	overridden_look(&self.conf, paths_data(), false);
	if (self.unit->outdated)
		out_print("%s was made for an older firmware\n",
			self.unit->outdated);
	plan_lines(before && before->text ? before->text : "", now);
	conf_done(&firmware);
	return EXITCODE_OK;
}
