/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_SCAN_H
#define SUPERVISOR_UNITS_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* What a directory entry is, by its name alone. */
enum scan_type {
	SCAN_CONTAINER,   /* NAME.container */
	SCAN_UPLINK,      /* NAME.uplink */
	SCAN_UNSUPPORTED, /* NAME.pod and the like */
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
};

/*
 * Lists the directories (NULL-ended; earlier ones hide names in later ones).
 * One that is not there is empty; one that cannot be read is logged.  Hidden
 * files are passed over.  0 or -ENOMEM.
 */
int scan_dirs(struct scan *scan, const char *const *dirs);
void scan_done(struct scan *scan);

/* The entry of that name; NULL: none. */
struct scan_entry *scan_find(const struct scan *scan, const char *name);

/* Its type, and how long its name is without the suffix. */
enum scan_type scan_type(const char *name, size_t *stem);

/*
 * Reads a unit file of at most size - 1 bytes; never blocks, whatever is there.
 * Returns 0 and its length, 1 when it is masked, or -EINVAL with why it is
 * refused.
 */
int scan_read(const char *path, char *text, size_t size, size_t *len,
	const char **why);

#endif
