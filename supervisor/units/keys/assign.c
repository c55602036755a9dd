/* SPDX-License-Identifier: MIT */
/*
 * Sets keys from assignments.  A key that tcr does not have is reported if it
 * changes what the container does or may do.
 *
 * A value is expanded in the order in which systemd expands what Quadlet writes
 * for it: specifiers (%), quotes and words, variables ($).  Then the setter
 * gets it.
 */
#include "supervisor/units/keys/assign.h"

#include "init/fmt.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/refused.h"
#include "supervisor/units/settings.h"
#include "supervisor/units/text/expand.h"
#include "supervisor/units/text/nearest.h"
#include "supervisor/units/text/specifier.h"
#include "supervisor/units/text/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HINT_MAX 128

static bool is_command(enum keys_grammar grammar)
{
	return grammar == KEY_COMMAND || grammar == KEY_ARGUMENTS;
}

static bool is_single(enum keys_grammar grammar)
{
	return grammar == KEY_TEXT || grammar == KEY_BOOL ||
	       grammar == KEY_COMMAND;
}

/* Removes one pair of double quotes around the value. */
static char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return value;
	value[len - 1] = 0;
	return value + 1;
}

/*
 * Reports a bad value.  The message shows the value, or the word of a list,
 * unless it may be a secret, as everyone on the device can read why a unit is
 * refused.
 */
static void tell_bad(struct draft *u, const struct keys_row *row,
	const char *value, unsigned at)
{
	const char *why = u->why ? u->why : row->syntax;
	bool variables = strstr(row->name, "Environment") != NULL;
	bool secret = (row->grammar == KEY_PAIRS && variables) ||
		      is_command(row->grammar);
	bool is_long = strlen(value) > 60;
	const char *more = "";

	if (*value == '#' || strstr(value, " #") || strstr(value, " ;"))
		more = "; a comment needs a line of its own";
	else if (row->grammar == KEY_PAIRS && !strchr(value, '='))
		more = "; spaces need quotes: \"NAME=two words\"";
	draft_point(u, at, value);
	if (secret)
		report_error(&u->report, at, "bad value of %s= (%s%s)",
			row->name, why, more);
	else
		report_error(&u->report, at, "bad value %s=%.60s%s (%s%s)",
			row->name, value, is_long ? "..." : "", why, more);
}

static struct expand variables_of(const struct draft *u)
{
	return (struct expand){.variables = &u->variables};
}

/* Reports variables that an expansion did not find.  Returns rc. */
static int expanded(
	struct draft *u, const struct expand *e, int rc, unsigned at)
{
	if (*e->undefined && u->lacking)
		report_warning(&u->report, at,
			"$%s is empty: it is not defined, and %s is not there",
			e->undefined, u->lacking);
	else if (*e->undefined)
		report_warning(&u->report, at,
			"$%s is empty: it is not defined; [Service] "
			"Environment= or DefaultEnvironment= of tcr.conf can; "
			"for a dollar sign write $$",
			e->undefined);
	if (rc == -EINVAL)
		u->why = e->why;
	return rc;
}

/*
 * Sets the key to a value, or to each entry of a value with commas: podman
 * takes them in the options that these keys are for it.
 */
static int set_value(struct draft *u, const struct keys_row *row,
	const char *value, unsigned at)
{
	bool commas = row->grammar == KEY_ITEMS || row->grammar == KEY_PARTS;
	char *copy, *rest, *entry;
	int rc = 0;

	if (!commas || !strchr(value, ','))
		return row->set(u, row, value, at);
	copy = rest = strdup(value);
	if (!copy)
		return -ENOMEM;
	while (rc == 0 && (entry = strsep(&rest, ",")))
		rc = *entry ? row->set(u, row, entry, at) : -EINVAL;
	free(copy);
	return rc;
}

/* Sets a list to one word more, or to several if a variable has several. */
static int set_word(struct draft *u, const struct keys_row *row,
	const char *word, bool variables, unsigned at)
{
	struct expand e = variables_of(u);
	struct arena arena = {0};
	struct strv words = {0};
	int rc = strv_add(&arena, &words, word, strlen(word));

	if (rc == 0 && variables)
		rc = expanded(u, &e, expand_words(&e, &arena, &words), at);
	for (size_t i = 0; rc == 0 && i < words.n; i++)
		rc = set_value(u, row, words.v[i], at);
	arena_done(&arena);
	return rc;
}

/* Splits and expands a value of words and sets the key. */
static int set_words(struct draft *u, const struct keys_row *row,
	const char *value, bool variables, unsigned at)
{
	bool plain = row->grammar == KEY_WORDS || row->grammar == KEY_PARTS;
	enum words_kind kind = plain ? WORDS_PLAIN : WORDS_ESCAPED;
	struct expand e = variables_of(u);
	struct arena arena = {0};
	struct strv words = {0};
	int rc = words_split(value, kind, &arena, &words, &u->why);

	if (rc == 0 && !is_command(row->grammar)) {
		size_t i = 0;

		/*
		 * One by one: a word may use a variable that the word before it
		 * sets.
		 */
		while (rc == 0 && i < words.n)
			rc = set_word(u, row, words.v[i++], variables, at);
		if (rc == -EINVAL) {
			tell_bad(u, row, words.v[i - 1], at);
			rc = 0;
		}
	} else if (rc == 0) {
		if (variables)
			rc = expanded(
				u, &e, expand_words(&e, &arena, &words), at);
		u->words = words;
		if (rc == 0)
			rc = row->set(u, row, value, at);
		u->words = (struct strv){0};
	}
	arena_done(&arena);
	return rc;
}

static int set_text_of(struct draft *u, const struct keys_row *row,
	const char *value, bool variables, unsigned at)
{
	struct expand e = variables_of(u);
	char *made = NULL;
	int rc = 0;

	if (variables)
		rc = expanded(u, &e, expand_text(&e, value, &made), at);
	if (rc == 0)
		rc = set_value(u, row, made ? made : value, at);
	free(made);
	return rc;
}

/* An empty assignment clears a list and restores the default of a value. */
static int reset(struct draft *u, enum keys_section section,
	const struct keys_row *row, unsigned at)
{
	size_t first = 0;

	return settings_next(u->defaults, (int)section, row->name, &first) &&
			       is_single(row->grammar)
		       ? keys_default(u, section, row)
		       : row->set(u, row, row->fallback, at);
}

int assign_word(struct draft *u, enum keys_section section,
	const struct keys_row *row, const char *value, unsigned at)
{
	size_t number;
	int rc;

	(void)keys_find(section, row->name, &number);
	u->last[number] = at;
	u->why = NULL;
	rc = *value ? set_value(u, row, value, at) : reset(u, section, row, at);
	if (rc == -EINVAL) {
		tell_bad(u, row, value, at);
		rc = 0;
	}
	return rc;
}

static int assign(struct draft *u, enum keys_section section,
	const struct keys_row *row, size_t number, unsigned at)
{
	const struct draft_line *line = &u->lines[at - 1];
	bool plain = row->grammar == KEY_TEXT || row->grammar == KEY_BOOL;
	bool list = row->grammar == KEY_LIST || row->grammar == KEY_ITEMS;
	bool variables = keys_has_variables(section);
	unsigned before = u->last[number];
	const char *value = line->value;
	char *text = NULL, why[80];
	int rc;

	if (before && *line->value && is_single(row->grammar) &&
		u->lines[before - 1].file == line->file)
		report_warning(&u->report, at,
			"%s= replaces the one in line %u", row->name,
			u->report.places[before - 1].line);
	u->last[number] = at;
	u->why = NULL;
	rc = specifier_expand(&u->names, line->value, &text, &u->why);
	if (rc == -EINVAL) {
		(void)fmt_print(
			why, sizeof(why), "%%%c: %s", u->names.bad, u->why);
		u->why = why;
	}
	if (rc == 0)
		value = plain ? unquote(text) : text;
	if (rc == 0 && !*value)
		rc = reset(u, section, row, at);
	else if (rc == 0 && (plain || list))
		rc = set_text_of(u, row, value, variables, at);
	else if (rc == 0)
		rc = set_words(u, row, value, variables, at);
	if (rc == -EINVAL) {
		tell_bad(u, row, value, at);
		rc = 0;
	}
	free(text);
	return rc;
}

static void tell_refused(struct draft *u, const struct refused_row *row,
	const char *key, unsigned at)
{
	const char *told = refused_hint(row, key, u->lines[at - 1].value);
	const char *hint = told ? told : "";
	const char *open = told ? " (" : "";
	const char *close = told ? ")" : "";

	switch (row->verdict) {
	case REFUSED_LATER:
		report_key_error(&u->report, at,
			"%s= is not supported by this version%s%s%s", key, open,
			hint, close);
		break;
	case REFUSED_NEVER:
		report_key_error(&u->report, at, "%s= is not supported%s%s%s",
			key, open, hint, close);
		break;
	case REFUSED_WARNED:
		report_key_warning(&u->report, at, "%s= has no effect%s%s%s",
			key, open, hint, close);
		break;
	case REFUSED_IGNORED:
		break;
	}
}

/* The section that has this key; SECTION_COUNT: there is none. */
static enum keys_section home_of(const char *key)
{
	enum keys_section s = 0;
	size_t number;

	while (s < SECTION_COUNT && !keys_find(s, key, &number) &&
		!refused_find(s, key))
		s++;
	return s;
}

static struct nearest nearest_key(enum keys_section section, const char *key)
{
	struct nearest n = nearest_begin(key);
	size_t count;
	const struct keys_row *rows;

	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count; i++)
			nearest_try(&n, rows[i].name, strlen(rows[i].name));
	for (size_t i = 0; refused_get(i); i++)
		if (refused_get(i)->section == section)
			nearest_try_words(&n, refused_get(i)->names);
	return n;
}

/* Reports a key that is unknown or in the wrong section. */
static void tell_unknown(struct draft *u, enum keys_section section,
	const char *key, unsigned at)
{
	const char *here = keys_section_name(section);
	enum keys_section home = home_of(key);
	struct nearest found = nearest_key(section, key);
	const char *near = nearest_end(&found);
	char hint[HINT_MAX] = "";

	if (home != SECTION_COUNT) {
		report_key_error(&u->report, at,
			"%s= is not a key of [%s] (it belongs in [%s])", key,
			here, keys_section_name(home));
		return;
	}
	if (near)
		(void)fmt_print(hint, sizeof(hint),
			!strcasecmp(near, key)
				? " (keys are case sensitive: '%s')"
				: " (did you mean '%s'?)",
			near);
	/*
	 * A name close to that of a key is a typing error, and without that key
	 * the unit would not be what its author means: the unit is refused.
	 * Not so tcr.conf, as an error in it would disable all of it.
	 */
	if (keys_is_strict(section) || (near && section != SECTION_MANAGER))
		report_key_error(&u->report, at, "unknown key '%s' in [%s]%s",
			key, here, hint);
	else
		report_key_warning(&u->report, at,
			"unknown key '%s' in [%s], ignored%s", key, here, hint);
}

int assign_line(struct draft *u, unsigned at)
{
	const struct draft_line *line = &u->lines[at - 1];
	const struct refused_row *refused;
	size_t number;
	const struct keys_row *row =
		keys_find(line->section, line->key, &number);

	if (row)
		return assign(u, line->section, row, number, at);
	refused = refused_find(line->section, line->key);
	if (!refused)
		tell_unknown(u, line->section, line->key, at);
	else if (!refused_is_harmless(refused, line->value))
		tell_refused(u, refused, line->key, at);
	return 0;
}
