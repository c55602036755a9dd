/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_LOAD_GATHER_H
#define SUPERVISOR_UNITS_LOAD_GATHER_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/load/scan.h"
#include "supervisor/units/unit_file.h"

/* Where unit files are read from. */
struct gather_source {
	const char *const
		*dirs;       /* NULL-ended; the first that has a name counts */
	const char *cmdline; /* the kernel's, with ip=; or "" */
	/*
	 * RUN/units: the texts that saved_write() wrote are used in place of
	 * files that have become bad.  NULL: there are none.
	 */
	const char *saved;
	bool fallback; /* bad units are read from other files: fallback.h */
	const struct strv *defaults; /* defaults of tcr.conf; NULL: none */
	struct scan_trust trust; /* offline: the files are for another device */
	/*
	 * Only the file of this name is read, and unknown names of other units
	 * are no errors; of a template, an instance is made.  NULL: all files
	 * are read.
	 */
	const char *only;
	/*
	 * The name of a template's file without an instance: one is made, and
	 * of all units only the names that they use are resolved.  Or NULL.
	 */
	const char *sample;
	/* Called with all files when they are complete; or NULL. */
	void (*look)(struct draft *files, size_t count);
};

/* State of the loading of all units that gathering the files of one needs. */
struct gather {
	const struct gather_source *source;
	struct scan scan;
	unsigned skip;       /* so many of the first directories do not count */
	struct scan lower;   /* names in the directories after lower_skip */
	bool keep;           /* whether the text that is read is kept */
	unsigned lower_skip; /* of lower; 0: nothing was scanned yet */
	char *text;          /* buffer for one file: CONF_FILE_MAX + 1 */
	size_t data_len;     /* bytes read from the data partition */
};

/*
 * Reads all files of one unit into u, in which only unit.kind and unit.name are
 * set: the file of the entry (the unit's own, or its template), then the
 * drop-ins. name is the unit's full name.  The caller then calls reader_end(u),
 * unless the unit is masked.  0 or -ENOMEM.
 */
int gather_unit(struct gather *g, struct draft *u, struct scan_entry *entry,
	const char *name);

/*
 * The entry of the file, or of the template, that makes the unit of that full
 * name, with the first g->skip directories left out; NULL: there is none.
 */
struct scan_entry *gather_entry(struct gather *g, const char *name);

/* The index of the first directory that has a file of the unit. */
unsigned gather_top(const struct gather *g, const struct unit_file *unit);
/*
 * Whether a file makes the unit when the first skip directories are left out.
 * Always false if bad units are not read from other files (source->fallback).
 */
bool gather_is_below(
	struct gather *g, const struct unit_file *unit, unsigned skip);

/*
 * Sets u->unit.below_sum to the checksum of the firmware's files of the unit,
 * which are in the directories after those of the data partition.  Sets
 * u->unit.outdated if Overrides= has another checksum.  0 or -ENOMEM.
 */
int gather_overridden(struct gather *g, struct draft *u, const char *name);

/*
 * Adds the paths of all *.conf in one drop-in directory, except names that are
 * in paths already.  0 or -ENOMEM.
 */
int gather_dir(const char *path, struct arena *arena, struct strv *paths);

/*
 * Reads the unit from the text that saved_write() wrote, in place of its files.
 * 0, -ENOMEM, or -ENOENT if the path is too long.
 */
int gather_saved(struct gather *g, struct draft *u, const char *name);

/*
 * Compares the text that saved_write() wrote with the unit's: there is none, it
 * is the same, or another.
 */
enum gather_saved_state {
	GATHER_NONE,
	GATHER_SAME,
	GATHER_OTHER
} gather_compare(const struct gather *g, const struct unit_file *unit);

/*
 * The unit's rank in conflicts over a name, an address or a port: a higher rank
 * loses (draft_yields()).  It is 0 while the device runs and the unit has not
 * changed; otherwise it is higher the further the unit's first directory is
 * from the firmware's.
 */
unsigned gather_rank(const struct gather *g, const struct unit_file *unit);

#endif
