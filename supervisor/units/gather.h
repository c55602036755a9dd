/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_GATHER_H
#define SUPERVISOR_UNITS_GATHER_H

#include "supervisor/units/conf.h"
#include "supervisor/units/scan.h"
#include "supervisor/units/unitfile.h"

/* What gathering needs of the whole. */
struct gather {
	const struct conf_source *source;
	struct scan scan;
	char *text;      /* room for one file: CONF_FILE_MAX + 1 */
	size_t data_len; /* bytes of the data partition that were read */
};

/*
 * Reads all files of one unit into u, which is zero but for unit.kind and
 * unit.name: the entry's own, or the template of an instance, then its
 * drop-ins.  name is the unit's, with its suffix.  On return u is to be ended
 * with unitfile_end(), unless it is masked.  0 or -ENOMEM.
 */
int gather_unit(struct gather *g, struct unitfile *u, struct scan_entry *entry,
	const char *name);

/* Adds the *.conf of one drop-in directory; 0 or -ENOMEM. */
int gather_dir(const char *path, struct strv *paths);

/* The same from the text that saved_write() left; -ENOENT: there is none. */
int gather_saved(struct gather *g, struct unitfile *u, const char *name);

/* True if there is such a text, and it is another than the unit's. */
bool gather_has_other(const struct gather *g, const struct unit_file *unit);

#endif
