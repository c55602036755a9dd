/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_GATHER_H
#define SUPERVISOR_UNITS_LOAD_GATHER_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_file.h"

/* Where units come from. */
struct gather_source {
	const char *const *dirs; /* NULL-ended; the first wins for a name */
	const char *cmdline;     /* the kernel's, for ip=, or "" */
	/*
	 * RUN/units: what saved_write() left there is used in place of files
	 * that have become bad.  NULL: nothing is.
	 */
	const char *saved;
	bool fallback; /* a unit that is bad is read without its overrides */
	const struct strv *defaults; /* of tcr.conf; NULL: none */
	struct scan_trust trust;     /* offline: not on the units' own device */
	/*
	 * The name of a file, to look at it alone: names of units that are not
	 * there are no problem.  Of a template an instance is made.  NULL: all.
	 */
	const char *only;
	/*
	 * The name of a template's file without an instance: one is made, and
	 * of all units only the names that they use are resolved.  Or NULL.
	 */
	const char *sample;
	/* Is shown the files when all is known of them; or NULL. */
	void (*look)(struct draft *files, size_t count);
};

/* What gathering needs of the whole. */
struct gather {
	const struct gather_source *source;
	struct scan scan;
	unsigned skip;       /* so many of the first directories are left out */
	struct scan lower;   /* what the others have */
	bool keep;           /* the text of what is read */
	unsigned lower_skip; /* of that scan; 0: there is none yet */
	char *text;          /* room for one file: CONF_FILE_MAX + 1 */
	size_t data_len;     /* bytes of the data partition that were read */
};

/*
 * Reads all files of one unit into u, which is zero but for unit.kind and
 * unit.name: the entry's own, or the template of an instance, then its
 * drop-ins.  name is the unit's, with its suffix.  On return u is to be ended
 * with reader_end(), unless it is masked.  0 or -ENOMEM.
 */
int gather_unit(struct gather *g, struct draft *u, struct scan_entry *entry,
	const char *name);

/*
 * What holds the full name, the unit's file or its template, with g->skip
 * directories left out; NULL: nothing.
 */
struct scan_entry *gather_entry(struct gather *g, const char *name);

/* The first directory, by its number, that a file of the unit is in. */
unsigned gather_top(const struct gather *g, const struct unit_file *unit);
/* The unit is there without so many of the directories.  Never offline. */
bool gather_is_below(
	struct gather *g, const struct unit_file *unit, unsigned skip);

/*
 * The checksum of what the firmware's directories, those behind the data
 * partition's, have of the unit, and whether Overrides= says another.
 */
int gather_overridden(struct gather *g, struct draft *u, const char *name);

/* Adds the *.conf of one drop-in directory; 0 or -ENOMEM. */
int gather_dir(const char *path, struct strv *paths);

/* The same from the text that saved_write() left; -ENOENT: there is none. */
int gather_saved(struct gather *g, struct draft *u, const char *name);

/* Whether there is such a text, and how it compares with the unit's. */
enum gather_saved_state {
	GATHER_NONE,
	GATHER_SAME,
	GATHER_OTHER
} gather_compare(const struct gather *g, const struct unit_file *unit);

/*
 * Of two that want one thing the one yields that is further from the firmware;
 * while the device runs, first of all one that has changed.
 */
unsigned gather_rank(const struct gather *g, const struct unit_file *unit);

#endif
