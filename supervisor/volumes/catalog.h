/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VOLUMES_CATALOG_H
#define SUPERVISOR_VOLUMES_CATALOG_H

#include "supervisor/units/conf.h"

#include <stdbool.h>
#include <stddef.h>

enum volume_kind {
	VOLUME_DIRECTORY, /* in paths_volumes() */
	VOLUME_DEVICE,    /* a file system or a directory of Device= */
	VOLUME_MEMORY,
	VOLUME_IMAGE,
	VOLUME_ANONYMOUS, /* of a container that runs, or left by a crash */
};

struct volume {
	char *name; /* of an anonymous one: 16 hexadecimal digits */
	char *path; /* where its files are */
	enum volume_kind kind;
	const struct unit_file *unit; /* its .volume unit, or NULL */
	bool there;                   /* the path exists, or is mounted */
	bool left; /* anonymous, of an earlier boot: no unit's any more */
};

/* All volumes of the device, by name: those that units describe or name, and
 * those that are there though no unit does. */
struct catalog {
	struct conf conf;
	struct volume *v;
	size_t count;
};

/* Reads the unit files and looks at the disk; 0 or -errno. */
int catalog_load(struct catalog *c);
void catalog_done(struct catalog *c);

/*
 * The volume of that name, which may also be that of its unit, with or without
 * suffix; NULL after a message.
 */
const struct volume *catalog_find(const struct catalog *c, const char *name);
/* The same, but NULL without a message. */
const struct volume *catalog_match(const struct catalog *c, const char *name);

/*
 * The next unit that describes or mounts the volume, from the unit *at on;
 * NULL: there are no more.
 */
const struct unit_file *catalog_user(
	const struct catalog *c, const struct volume *v, size_t *at);

/* A unit that was refused, so that it is not known what it uses; or NULL. */
const struct unit_file *catalog_bad(const struct catalog *c);

/* "directory", "device", ... */
const char *catalog_kind(enum volume_kind kind);

#endif
