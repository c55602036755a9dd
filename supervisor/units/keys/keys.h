/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_KEYS_H
#define SUPERVISOR_UNITS_KEYS_KEYS_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The syntax of a value, and how several assignments of a key add up. Single
 * value: the last assignment counts, an empty one restores the default. List:
 * each assignment adds, an empty one clears the list.
 */
enum keys_grammar {
	KEY_TEXT = 's',      /* a value; double quotes around it are removed */
	KEY_BOOL = 'b',      /* a value, yes or no; quotes as with s */
	KEY_COMMAND = 'c',   /* a value of words with escapes */
	KEY_ARGUMENTS = 'a', /* a list of words with escapes, as a whole */
	KEY_LIST = 'l',      /* a list, one entry for each assignment */
	KEY_ITEMS = 'i',     /* as l, but a comma begins another entry */
	KEY_WORDS = 'w',     /* a list of words; a backslash is literal */
	KEY_PARTS = 'p',     /* as w, but a comma begins another entry */
	KEY_ESCAPED = 'x',   /* a list of words with escapes */
	KEY_PAIRS = 'k',     /* as x, NAME=VALUE; the last of a NAME counts */
};

/*
 * A row of the key table.  This is the only list of keys that have an effect;
 * the manual pages are made from it.
 */
struct keys_row {
	const char *name;
	enum keys_grammar grammar;
	unsigned field; /* for set: an offset in struct draft, or a number */
	/*
	 * Sets the key.  value is not empty; specifiers and variables are
	 * expanded.  Lists (i, w, p, x, k) are set by a call for each entry;
	 * the words of a command (c, a) are in u->words until the setter
	 * returns.  value is NULL to clear the key.  Returns 0, -ENOMEM, or
	 * -EINVAL: the message has u->why or, if that is NULL, syntax.
	 */
	int (*set)(struct draft *u, const struct keys_row *row,
		const char *value, unsigned at);
	const char *syntax;   /* what a value looks like */
	const char *fallback; /* the default as a value, or NULL */
#ifdef KEYS_DOC
	const char *help;    /* sentences for the manual page */
	const char *example; /* an example of a value */
#endif
};

/* The texts for manual pages are only in the program that makes the pages. */
#ifdef KEYS_DOC
#define KEYS_TEXT(help, example) help, example
#else
#define KEYS_TEXT(help, example)
#endif

/* Offsets for keys_row.field. */
#define KEYS_CONF(member) offsetof(struct draft, unit.conf.member)
#define KEYS_FILE(member) offsetof(struct draft, member)

/* The rows of each section, in the order of its manual page. */
const struct keys_row *keys_unit(size_t *count);
const struct keys_row *keys_condition(size_t *count);
const struct keys_row *keys_container(size_t *count);
const struct keys_row *keys_logs_container(size_t *count);
const struct keys_row *keys_rights(size_t *count);
const struct keys_row *keys_service(size_t *count);
const struct keys_row *keys_logs_service(size_t *count);
const struct keys_row *keys_limits(size_t *count);
const struct keys_row *keys_install(size_t *count);
const struct keys_row *keys_timer(size_t *count);
const struct keys_row *keys_manager(size_t *count);
const struct keys_row *keys_uplink(size_t *count);
const struct keys_row *keys_volume(size_t *count);
const struct keys_row *keys_image(size_t *count);
const struct keys_row *keys_net(size_t *count);
const struct keys_row *keys_network(size_t *count);
const struct keys_row *keys_pod(size_t *count);
const struct keys_row *keys_x_tcr(size_t *count);
const struct keys_row *keys_logs_x_tcr(size_t *count);
const struct keys_row *keys_health(size_t *count);

/*
 * The rows of one part (a file) of a section; NULL and a count of 0: there is
 * no such part.
 */
#define KEYS_PARTS 5
const struct keys_row *keys_rows(
	enum keys_section section, unsigned part, size_t *count);

/* The row of a key; NULL: the section has no such key. */
const struct keys_row *keys_row(enum keys_section section, const char *key);

/* The row of a key, with its number among all rows. */
const struct keys_row *keys_find(
	enum keys_section section, const char *key, size_t *number);

/* The number of rows of all sections. */
size_t keys_count(void);

/* The section of that name; SECTION_COUNT: tcr does not read it. */
enum keys_section keys_section_find(const char *name);
const char *keys_section_name(enum keys_section section);

/* Whether a file of this kind may have the section. */
bool keys_section_fits(enum unit_kind kind, enum keys_section section);

/* Whether an unknown key of the section is an error, not a warning. */
bool keys_is_strict(enum keys_section section);

/*
 * Whether $ is expanded in values of the section, as Quadlet writes them to
 * ExecStart=.
 */
bool keys_has_variables(enum keys_section section);

/* Sets a key to its default, from tcr.conf or the table.  0 or -ENOMEM. */
int keys_default(
	struct draft *u, enum keys_section section, const struct keys_row *row);

/* Sets all keys of the unit's kind to their defaults.  0 or -ENOMEM. */
int keys_defaults(struct draft *u);

/* Whether the unit or tcr.conf sets the key. */
bool keys_given(
	const struct draft *u, enum keys_section section, const char *key);

/* The number of the key's last assignment; 0: there is none. */
unsigned keys_last(
	const struct draft *u, enum keys_section section, const char *key);

#endif
