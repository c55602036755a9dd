/* SPDX-License-Identifier: MIT */
/* All volumes of the device, from its unit files and what is on its disk. */
#include "supervisor/volumes/catalog.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/mounted.h"
#include "supervisor/base/paths.h"
#include "supervisor/base/tree.h"
#include "supervisor/client/out.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/units/load/gather.h"
#include "supervisor/units/load/load.h"
#include "supervisor/units/store.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/unit_name.h"
#include "supervisor/units/uses.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *catalog_kind(enum volume_kind kind)
{
	static const char *const names[] = {
		"directory", "device", "memory", "image", "anonymous"};

	return names[kind];
}

static bool has(const struct catalog *c, const char *path)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->v[i].path, path) == 0)
			return true;
	return false;
}

/* Adds a volume, unless there is one at this path; 0 or -ENOMEM. */
static int add(struct catalog *c, const char *name, const char *path,
	enum volume_kind kind, const struct unit_file *unit)
{
	bool mount = unit && store_is_mounted(&unit->conf.store);
	struct volume *grown;

	if (has(c, path))
		return 0;
	grown = realloc(c->v, (c->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	c->v = grown;
	grown += c->count;
	*grown = (struct volume){.name = strdup(name),
		.path = strdup(path),
		.kind = kind,
		.unit = unit,
		.left = anonymous_is_left(path),
		.there = mount ? mounted_at(path) : access(path, F_OK) == 0};
	if (!grown->name || !grown->path) {
		free(grown->name);
		free(grown->path);
		return -ENOMEM;
	}
	c->count++;
	return 0;
}

static const char *leaf_of(const char *path)
{
	return strrchr(path, '/') + 1;
}

static int add_unit(struct catalog *c, const struct unit_file *unit)
{
	const struct unit_store *s = &unit->conf.store;
	char path[PATH_MAX];

	if (!s->directory || store_path(s, unit->name, path) < 0)
		return 0;
	return add(c, s->directory, path,
		s->image              ? VOLUME_IMAGE
		: store_is_memory(s)  ? VOLUME_MEMORY
		: store_is_mounted(s) ? VOLUME_DEVICE
				      : VOLUME_DIRECTORY,
		unit);
}

/* The volumes that unit files describe, then those that they only name. */
static int add_units(struct catalog *c)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->conf.count; i++)
		if (c->conf.units[i].kind == UNIT_VOLUME &&
			!c->conf.units[i].bad)
			rc = add_unit(c, &c->conf.units[i]);
	for (size_t i = 0; i < c->conf.count; i++) {
		const struct unit_conf *u = &c->conf.units[i].conf;

		for (size_t j = 0; rc == 0 && j < u->volume_count; j++)
			if (u->volumes[j].named)
				rc = add(c, leaf_of(u->volumes[j].source),
					u->volumes[j].source, VOLUME_DIRECTORY,
					NULL);
	}
	return rc;
}

/* An anonymous volume is named by a hash of its path (64-bit FNV-1a), which
 * has the boot, the container and a number. */
static int add_anonymous(struct catalog *c, const char *path)
{
	uint64_t hash = 0xcbf29ce484222325;
	char name[20];

	for (const char *p = path; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3;
	(void)fmt_print(
		name, sizeof(name), "%016llx", (unsigned long long)hash);
	return add(c, name, path, VOLUME_ANONYMOUS, NULL);
}

/* What find_anonymous() looks for: volumes two levels below a folder. */
struct search {
	struct catalog *catalog;
	const char *top;
	const char *middle; /* the folder between; NULL: any */
	const char *prefix; /* of a volume */
	struct tree_path path;
};

static int find_anonymous(struct tree_level *at, const char *name, void *arg)
{
	struct search *s = arg;
	char path[PATH_MAX];
	int rc = tree_path(&s->path, at, name);

	if (rc < 0 || (at->depth == 1 && s->middle && strcmp(name, s->middle)))
		return rc;
	if (at->depth < 2) {
		rc = tree_open(at, name, -1);
		return rc > 0; /* what is no folder, or gone, has no volumes */
	}
	if (strncmp(name, s->prefix, strlen(s->prefix)) != 0 ||
		fmt_print(path, sizeof(path), "%s/%s", s->top, s->path.text) <
			0)
		return 0;
	return add_anonymous(s->catalog, path);
}

static int search(struct catalog *c, const char *top, const char *middle,
	const char *prefix)
{
	struct search s = {c, top, middle, prefix, {"", {0}}};
	autofd int fd =
		open(top, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? 0 : tree_walk(fd, -1, find_anonymous, &s);
}

/* Adds what is there though no unit may name it. */
static int add_found(struct catalog *c)
{
	char path[PATH_MAX];
	DIR *d = opendir(paths_volumes());
	int rc = 0;

	for (struct dirent *e = d ? readdir(d) : NULL; e && rc == 0;
		e = readdir(d))
		if (*e->d_name != '.' && e->d_type == DT_DIR &&
			fmt_print(path, sizeof(path), "%s/%s", paths_volumes(),
				e->d_name) > 0)
			rc = add(c, e->d_name, path, VOLUME_DIRECTORY, NULL);
	if (d)
		closedir(d);
	if (rc == 0 &&
		fmt_print(path, sizeof(path), "%s/anonymous", paths_data()) > 0)
		rc = search(c, path, NULL, "");
	if (rc == 0 &&
		fmt_print(path, sizeof(path), "%s/units", paths_run()) > 0)
		rc = search(c, path, "rw", "anonymous-");
	return rc;
}

static int by_name(const void *a, const void *b)
{
	const struct volume *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Takes log lines: problems of unit files are told by tcrctl verify. */
static void ignore(enum log_level level, const char *line, size_t len)
{
	(void)level;
	(void)line;
	(void)len;
}

int catalog_load(struct catalog *c)
{
	const struct gather_source source = {.dirs = paths_units(),
		.cmdline = "",
		.trust = {.data = paths_data()}};
	int rc;

	log_init(NULL, LOG_LEVEL_ERR);
	log_divert(ignore);
	rc = load_all(&c->conf, &source);
	log_divert(NULL);
	if (rc == 0)
		rc = add_units(c);
	if (rc == 0)
		rc = add_found(c);
	if (rc < 0)
		return out_fail(EXITCODE_FAILED, "%s", strerror(-rc));
	if (c->count)
		qsort(c->v, c->count, sizeof(*c->v), by_name);
	return 0;
}

void catalog_done(struct catalog *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->v[i].name);
		free(c->v[i].path);
	}
	free(c->v);
	conf_done(&c->conf);
}

const struct volume *catalog_match(const struct catalog *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->v[i].name, name) == 0)
			return &c->v[i];
	for (size_t i = 0; i < c->count; i++) {
		const struct unit_file *unit = c->v[i].unit;
		char podman[UNIT_NAME_MAX + 16];

		if (!unit)
			continue;
		unit_name_podman(unit, podman, sizeof(podman));
		if (unit_name_is(unit, name) || strcmp(podman, name) == 0)
			return &c->v[i];
	}
	return NULL;
}

const struct volume *catalog_find(const struct catalog *c, const char *name)
{
	const struct volume *found = catalog_match(c, name);
	struct nearest near = nearest_begin(name);
	const char *best;

	if (found)
		return found;
	for (size_t i = 0; i < c->count; i++)
		nearest_try(&near, c->v[i].name, strlen(c->v[i].name));
	best = nearest_end(&near);
	(void)out_fail(EXITCODE_NO_UNIT, "no such volume: '%s'%s%s%s", name,
		best ? " (did you mean '" : "", best ? best : "",
		best ? "'?)" : "");
	return NULL;
}

const struct unit_file *catalog_user(
	const struct catalog *c, const struct volume *v, size_t *at)
{
	while (!v->left && *at < c->conf.count) {
		const struct unit_file *unit = &c->conf.units[(*at)++];

		if (unit == v->unit || uses_volume(unit, v->path))
			return unit;
	}
	return NULL;
}

const struct unit_file *catalog_bad(const struct catalog *c)
{
	for (size_t i = 0; i < c->conf.count; i++)
		if (c->conf.units[i].bad && !c->conf.units[i].masked)
			return &c->conf.units[i];
	return NULL;
}
