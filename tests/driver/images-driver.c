/* SPDX-License-Identifier: MIT */
/*
 * The door of images/ on a command line, for tests.  Prints what a call gives,
 * exits with its errno.
 *
 *	images-driver open REF DIR...        the path found
 *	images-driver info FILE              the fields, one a line
 *	images-driver up FILE DIR            where in DIR the root is
 *	images-driver down DIR
 *	images-driver base FILE DIR...       the path of the base of FILE
 *	images-driver root-up LOWER RW ROOT BYTES [BASE]
 *	images-driver mapped-up SOURCE DIR   with ids from 100000 on
 *	images-driver merged-up LOWER BASE DIR
 *	images-driver root-down RW ROOT
 */
#include "images/image.h"
#include "init/io.h"
#include "init/log.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_ref(const char *ref, const char *const *dirs)
{
	char path[PATH_MAX];
	int fd = image_open(ref, dirs, NULL, path, sizeof(path));

	if (fd >= 0)
		puts(path);
	return fd;
}

static void print_list(const char *key, char *const *list)
{
	for (size_t i = 0; list && list[i]; i++)
		printf("%s=%s\n", key, list[i]);
}

static void print_text(const char *key, const char *text)
{
	if (text && *text)
		printf("%s=%s\n", key, text);
}

/* KEYS is a folder of keys; REQUIRE has the words signed, verity. */
static struct image_trust trust(void)
{
	static const char *keys[2];
	const char *require = getenv("REQUIRE");

	keys[0] = getenv("KEYS");
	return (struct image_trust){keys, require && strstr(require, "signed"),
		require && strstr(require, "verity")};
}

static int info(int fd)
{
	struct image_info i;
	const struct image_trust t = trust();
	int rc = image_info_read(fd, &t, &i);

	if (rc < 0)
		return rc;
	printf("trailer=%d\nfs=%llu\nuid=%lld\ngid=%lld\n", i.has_trailer,
		(unsigned long long)i.fs_bytes, (long long)i.uid,
		(long long)i.gid);
	if (i.verity_root)
		printf("tree=%llu\nroot=%s\nsalt=%s\n",
			(unsigned long long)i.tree_bytes, i.verity_root,
			i.verity_salt);
	print_text("key", i.key_id);
	print_text("signed-by", i.signed_by);
	print_text("name", i.name);
	print_text("tag", i.tag);
	print_text("digest", i.digest);
	print_text("architecture", i.architecture);
	print_text("created", i.created);
	print_text("base", i.base);
	print_text("base-name", i.base_name);
	print_text("working-dir", i.working_dir);
	print_text("stop-signal", i.stop_signal);
	print_list("entrypoint", i.entrypoint);
	print_list("cmd", i.cmd);
	print_list("env", i.env);
	print_list("group", i.groups);
	print_list("label", i.labels);
	print_list("volume", i.volumes);
	print_list("port", i.ports);
	print_list("health", i.health_cmd);
	image_info_done(&i);
	return 0;
}

static int up(int fd, const char *dir)
{
	const struct image_trust t = trust();
	struct image_info i;
	char root[PATH_MAX];
	int rc = image_info_read(fd, &t, &i);

	if (rc < 0)
		return rc;
	rc = image_up(fd, &i, dir);
	image_info_done(&i);
	image_root_of(dir, root);
	if (rc == 0)
		puts(root);
	return rc;
}

static int mapped_up(const char *source, const char *dir)
{
	static const char map[] = "0 100000 65536\n";
	autofd int userns = image_userns(map, map);

	return userns < 0 ? userns : image_idmap_up(source, dir, userns);
}

static int base(int fd, const char *const *dirs)
{
	char path[PATH_MAX];
	const struct image_trust t = trust();
	struct image_info i;
	int rc = image_info_read(fd, &t, &i);

	if (rc < 0)
		return rc;
	rc = i.base ? image_base_open(&i, dirs, path) : -ENODATA;
	image_info_done(&i);
	if (rc >= 0)
		puts(path);
	return rc;
}

static int run(int argc, const char *const *argv)
{
	const char *none[] = {NULL};
	const char *verb = argc > 1 ? argv[1] : "";

	if (strcmp(verb, "open") == 0 && argc > 2)
		return open_ref(argv[2], argv + 3);
	if (strcmp(verb, "down") == 0 && argc == 3)
		return image_down(argv[2]);
	if (strcmp(verb, "root-up") == 0 && (argc == 6 || argc == 7))
		return image_root_up(argv[2], argc == 7 ? argv[6] : "", argv[3],
			argv[4], strtoull(argv[5], NULL, 10), false);
	if (strcmp(verb, "mapped-up") == 0 && argc == 4)
		return mapped_up(argv[2], argv[3]);
	if (strcmp(verb, "merged-up") == 0 && argc == 5)
		return image_merged_up(argv[2], argv[3], argv[4]);
	if (strcmp(verb, "root-down") == 0 && argc == 4)
		return image_root_down(argv[2], argv[3]);
	if ((strcmp(verb, "base") == 0 && argc > 2) ||
		(strcmp(verb, "info") == 0 && argc == 3) ||
		(strcmp(verb, "up") == 0 && argc == 4)) {
		char path[PATH_MAX];
		autofd int fd =
			image_open(argv[2], none, NULL, path, sizeof(path));

		if (fd < 0)
			return fd;
		if (strcmp(verb, "base") == 0)
			return base(fd, argv + 3);
		return argc == 3 ? info(fd) : up(fd, argv[3]);
	}
	fprintf(stderr, "usage: images-driver VERB ARGUMENT...\n");
	return -EINVAL;
}

int main(int argc, char **argv)
{
	int rc = run(argc, (const char *const *)argv);

	log_init(NULL, LOG_LEVEL_INFO);
	return rc < 0 ? -rc : 0;
}
