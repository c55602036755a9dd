/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SCAN_H
#define SUPERVISOR_UNITS_SCAN_H

#include "supervisor/strv.h"
#include "supervisor/units/unit.h"

#include <stdbool.h>
#include <stddef.h>

/* What a directory entry is, by its name alone. */
enum scan_type {
	SCAN_UNIT,        /* NAME.container and the like: see its kind */
	SCAN_UNSUPPORTED, /* NAME.kube and the like */
	SCAN_DROPIN,      /* NAME.container.d, container.d */
	SCAN_OTHER,
};

struct scan_entry {
	char *name;      /* of the file, with its suffix */
	const char *dir; /* the first one that has it */
	bool masked;     /* set by who opens it: a link to /dev/null */
};

struct scan {
	struct scan_entry *entries; /* sorted by name, each name once */
	size_t count;
	struct strv subdirs; /* that were found below the directories */
};

/*
 * Lists the directories (NULL-ended; earlier ones hide names in later ones) and
 * what is below them.  One that is not there is empty; one that cannot be read
 * is logged.  Hidden files are passed over.  0 or -ENOMEM.
 */
int scan_dirs(struct scan *scan, const char *const *dirs);
void scan_done(struct scan *scan);

/* The entry of that name; NULL: none. */
struct scan_entry *scan_find(const struct scan *scan, const char *name);

/* Its type, for a unit its kind, and how long its name is without the suffix.
 */
enum scan_type scan_type(const char *name, enum unit_kind *kind, size_t *stem);

/* ".container": the suffix of a kind's files. */
const char *scan_suffix(enum unit_kind kind);

/*
 * Reads a unit file of at most size - 1 bytes; never blocks, whatever is there.
 * Offline its owner and mode are not those that it will have: they are not
 * looked at.
 * Returns 0 and its length, 1 when it is masked, or -EINVAL with why it is
 * refused.
 */
int scan_read(const char *path, bool offline, char *text, size_t size,
	size_t *len, const char **why);

#endif
