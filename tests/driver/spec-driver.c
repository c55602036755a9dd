/* SPDX-License-Identifier: MIT */
/*
 * spec_write() on a command line, for tests: writes UNITDIR/config.json.
 *
 *	spec-driver IMAGE|- ROOT UNITDIR [KEY=VALUE]...
 *
 * Keys are those of a unit, one word a time (exec=, entrypoint=, env=,
 * env-file=, user=, group=, cwd=, hostname=, volume=SRC:DST[:OPTIONS],
 * tmpfs=DST[:OPTIONS], read-only=, network=host|none) and of the input
 * (netns=, cgroup=, seccomp=, pids=).
 */
#include "images/image.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/rungs/devtree.h"
#include "supervisor/spec/spec.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOUNTS 32

static struct unit_file unit = {.name = "test"};
static struct image_info image = {.uid = -1, .gid = -1};
static struct unit_volume volumes[MOUNTS];
static struct unit_tmpfs tmpfs[MOUNTS];
static struct spec_input in = {
	.unit = &unit, .image = &image, .cgroup = "/tcr/test"};

static void add(struct strv *list, const char *word)
{
	if (strv_add(&unit.arena, list, word, strlen(word)) < 0)
		abort();
}

static void add_volume(char *text)
{
	struct unit_volume *v = &volumes[unit.conf.volume_count++];

	v->source = strtok(text, ":");
	v->destination = strtok(NULL, ":");
	v->options = strtok(NULL, ":");
}

static void add_tmpfs(char *text)
{
	struct unit_tmpfs *t = &tmpfs[unit.conf.tmpfs_count++];

	t->destination = strtok(text, ":");
	t->options = strtok(NULL, ":");
}

static int set_list(const char *key, char *value)
{
	struct unit_conf *c = &unit.conf;

	if (!strcmp(key, "exec"))
		add(&c->exec, value);
	else if (!strcmp(key, "entrypoint") && *value)
		add(&c->entrypoint, value);
	else if (!strcmp(key, "env"))
		add(&c->environment, value);
	else if (!strcmp(key, "env-file"))
		add(&c->environment_files, value);
	else if (!strcmp(key, "volume") && c->volume_count < MOUNTS)
		add_volume(value);
	else if (!strcmp(key, "tmpfs") && c->tmpfs_count < MOUNTS)
		add_tmpfs(value);
	else if (strcmp(key, "entrypoint") != 0)
		return -EINVAL;
	c->entrypoint_set |= !strcmp(key, "entrypoint");
	return 0;
}

static bool has_pids(const char *file)
{
	return !strcmp(file, "pids.max");
}

static int set(const char *key, char *value)
{
	struct unit_conf *c = &unit.conf;

	if (!strcmp(key, "user"))
		c->user = value;
	else if (!strcmp(key, "group"))
		c->group = value;
	else if (!strcmp(key, "cwd"))
		c->working_dir = value;
	else if (!strcmp(key, "hostname"))
		c->hostname = value;
	else if (!strcmp(key, "read-only"))
		c->read_only = true;
	else if (!strcmp(key, "network"))
		c->network = *value == 'h' ? NETWORK_HOST : NETWORK_NONE;
	else if (!strcmp(key, "netns"))
		in.netns = value;
	else if (!strcmp(key, "cgroup"))
		in.cgroup = value;
	else if (!strcmp(key, "seccomp"))
		in.seccomp_path = value;
	else if (!strcmp(key, "pids"))
		in.cgroup_can = has_pids;
	else
		return set_list(key, value);
	return 0;
}

static int read_image(const char *file)
{
	const struct image_trust trust = {.keys = NULL};
	const char *none[] = {NULL};
	char path[PATH_MAX];
	autofd int fd = image_open(file, none, NULL, path, sizeof(path));

	return fd < 0 ? fd : image_info_read(fd, &trust, &image);
}

int main(int argc, char **argv)
{
	static char hostname[] = "test";
	int rc = 0;

	unit.conf.hostname = hostname;
	unit.conf.volumes = volumes;
	unit.conf.tmpfs = tmpfs;
	for (int i = 4; i < argc && rc == 0; i++) {
		char *value = strchr(argv[i], '=');

		rc = value ? (*value = 0, set(argv[i], value + 1)) : -EINVAL;
	}
	if (argc < 4 || rc < 0) {
		fprintf(stderr, "usage: spec-driver IMAGE|- ROOT UNITDIR "
				"[KEY=VALUE]...\n");
		return 2;
	}
	in.root = argv[2];
	in.unit_dir = argv[3];
	autofd int dir = open(argv[3], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -failed("%s", argv[3]);
	if (strcmp(argv[1], "-") != 0)
		rc = read_image(argv[1]);
	if (rc == 0)
		rc = devtree_up(&in);
	if (rc == 0)
		rc = spec_write(&in, dir);
	image_info_done(&image);
	arena_done(&unit.arena);
	return rc < 0 ? -rc : 0;
}
