/* SPDX-License-Identifier: MIT */
/*
 * tcrd verify: what would be refused, and why, before it is.  The same code
 * that reads units on the device reads them here; nothing is changed, nothing
 * of the device is asked but its files.
 */
#include "supervisor/verify.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/json.h"
#include "supervisor/offline.h"
#include "supervisor/paths.h"
#include "supervisor/problems.h"
#include "supervisor/spec.h"
#include "supervisor/units/conf.h"
#include "supervisor/view.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define EXIT_USAGE 2
#define EXIT_BAD   5

static const char usage[] =
	"usage: tcrctl verify [--strict] [--json] [--dump] [-v] "
	"[--images DIR]...\n"
	"                     [PATH...]\n";

static struct {
	char *dirs[PATHS_DIRS_MAX + 1];
	size_t dir_count;
	const char *images[PATHS_DIRS_MAX + 1];
	size_t image_count;
	bool strict, json, dump, verbose;
	size_t units, bad, dumped;
	struct offline spec;
} self;

static int fail_usage(const char *what, const char *arg)
{
	(void)fprintf(stderr, "tcrctl verify: %s%s\n%s", what, arg, usage);
	return EXIT_USAGE;
}

static void put_strings(struct json *j, const struct unit_file *u)
{
	json_open(j, "files", '[');
	if (u->path)
		json_string(j, NULL, u->path);
	for (size_t i = 0; i < u->dropins.n; i++)
		json_string(j, NULL, u->dropins.v[i]);
	json_close(j, ']');
}

static void put_oci(struct json *j, const struct unit_file *u)
{
	int rc = -EINVAL;

	self.spec.why[0] = 0;
	if (u->kind == UNIT_CONTAINER && !u->bad)
		rc = offline_spec(&self.spec, u, self.images);
	json_raw(j, "oci", rc < 0 ? "null" : self.spec.buf);
	json_string(j, "oci_error",
		rc < 0 && *self.spec.why ? self.spec.why : NULL);
}

/* One unit of the document; text has room for all of it. */
static int dump(const struct conf *conf, const struct unit_file *u, char *text,
	size_t size)
{
	char name[UNIT_NAME_MAX + 16];
	struct json j;

	conf_full_name(u, name, sizeof(name));
	json_begin(&j, text, size);
	json_open(&j, NULL, '{');
	json_string(&j, "unit", name);
	put_strings(&j, u);
	json_string(&j, "bad", u->bad);
	view_put(&j, "view", conf, u);
	put_oci(&j, u);
	json_close(&j, '}');
	if (json_end(&j) < 0)
		return -ENOBUFS;
	(void)printf("%s%s", self.dumped++ ? "," : "", text);
	return 0;
}

static int dump_all(const struct conf *conf)
{
	size_t size = SPEC_MAX * 2;
	char *text = malloc(size);
	int rc = text ? 0 : -ENOMEM;

	if (!self.spec.buf)
		self.spec.buf = malloc(SPEC_MAX);
	if (!self.spec.buf)
		rc = -ENOMEM;
	for (size_t i = 0; rc == 0 && i < conf->count; i++)
		rc = dump(conf, &conf->units[i], text, size);
	free(text);
	return rc;
}

/* Loads what the source has and looks at it; 0 or -errno. */
static int look(const struct conf_source *source)
{
	struct conf conf;
	int rc = conf_load(&conf, source);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < conf.count; i++) {
		self.units += !conf.units[i].builtin;
		self.bad += conf.units[i].bad != NULL;
	}
	if (self.dump)
		rc = dump_all(&conf);
	conf_done(&conf);
	return rc;
}

/* A file by itself. */
static int look_at_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	char dir[PATH_MAX], real[PATH_MAX];
	const char *const dirs[] = {real, NULL};
	const struct conf_source source = {.dirs = dirs,
		.cmdline = "",
		.offline = true,
		.only = slash ? slash + 1 : path};

	if (fmt_print(dir, sizeof(dir), "%.*s", (int)len, path) < 0)
		return -ENAMETOOLONG;
	if (len == 0)
		(void)fmt_print(dir, sizeof(dir), slash ? "/" : ".");
	if (!realpath(dir, real))
		return -errno;
	problems_alias(real, dir);
	return look(&source);
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int add_dir(const char *path)
{
	if (self.dir_count == PATHS_DIRS_MAX)
		return -E2BIG;
	/* What is relative in a unit file starts at its directory. */
	self.dirs[self.dir_count] = realpath(path, NULL);
	if (!self.dirs[self.dir_count])
		return -errno;
	problems_alias(self.dirs[self.dir_count++], path);
	return 0;
}

/* Paths: directories together are a search path, files are by themselves. */
static int look_at_all(char *const *paths, size_t count)
{
	struct conf_source source = {.dirs = (const char *const *)self.dirs,
		.cmdline = "",
		.offline = true};
	int rc = 0;

	if (count == 0) {
		source.dirs = paths_units();
		source.offline = false;
		return look(&source);
	}
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = is_dir(paths[i]) ? add_dir(paths[i])
				      : look_at_file(paths[i]);
	return rc == 0 && self.dir_count > 0 ? look(&source) : rc;
}

static void print_summary(size_t errors, size_t warnings)
{
	(void)printf("%zu error%s, %zu warning%s in %zu unit%s\n", errors,
		errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s",
		self.units, self.units == 1 ? "" : "s");
}

/* Sets what the option says; 0, or the exit status. */
static int take_option(const char *option, const char *value)
{
	if (strcmp(option, "--strict") == 0)
		self.strict = true;
	else if (strcmp(option, "--json") == 0)
		self.json = true;
	else if (strcmp(option, "--dump") == 0)
		self.dump = true;
	else if (strcmp(option, "-v") == 0)
		self.verbose = true;
	else if (strcmp(option, "--images") != 0)
		return fail_usage("unknown option ", option);
	else if (!value || self.image_count == PATHS_DIRS_MAX)
		return fail_usage("--images DIR", "");
	else
		self.images[self.image_count++] = value;
	return 0;
}

/* Moves the operands to the front; their number, or the status as -status. */
static int parse(int argc, char **argv)
{
	int count = 0, rc;

	for (int i = 2; i < argc; i++) {
		if (argv[i][0] != '-') {
			argv[count++] = argv[i];
			continue;
		}
		rc = take_option(argv[i], i + 1 < argc ? argv[i + 1] : NULL);
		if (rc != 0)
			return -rc;
		i += strcmp(argv[i], "--images") == 0;
	}
	for (size_t i = 0; self.image_count == 0 && paths_images()[i]; i++)
		self.images[i] = paths_images()[i];
	return count;
}

int verify_main(int argc, char **argv)
{
	size_t errors, warnings;
	int count = parse(argc, argv);
	int rc;

	if (count < 0)
		return -count;
	log_init(NULL, LOG_LEVEL_WARN);
	problems_begin();
	if (self.dump)
		(void)fputs("{\"v\":1,\"units\":[", stdout);
	rc = look_at_all(argv, (size_t)count);
	if (self.dump)
		(void)puts("]}");
	if (problems_end(&errors, &warnings) < 0 || rc < 0) {
		(void)fprintf(stderr, "tcrctl verify: %s\n",
			strerror(rc < 0 ? -rc : ENOMEM));
		return 1;
	}
	if (self.json && !self.dump) {
		problems_print_json();
	} else if (!self.dump) {
		problems_print();
		print_summary(errors, warnings);
	}
	return errors || (self.strict && warnings) ? EXIT_BAD : 0;
}
