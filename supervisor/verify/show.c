/* SPDX-License-Identifier: MIT */
/* tcrctl show and cat: loads the units as tcrd would now, and prints one. */
#include "supervisor/verify/show.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/json.h"
#include "supervisor/base/paths.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/spec/spec.h"
#include "supervisor/units/conf.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/verify/effective.h"
#include "supervisor/verify/offline.h"
#include "supervisor/verify/problems.h"
#include "supervisor/verify/view_life.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ORIGIN_AT 46 /* column of "# FILE:LINE" */

static struct {
	char *dirs[PATHS_DIRS_MAX + 1];
	size_t dir_count;
	const char *name;
	bool oci, json;
	struct effective keys; /* of the unit */
	struct nearest near;   /* to the name, of the units */
	int rc;                /* of effective_make() in look() */
} self;

/* The hook of load_all(), while all assignments are in memory: finds the unit
 * and its keys. */
static void look(struct draft *files, size_t count)
{
	struct draft *found = NULL;

	self.near = nearest_begin(self.name);
	for (size_t i = 0; i < count; i++) {
		struct draft *u = &files[i];

		nearest_try(&self.near, u->unit.name, strlen(u->unit.name));
		/* If two units fit the name, chooses as conf_find() does. */
		if (unit_name_is(&u->unit, self.name) &&
			(!found || found->report.failed ||
				(u->unit.kind == UNIT_CONTAINER &&
					!u->report.failed)))
			found = u;
	}
	if (found)
		self.rc = effective_make(found, &self.keys);
}

static int fail(enum exitcode code, const char *what, const char *name)
{
	return (int)out_fail(code, "%s%s", what, name);
}

static int none(void)
{
	return (int)out_no_unit(self.name, nearest_end(&self.near));
}

/* Takes the options; an exit code. */
static int take(const struct client_args *args)
{
	const struct strv *units = &args->units;

	self.name = args->names[0];
	self.oci = args->oci;
	self.json = args->json;
	if (units->n > PATHS_DIRS_MAX)
		return (int)out_fail(EXITCODE_USAGE,
			"%s: too many directories (see 'tcrctl help %s')",
			args->verb, args->verb);
	for (size_t i = 0; i < units->n; i++) {
		char dir[PATH_MAX];

		if (access(units->v[i], R_OK) < 0 ||
			paths_absolute(dir, units->v[i]) < 0)
			return fail(1, units->v[i], ": cannot be read");
		self.dirs[self.dir_count++] = strdup(dir);
	}
	return 0;
}

/* Loads all units and finds the one that was named; an exit code. */
static int load(struct conf *conf, const struct unit_file **unit)
{
	const bool here = self.dir_count == 0;
	const struct image_trust trust = {.keys = paths_keys()};
	const struct gather_source source = {
		.dirs = here ? paths_units() : (const char *const *)self.dirs,
		.cmdline = "",
		.trust = {.offline = !here, .data = here ? paths_data() : NULL},
		.look = look};
	int rc, i;

	log_init(NULL, LOG_LEVEL_ERR);
	problems_begin(); /* collects problems, so that none is printed */
	offline_begin(here ? paths_images() : NULL, !here);
	offline_trust(&trust);
	rc = load_all(conf, &source);
	if (rc < 0 || self.rc < 0)
		return fail(1, "units: ", strerror(ENOMEM));
	i = conf_find(conf, self.name);
	if (i < 0)
		return none();
	*unit = &conf->units[i];
	return 0;
}

/* Prints a file; 0 or -errno. */
static int print_file(const char *path)
{
	char block[4096];
	autofd int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, block, sizeof(block))) > 0)
		out_bytes(block, (size_t)n);
	return n < 0 ? -errno : 0;
}

/* The end of the JSON string, or of the text between strings, at text. */
static char *string_end(char *text)
{
	while (*text && *text != '"')
		text += 1 + (text[0] == '\\' && text[1]);
	return text;
}

/* Prints a config.json, with "***" for the values of secret variables. */
static void print_masked(const struct unit_file *unit, char *text)
{
	const struct unit_conf *c = &unit->conf;
	char pair[PATH_MAX];

	for (char *at = text; *at;) {
		char *end = string_end(at);
		size_t shown = (size_t)(end - at);

		for (size_t i = 0; i < c->secret_count; i++)
			if (c->secrets[i].env &&
				fmt_print(pair, sizeof(pair),
					"%s=", c->secrets[i].target) > 0 &&
				!strncmp(at, pair, strlen(pair)))
				shown = strlen(pair);
		out_bytes(at, shown);
		out_text(shown < (size_t)(end - at) ? "***" : "");
		if (*end)
			out_bytes(end++, 1);
		at = end;
	}
}

/* Prints config.json: of the last start or, without one, as it would be. */
static int show_oci(const struct conf *conf, const struct unit_file *unit)
{
	static char file[SPEC_MAX];
	char path[PATH_MAX];
	const char *why, *text;

	if (self.dir_count == 0 &&
		paths_unit(path, unit->name, "config.json") == 0 &&
		io_read_file(AT_FDCWD, path, file, SPEC_MAX) > 0) {
		print_masked(unit, file);
		return 0;
	}
	if (unit->bad)
		return fail(EXITCODE_BAD_CONFIG, unit->bad, "");
	if (unit->kind != UNIT_CONTAINER)
		return fail(1, unit->name, " is no container");
	text = offline_spec(conf, unit, &why);
	if (!text)
		return fail(EXITCODE_BAD_CONFIG, why, "");
	out_text(text);
	return 0;
}

/* Copies the array "args" of the unit's config.json to out; false: none. */
static bool find_args(const struct unit_file *unit, char *out, size_t size)
{
	const char *why, *text = NULL, *end;
	bool quoted = false;

	if (unit->kind == UNIT_CONTAINER && !unit->bad)
		text = offline_spec(NULL, unit, &why);
	text = text ? strstr(text, "\"args\":") : NULL;
	if (!text)
		return false;
	text += strlen("\"args\":");
	for (end = text; *end && (quoted || *end != ']'); end++) {
		quoted ^= *end == '"';
		end += quoted && *end == '\\';
	}
	/* If the image is not known, the array may be empty. */
	return end > text + 1 &&
	       fmt_print(out, size, "%.*s]", (int)(end - text), text) > 0;
}

static const char *leaf(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void comment(const char *what, const char *text)
{
	out_print("# %s", what);
	out_shown(text, strlen(text));
	out_text("\n");
}

/* Prints the HEALTHCHECK of the image, if the unit uses it. */
static void print_health(const struct unit_conf *c)
{
	static char text[SPEC_MAX];
	const struct unit_health *h = c->life.health;
	struct json j;
	int len;

	if (!h || h->from != CHECK_IMAGE)
		return;
	json_begin(&j, text, SPEC_MAX);
	view_life_health(&j, NULL, c);
	len = json_end(&j);
	if (len > 0 && *text == '{') {
		text[len - 1] = 0; /* removes the newline */
		comment("the image has a HEALTHCHECK: ", text);
	}
}

/* Prints anonymous volumes, ports and HEALTHCHECK of the image, as comments. */
static void print_image(const struct unit_file *unit)
{
	const char *why, *ref = unit->conf.image;
	const struct image_info *image = ref ? offline_image(ref, &why) : NULL;
	struct anonymous list = {.n = 0};

	(void)anonymous_plan(unit, image, true, &list);
	for (size_t i = 0; i < list.n; i++)
		comment("anonymous volume, with all the room of the data "
			"partition, or else of the root: ",
			list.v[i].destination);
	for (char **port = image ? image->ports : NULL; port && *port; port++)
		comment("the image listens on ", *port);
	anonymous_done(&list);
	print_health(&unit->conf);
}

static void print_keys(const struct unit_file *unit, const char *args)
{
	const struct effective_key *before = NULL;
	char name[UNIT_NAME_MAX + 16];

	if (unit->path)
		comment("", unit->path);
	for (size_t i = 0; i < unit->dropins.n; i++)
		comment("", unit->dropins.v[i]);
	if (unit->builtin)
		out_print("# %s is built in\n", unit->name);
	if (unit->bad)
		comment("refused: ", unit->bad);
	for (size_t i = 0; unit_name_dns(unit, i, name, sizeof(name)); i++)
		comment("name in DNS: ", name);
	for (size_t i = 0; i < self.keys.count; i++) {
		const struct effective_key *k = &self.keys.keys[i];
		size_t len = strlen(k->name) + strlen(k->value) + 1;

		if (!before || before->section != k->section)
			out_print("\n[%s]\n", keys_section_name(k->section));
		out_print("%s=", k->name);
		out_text(k->value);
		out_print("%*s # ",
			len < ORIGIN_AT ? (int)(ORIGIN_AT - len) : 0, "");
		if (k->path)
			out_print("%s:%u\n", leaf(k->path), k->line);
		else
			out_text("default\n");
		before = k;
	}
	if (args) {
		out_text("\n# runs ");
		out_text(args);
		out_text("\n");
	}
	if (unit->kind == UNIT_CONTAINER && !unit->bad)
		print_image(unit);
}

static void put_key(struct json *j, const struct effective_key *k)
{
	json_open(j, NULL, '{');
	json_string(j, "section", keys_section_name(k->section));
	json_string(j, "key", k->name);
	json_string(j, "value", k->value);
	json_string(j, "file", k->path);
	if (k->path)
		json_int(j, "line", k->line);
	else
		json_null(j, "line");
	json_bool(j, "default", !k->path);
	json_close(j, '}');
}

/* Writes the ports of the image, and how the health is checked. */
static void put_image(struct json *j, const struct unit_file *unit)
{
	const char *why, *ref = unit->conf.image;
	const struct image_info *image = ref ? offline_image(ref, &why) : NULL;

	json_open(j, "image_ports", '[');
	for (char **port = image ? image->ports : NULL; port && *port; port++)
		json_string(j, NULL, *port);
	json_close(j, ']');
	view_life_health(j, "health", &unit->conf);
}

static int print_json(const struct unit_file *unit, const char *args)
{
	static char text[SPEC_MAX];
	char name[UNIT_NAME_MAX + 16];
	struct json j;
	int rc;

	unit_name_full(unit, name, sizeof(name));
	json_begin(&j, text, SPEC_MAX);
	json_open(&j, NULL, '{');
	json_int(&j, "v", 1);
	json_string(&j, "unit", name);
	json_open(&j, "files", '[');
	if (unit->path)
		json_string(&j, NULL, unit->path);
	for (size_t i = 0; i < unit->dropins.n; i++)
		json_string(&j, NULL, unit->dropins.v[i]);
	json_close(&j, ']');
	json_string(&j, "bad", unit->bad);
	json_raw(&j, "args", args ? args : "null");
	put_image(&j, unit);
	json_open(&j, "names", '[');
	for (size_t i = 0; unit_name_dns(unit, i, name, sizeof(name)); i++)
		json_string(&j, NULL, name);
	json_close(&j, ']');
	json_open(&j, "keys", '[');
	for (size_t i = 0; i < self.keys.count; i++)
		put_key(&j, &self.keys.keys[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	rc = json_end(&j);
	if (rc >= 0)
		out_text(text);
	return rc < 0 ? fail(1, "", strerror(-rc)) : 0;
}

static int show(const struct unit_file *unit)
{
	static char room[SPEC_MAX];
	const char *args = find_args(unit, room, sizeof(room)) ? room : NULL;
	int rc = 0;

	if (self.json)
		rc = print_json(unit, args);
	else
		print_keys(unit, args);
	if (rc == 0 && unit->bad)
		rc = EXITCODE_BAD_CONFIG;
	return rc;
}

int show_run(const struct client_args *args)
{
	const struct unit_file *unit = NULL;
	struct conf conf = {0};
	int rc = take(args);

	if (rc == 0)
		rc = load(&conf, &unit);
	if (rc == 0 && unit)
		rc = self.oci ? show_oci(&conf, unit) : show(unit);
	effective_done(&self.keys);
	conf_done(&conf);
	return rc == 0 && !out_flush() ? 1 : rc;
}

static int cat(const struct unit_file *unit)
{
	const char *path = unit->path;
	int rc = 0;

	if (unit->builtin)
		out_print("# %s is built in\n", unit->name);
	for (size_t i = 0; path; path = unit->dropins.v[i++]) {
		out_text(i ? "\n" : "");
		comment("", path);
		rc = unit->masked ? 0 : print_file(path);
		if (rc < 0)
			return fail(1, path, ": cannot be read");
		if (i == unit->dropins.n)
			break;
	}
	if (unit->masked)
		out_text("# masked (a link to /dev/null)\n");
	return rc;
}

int show_cat(const struct client_args *args)
{
	const struct unit_file *unit = NULL;
	struct conf conf = {0};
	int rc = take(args);

	if (rc == 0)
		rc = load(&conf, &unit);
	if (rc == 0 && unit)
		rc = cat(unit);
	effective_done(&self.keys);
	conf_done(&conf);
	return rc == 0 && !out_flush() ? 1 : rc;
}
