/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_STORE_H
#define SUPERVISOR_UNITS_STORE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a .volume or .image file says. */
struct unit_store {
	char *directory; /* VolumeName=, the unit's name by default */
	char *device;    /* NULL: a directory that tcrd makes, or memory */
	char *type;      /* of the file system; NULL: device is bind-mounted */
	char *options;   /* as written; store_options() parses them */
	char *user;      /* owner of files on file systems without owners */
	char *group;
	uint32_t uid, gid; /* owner of its root directory, if set */
	bool uid_set, gid_set;
	bool image; /* Driver=image: the image in conf.image, read-only */
	bool copy;  /* a new volume gets the image's files */
	bool boot;  /* Persist=boot: in memory */
	uint64_t size_max; /* of its data in memory; 0: not set */
	/* only for .image files */
	char *tag;
	char *arch;
};

#define STORE_DATA_MAX 1024

/*
 * Turns options of mount(8) into flags for mount(2) and data for the file
 * system.  nosuid and nodev are always among the flags.  Returns 0, or -EINVAL
 * with *why set.
 */
int store_options(const char *text, unsigned long *flags,
	char data[STORE_DATA_MAX], const char **why);

/*
 * Whether the volume is a file system that tcrd mounts, not only a directory.
 */
bool store_is_mounted(const struct unit_store *store);

/* Whether the volume's data is in memory. */
bool store_is_memory(const struct unit_store *store);

/* Where the data of the volume called name is while it is up; 0 or -errno. */
int store_path(
	const struct unit_store *s, const char *name, char path[PATH_MAX]);

#endif
