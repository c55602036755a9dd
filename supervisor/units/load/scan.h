/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SCAN_H
#define SUPERVISOR_UNITS_LOAD_SCAN_H

#include "supervisor/base/strv.h"
#include "supervisor/units/unit_file.h"

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
	bool hides;      /* a later directory has one too */
	bool masked;     /* set by who opens it: a link to /dev/null */
};

struct scan {
	struct scan_entry *entries; /* sorted by name, each name once */
	size_t count;
	struct strv subdirs; /* that were found below the directories */
};

/* Who may have written the files. */
struct scan_trust {
	bool offline; /* owners and modes are not those that they will have */
	/*
	 * The data partition: what is below it may be torn or anything else.
	 * No link is followed there but one that is a mask, and the directories
	 * have to be root's, too.  NULL: none.
	 */
	const char *data;
};

/*
 * Lists the directories (NULL-ended; earlier ones hide names in later ones) and
 * what is below them.  One that is not there is empty; one that cannot be read,
 * or is a link on the data partition, is logged.  Hidden files are passed over.
 * No directory takes room from another.  0 or -ENOMEM.
 */
int scan_dirs(struct scan *scan, const char *const *dirs, const char *data);
void scan_done(struct scan *scan);

/* The entry of that name; NULL: none. */
struct scan_entry *scan_find(const struct scan *scan, const char *name);

/* Its type, for a unit its kind, and how long its name is without the suffix.
 */
enum scan_type scan_type(const char *name, enum unit_kind *kind, size_t *stem);

/* What follows "DIR/" in the path; NULL: it is not below dir (or dir is). */
const char *scan_below(const char *path, const char *dir);

/*
 * Reads a unit file of at most size - 1 bytes; never blocks, whatever is there.
 * Returns 0 and its length, 1 when it is masked, or -EINVAL with why it is
 * refused.
 */
int scan_read(const char *path, const struct scan_trust *trust, char *text,
	size_t size, size_t *len, const char **why);

#endif
