/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_STORE_H
#define SUPERVISOR_UNITS_STORE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a .volume (or .image) file says: where data of containers is kept. */
struct unit_store {
	char *directory; /* VolumeName=, the unit's name by default */
	char *device;    /* NULL: a directory of ours, or memory */
	char *type;      /* a file system; NULL: the device is bound */
	char *options;   /* as written; store_options() takes them */
	char *user;      /* of files without owner: uid=, gid= */
	char *group;
	uint32_t uid, gid; /* of its root, if set */
	bool uid_set, gid_set;
	bool image;        /* Driver=image: conf.image, read-only */
	bool copy;         /* a new one gets what the image has there */
	bool boot;         /* Persist=boot: in memory */
	uint64_t size_max; /* bytes in memory; 0: not set */
	/* of an .image file */
	char *tag;
	char *arch;
};

#define STORE_DATA_MAX 1024

/*
 * The options of mount(8) as flags for mount(2) and what the file system is to
 * make of the rest.  nosuid and nodev are always among the flags.  0 or -EINVAL
 * with *why set.
 */
int store_options(const char *text, unsigned long *flags,
	char data[STORE_DATA_MAX], const char **why);

/* It is a file system that is mounted for it, not a directory that is there. */
bool store_is_mounted(const struct unit_store *store);

/* It is in memory. */
bool store_is_memory(const struct unit_store *store);

/* Where the data of the volume of that name is while it is up; 0 or -errno. */
int store_path(
	const struct unit_store *s, const char *name, char path[PATH_MAX]);

void store_done(struct unit_store *store);

#endif
