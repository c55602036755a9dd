/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_SCAN_H
#define SUPERVISOR_UNITS_LOAD_SCAN_H

#include "supervisor/base/arena.h"
#include "supervisor/base/strv.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/* The type of a directory entry, by its name alone. */
enum scan_type {
	SCAN_UNIT,        /* NAME.container and all other kinds of units */
	SCAN_UNSUPPORTED, /* NAME.kube and others that tcr does not have */
	SCAN_DROPIN,      /* NAME.container.d, container.d */
	SCAN_OTHER,
};

struct scan_entry {
	char *name;      /* of the file, with the suffix */
	const char *dir; /* the first directory that has it */
	bool hides;      /* a later directory has it, too */
	bool masked;     /* gather_unit() sets it: a link to /dev/null */
};

struct scan {
	struct arena arena;
	struct scan_entry *entries; /* sorted by name, each name once */
	size_t count;
	struct strv subdirs; /* found below the directories */
};

/* Whose files are trusted. */
struct scan_trust {
	bool offline; /* owners and modes are not checked */
	/*
	 * The data partition, which may have been damaged.  Below it no
	 * symbolic link is followed but one to /dev/null as the file itself (a
	 * mask), and directories, too, have to belong to root.  NULL: there is
	 * none.
	 */
	const char *data;
};

/*
 * Lists the directories (NULL-ended) and their subdirectories; a name in an
 * earlier directory hides it in later ones.  A missing directory is empty; one
 * that cannot be read, or is a link on the data partition, is logged.  Hidden
 * files are ignored.  The limit on entries is for each directory.  0 or
 * -ENOMEM.
 */
int scan_dirs(struct scan *scan, const char *const *dirs, const char *data);
void scan_done(struct scan *scan);

/* The entry with that name; NULL: there is none. */
struct scan_entry *scan_find(const struct scan *scan, const char *name);

/*
 * The type of a name, the kind if it is a unit's, and in *stem the length of
 * the name without the suffix.
 */
enum scan_type scan_type(const char *name, enum unit_kind *kind, size_t *stem);

/*
 * The rest of the path after "DIR/"; NULL: it is not below dir, or dir is NULL.
 */
const char *scan_below(const char *path, const char *dir);

/*
 * Reads a unit file of at most size - 1 bytes, and never blocks, whatever the
 * path leads to.  Returns 0 and the length, 1 if the file is masked, or -EINVAL
 * with why it is refused.
 */
int scan_read(const char *path, const struct scan_trust *trust, char *text,
	size_t size, size_t *len, const char **why);

#endif
