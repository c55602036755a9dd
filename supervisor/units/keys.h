/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_H
#define SUPERVISOR_UNITS_KEYS_H

#include "supervisor/units/unit.h"

#include <stddef.h>

struct unitfile;

/* The sections that tcr reads. */
enum keys_section {
	SECTION_UNIT,
	SECTION_CONTAINER,
	SECTION_SERVICE,
	SECTION_INSTALL,
	SECTION_UPLINK,
	SECTION_QUADLET,
	SECTION_COUNT,
};

/*
 * How assignments add up.  Single values: the last one holds, an empty one
 * gives the default back.  Lists: each one adds, an empty one clears.
 */
enum keys_grammar {
	KEY_TEXT = 's',    /* one pair of double quotes around it goes */
	KEY_BOOL = 'b',    /* as s */
	KEY_COMMAND = 'c', /* words with escapes; the last one holds whole */
	KEY_LIST = 'l',    /* an item an assignment */
	KEY_WORDS = 'w',   /* words; a backslash is a backslash */
	KEY_ESCAPED = 'x', /* words with escapes */
	KEY_PAIRS = 'k',   /* as x; NAME=VALUE, the last of a NAME holds */
};

/*
 * A row of the key table: the only list of the keys that do something.  The
 * manual pages are held to it by a test.
 */
struct keys_row {
	enum keys_section section;
	enum keys_grammar grammar;
	const char *name;
	/*
	 * Takes a value that is not empty; NULL: clear.  0, -ENOMEM, or -EINVAL
	 * with u->why set, or else syntax is what is told.
	 */
	int (*set)(struct unitfile *u, const struct keys_row *row,
		const char *value, unsigned line);
	size_t at;            /* of the field in struct unit_conf, for set */
	const char *syntax;   /* what a value looks like */
	const char *fallback; /* the default, as one would write it, or NULL */
	const char *help;     /* one sentence */
};

#define KEYS_MAX 64 /* rows, at most */

/* The i-th row; NULL behind the last. */
const struct keys_row *keys_get(size_t i);

/* SECTION_COUNT: none of ours. */
enum keys_section keys_section_find(const char *name);
const char *keys_section_name(enum keys_section section);

/* Gives every key of the unit's kind its default.  0 or -ENOMEM. */
int keys_defaults(struct unitfile *u);

/*
 * Takes one assignment of a unit file.  What is wrong with it goes to the
 * unit's report, with a hint where one can be given.  0 or -ENOMEM.
 */
int keys_assign(struct unitfile *u, enum keys_section section, const char *key,
	char *value, unsigned line);

/* The line of the key's last assignment; 0: there was none. */
unsigned keys_line(
	const struct unitfile *u, enum keys_section section, const char *key);

#endif
