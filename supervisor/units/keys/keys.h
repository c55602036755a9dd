/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_KEYS_H
#define SUPERVISOR_UNITS_KEYS_KEYS_H

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/sections.h"
#include "supervisor/units/unit_file.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How assignments add up.  Single values: the last one holds, an empty one
 * gives the default back.  Lists: each one adds, an empty one clears.
 */
enum keys_grammar {
	KEY_TEXT = 's',      /* one pair of double quotes around it goes */
	KEY_BOOL = 'b',      /* as s */
	KEY_COMMAND = 'c',   /* words with escapes; the last one holds whole */
	KEY_ARGUMENTS = 'a', /* as c, but each one adds */
	KEY_LIST = 'l',      /* an item an assignment */
	KEY_WORDS = 'w',     /* words; a backslash is a backslash */
	KEY_ESCAPED = 'x',   /* words with escapes */
	KEY_PAIRS = 'k',     /* as x; NAME=VALUE, the last of a NAME holds */
};

/*
 * A row of the key table: the only list of the keys that do something.  The
 * manual pages are made from it.
 */
struct keys_row {
	const char *name;
	enum keys_grammar grammar;
	unsigned field; /* offset in struct draft, for set */
	/*
	 * Takes a value that is not empty, specifiers and variables expanded;
	 * of a list of words (w, x, k) one word a call; of a command (c, a) the
	 * words are in u->words, to be taken.  NULL: clear.  0, -ENOMEM, or
	 * -EINVAL with u->why set, or else syntax is what is told.
	 */
	int (*set)(struct draft *u, const struct keys_row *row,
		const char *value, unsigned at);
	const char *syntax;   /* what a value looks like */
	const char *fallback; /* the default, as one would write it, or NULL */
#ifdef KEYS_DOC
	const char *help;    /* a sentence, or more */
	const char *example; /* a value */
#endif
};

/* The texts of the manual are for the program that makes it: not in tcrd. */
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
 * The section's rows are in parts, a file each; NULL and 0: there is no more.
 */
#define KEYS_PARTS 5
const struct keys_row *keys_rows(
	enum keys_section section, unsigned part, size_t *count);

/* The row of a key; NULL: the section has none. */
const struct keys_row *keys_row(enum keys_section section, const char *key);

/* Likewise, and which one of all it is. */
const struct keys_row *keys_find(
	enum keys_section section, const char *key, size_t *number);

/* How many rows there are in all. */
size_t keys_count(void);

/* SECTION_COUNT: none of ours. */
enum keys_section keys_section_find(const char *name);
const char *keys_section_name(enum keys_section section);

/* True if a file of this kind may have the section. */
bool keys_section_fits(enum unit_kind kind, enum keys_section section);

/* Whether an unknown key of the section is an error, and not a warning. */
bool keys_is_strict(enum keys_section section);

/* Whether $ is expanded in it: Quadlet writes such values to ExecStart=. */
bool keys_has_variables(enum keys_section section);

/* Gives the key its default: as tcr.conf says, or the table.  0 or -ENOMEM. */
int keys_default(
	struct draft *u, enum keys_section section, const struct keys_row *row);

/* Gives every key of the unit's kind its default.  0 or -ENOMEM. */
int keys_defaults(struct draft *u);

/* True if the unit or tcr.conf says what the key is. */
bool keys_given(
	const struct draft *u, enum keys_section section, const char *key);

/* The key's last assignment; 0: there was none. */
unsigned keys_last(
	const struct draft *u, enum keys_section section, const char *key);

#endif
