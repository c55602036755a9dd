/* SPDX-License-Identifier: MIT */
/*
 * Changes unit files of a device in the field.
 *
 * How it works.  The text is written to DATA/edit/NAME, which is
 * laid out like a unit directory but is not one that tcrd reads.  To check the
 * text, all units are loaded twice, without that directory and with it in
 * front of the others: no unit that was good may become bad.  Only then is the
 * text written to its place in DATA/conf.d.  A text that was refused stays, so
 * that the next `tcrctl edit` goes on with it.
 *
 * The drop-in ends with the checksum of the files that it was made for
 * (Overrides=), so that tcrd notices when a firmware update changes these.
 */
#include "supervisor/verify/edit.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/keep.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/out.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/load/tcrconf.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/present.h"
#include "supervisor/verify/problems.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h> /* remove() */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETTINGS "tcr.conf"
#define LEAF     "override.conf"
#define TRAILER  "\n[X-TCR]\nOverrides="

static struct {
	char name[UNIT_NAME_MAX + 16]; /* with its suffix */
	bool settings;                 /* the name is tcr.conf */
	char own[PATH_MAX];    /* DATA/conf.d/NAME, which need not exist */
	char stage[PATH_MAX];  /* DATA/edit/NAME, the unit directory */
	char edited[PATH_MAX]; /* the drop-in in stage */
	char final[PATH_MAX];  /* the drop-in in DATA/conf.d */
	char text[CONF_FILE_MAX + 64];
} self;

static int fail(const char *path, int rc)
{
	return out_fail(EXITCODE_FAILED, "%s: %s", path, strerror(-rc));
}

/* Loads all units, with the edited drop-in if staged; 0 or -errno. */
static int load(struct conf *conf, bool staged)
{
	const char *dirs[PATHS_DIRS_MAX + 2] = {self.stage};
	const struct gather_source source = {.dirs = dirs + !staged,
		.cmdline = "",
		.trust = {.data = paths_data()}};

	for (size_t i = 0; paths_units()[i]; i++)
		dirs[i + 1] = paths_units()[i];
	return load_all(conf, &source);
}

/* Loads the units, finds the one to edit and fills self; an exit code. */
static int find(const char *name, struct conf *conf)
{
	const char *folder = "/conf.d";
	int i, rc = load(conf, false);

	if (rc < 0)
		return fail("units", rc);
	self.settings = strcmp(name, SETTINGS) == 0;
	i = self.settings ? -1 : conf_find(conf, name);
	if (!self.settings && i < 0)
		return present_no_unit(conf, name);
	if (!self.settings && conf->units[i].builtin)
		return out_fail(EXITCODE_FAILED, "%s is built in", name);
	if (self.settings)
		(void)fmt_print(self.name, sizeof(self.name), SETTINGS);
	else
		unit_name_full(&conf->units[i], self.name, sizeof(self.name));
	folder = self.settings ? "" : folder;
	if (fmt_print(self.own, PATH_MAX, "%s%s/%s", paths_data(), folder,
		    self.name) < 0 ||
		fmt_print(self.final, PATH_MAX, "%s.d/" LEAF, self.own) < 0 ||
		fmt_print(self.stage, PATH_MAX, "%s/edit/%s", paths_data(),
			self.name) < 0 ||
		fmt_print(self.edited, PATH_MAX, "%s/%s.d/" LEAF, self.stage,
			self.name) < 0)
		return fail(name, -ENAMETOOLONG);
	return 0;
}

/* Reads a drop-in to self.text, without its checksum; 0 or -errno. */
static int read_text(const char *path)
{
	ssize_t n = io_read_file(AT_FDCWD, path, self.text, CONF_FILE_MAX + 1);
	char *trailer;

	if (n < 0)
		return (int)n;
	trailer = strstr(self.text, TRAILER);
	if (trailer && !strchr(trailer + sizeof(TRAILER), '['))
		*trailer = 0;
	return 0;
}

/* Reads standard input up to its end to self.text; 0 or -errno. */
static int read_input(void)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(STDIN_FILENO, self.text + len,
			CONF_FILE_MAX + 1 - len)) > 0)
		len += (size_t)n;
	if (n < 0)
		return -errno;
	self.text[len] = 0;
	return len > CONF_FILE_MAX       ? -EFBIG
	       : strlen(self.text) < len ? -EBADMSG
					 : 0;
}

/* Writes self.text to path, with the checksum unless sum is 0; 0 or -errno. */
static int put(const char *path, uint32_t sum)
{
	char folder[PATH_MAX];
	size_t len = strlen(self.text), all = len;
	const char *leaf = strrchr(path, '/') + 1;

	(void)fmt_print(
		folder, sizeof(folder), "%.*s", (int)(leaf - 1 - path), path);
	autofd int dir = keep_folder(paths_data(), folder, true);
	int rc = dir;
	if (sum)
		all += (size_t)fmt_print(self.text + len,
			sizeof(self.text) - len, TRAILER "%u\n", sum);
	if (rc >= 0)
		rc = keep_file(dir, leaf, self.text, all, 0644);
	self.text[len] = 0;
	return rc;
}

/* Runs the editor on the drop-in; an exit code. */
static int run_editor(void)
{
	const char *args[] = {
		"sh", "-c", "exec ${EDITOR:-vi} \"$0\"", self.edited, NULL};
	int status = -1;
	pid_t pid = _Fork();

	if (pid == 0) {
		(void)execv("/bin/sh", (char *const *)(uintptr_t)args);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		return out_fail(EXITCODE_FAILED,
			"the editor failed; the text is in %s", self.edited);
	return 0;
}

/* Gets the new text from standard input or an editor; an exit code. */
static int take_text(void)
{
	int rc;

	if (!isatty(STDIN_FILENO)) {
		rc = read_input();
		return rc < 0 ? fail("standard input", rc) : 0;
	}
	if (read_text(self.edited) < 0 && read_text(self.final) < 0)
		self.text[0] = 0;
	rc = put(self.edited, 0);
	if (rc < 0)
		return fail(self.edited, rc);
	rc = run_editor();
	if (rc == 0 && (rc = read_text(self.edited)) < 0)
		return fail(self.edited, rc);
	return rc;
}

/* Whether there is a unit of this name that is not bad. */
static bool was_good(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->count; i++)
		if (strcmp(conf->units[i].name, name) == 0)
			return !conf->units[i].bad;
	return false;
}

/*
 * Reports the units that the edited drop-in makes bad; an exit code.  *sum
 * becomes the checksum of the files that the edited unit has below the drop-in.
 */
static int judge(
	const struct conf *before, const struct conf *with, uint32_t *sum)
{
	int rc = 0;

	for (size_t i = 0; i < with->count; i++) {
		const struct unit_file *u = &with->units[i];
		char name[UNIT_NAME_MAX + 16];
		bool own;

		unit_name_full(u, name, sizeof(name));
		own = strcmp(name, self.name) == 0;
		if (own)
			*sum = u->below_sum;
		if (u->bad && !u->masked && (own || was_good(before, u->name)))
			rc = out_fail(EXITCODE_BAD_CONFIG, "%s", u->bad);
	}
	return rc;
}

static int check_settings(void)
{
	const char *dirs[] = {
		self.stage, paths_settings()[0], paths_settings()[1], NULL};
	const struct scan_trust trust = {.data = paths_data()};
	struct settings s;
	int rc;

	rc = tcrconf_read(&s, dirs, &trust);
	if (rc < 0)
		rc = fail(SETTINGS, rc);
	else if (s.bad)
		rc = out_fail(EXITCODE_BAD_CONFIG, "%s", s.bad);
	settings_done(&s);
	return rc;
}

static int check(const struct conf *before, uint32_t *sum)
{
	struct conf with;
	int rc;

	if (self.settings)
		return check_settings();
	rc = load(&with, true);
	if (rc < 0)
		return fail("units", rc);
	rc = judge(before, &with, sum);
	conf_done(&with);
	return rc;
}

static void drop_edited(void)
{
	char *slash = strrchr(self.edited, '/');

	(void)unlink(self.edited);
	*slash = 0;
	(void)rmdir(self.edited);
	*slash = '/';
	(void)rmdir(self.stage);
}

int edit_begin(const struct client_args *args)
{
	if (geteuid() != 0)
		return out_fail(
			EXITCODE_FAILED, "%s: you must be root", args->verb);
	(void)umask(022);
	log_init(NULL, LOG_LEVEL_ERR);
	problems_begin();
	return 0;
}

static int begin(const struct client_args *args, struct conf *conf)
{
	int rc = edit_begin(args);

	return rc == 0 ? find(args->names[0], conf) : rc;
}

static int done(const char *what)
{
	out_print(
		"%s %s; 'tcrctl reload-config' applies it\n", self.name, what);
	return EXITCODE_OK;
}

int edit_run(const struct client_args *args)
{
	struct conf before = {0};
	uint32_t sum =
		1; /* any: with Overrides= the load finds the right one */
	int rc = begin(args, &before);

	if (rc == 0)
		rc = take_text();
	if (rc != 0)
		return rc;
	if (self.text[strspn(self.text, " \t\n")] == 0) {
		drop_edited();
		return out_fail(EXITCODE_FAILED,
			"no text, nothing is changed (see 'tcrctl help "
			"revert')");
	}
	if ((rc = put(self.edited, self.settings ? 0 : sum)) < 0)
		return fail(self.edited, rc);
	rc = check(&before, &sum);
	conf_done(&before);
	if (rc != 0)
		return out_fail((enum exitcode)rc,
			"refused, nothing is changed; 'tcrctl edit %s' goes on "
			"with the text",
			self.name);
	if ((rc = put(self.final, self.settings ? 0 : sum)) < 0)
		return fail(self.final, rc);
	drop_edited();
	return done("is changed");
}

/* Whether the unit file of the data partition hides one of the firmware. */
static bool firmware_has(void)
{
	struct scan scan = {0};
	bool has;

	if (self.settings)
		return true;
	(void)scan_dirs(&scan, paths_units(), paths_data());
	has = scan_find(&scan, self.name) && scan_find(&scan, self.name)->hides;
	scan_done(&scan);
	return has;
}

int edit_revert(const struct client_args *args)
{
	struct conf conf = {0};
	struct arena arena = {0};
	struct strv paths = {0};
	char dir[PATH_MAX];
	struct stat st;
	int rc = begin(args, &conf);

	if (rc != 0)
		return rc;
	drop_edited();
	(void)fmt_print(dir, sizeof(dir), "%s.d", self.own);
	autofd int folder = keep_folder(paths_data(), dir, false);
	if (folder < 0 && folder != -ENOENT)
		return fail(dir, folder);
	rc = gather_dir(dir, &arena, &paths);
	if (rc == 0 && lstat(self.own, &st) == 0 && firmware_has())
		rc = strv_add(&arena, &paths, self.own, strlen(self.own));
	for (size_t i = 0; rc == 0 && i < paths.n; i++) {
		rc = unlink(paths.v[i]) < 0 ? -errno : 0;
		if (rc < 0)
			return fail(paths.v[i], rc);
		out_print("removed %s\n", paths.v[i]);
	}
	(void)rmdir(dir);
	sync(); /* else a power cut may bring the files back */
	if (rc < 0)
		return fail(dir, rc);
	if (paths.n > 0)
		return done("is as the firmware says");
	return out_fail(EXITCODE_FAILED,
		"%s: the data partition changes nothing of it", self.name);
}
