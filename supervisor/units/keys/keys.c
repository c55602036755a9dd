/* SPDX-License-Identifier: MIT */
/*
 * How an assignment of a unit file is judged by the key table.  A key that is
 * not done is never passed over in silence when it changes what the container
 * does or may do.
 *
 * A value goes through: specifiers (%), quotes and words, variables ($), the
 * setter; as systemd does with what Quadlet writes for it.
 */
#include "supervisor/units/keys/keys.h"

#include "init/fmt.h"
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

#define KIND(k)  (1U << UNIT_##k)
#define ALL      (~0U)

/* The kinds whose files systemd makes services of, and timers. */
#define SERVICES                                                               \
	(KIND(CONTAINER) | KIND(VOLUME) | KIND(IMAGE) | KIND(NETWORK) |        \
		KIND(POD) | KIND(TIMER))

static const struct {
	const char *name;
	const struct keys_row *(*rows[KEYS_PARTS])(size_t *count);
	unsigned kinds; /* of the files that may have it */
	bool strict;    /* an unknown key is an error, not a warning */
	bool variables; /* $ is expanded: Quadlet writes it to ExecStart= */
} sections[SECTION_COUNT] = {
	[SECTION_UNIT] = {"Unit", {keys_unit, keys_condition}, ALL, false,
		false},
	[SECTION_CONTAINER] = {"Container",
		{keys_container, keys_logs_container, keys_rights, keys_net,
			keys_health},
		KIND(CONTAINER), true, true},
	[SECTION_SERVICE] = {"Service",
		{keys_service, keys_logs_service, keys_limits}, SERVICES, false,
		false},
	[SECTION_INSTALL] = {"Install", {keys_install}, SERVICES, false, false},
	[SECTION_UPLINK] = {"Uplink", {keys_uplink}, KIND(UPLINK), true, false},
	[SECTION_VOLUME] = {"Volume", {keys_volume}, KIND(VOLUME), true, false},
	[SECTION_IMAGE] = {"Image", {keys_image}, KIND(IMAGE), true, false},
	[SECTION_TIMER] = {"Timer", {keys_timer}, KIND(TIMER), true, false},
	[SECTION_NETWORK] = {"Network", {keys_network}, KIND(NETWORK), true,
		false},
	[SECTION_POD] = {"Pod", {keys_pod}, KIND(POD), true, true},
	[SECTION_MANAGER] = {"Manager", {keys_manager}, KIND(MANAGER), false,
		false},
	[SECTION_QUADLET] = {"Quadlet", {NULL}, ALL, false, false},
	[SECTION_X_TCR] = {"X-TCR", {keys_x_tcr, keys_logs_x_tcr}, ALL, true,
		false},
};

const struct keys_row *keys_rows(
	enum keys_section section, unsigned part, size_t *count)
{
	*count = 0;
	return part < KEYS_PARTS && sections[section].rows[part]
		       ? sections[section].rows[part](count)
		       : NULL;
}

/* How many rows the section has. */
static size_t count_of(enum keys_section section)
{
	size_t all = 0, count;

	for (unsigned part = 0; keys_rows(section, part, &count); part++)
		all += count;
	return all;
}

size_t keys_count(void)
{
	size_t all = 0;

	for (enum keys_section s = 0; s < SECTION_COUNT; s++)
		all += count_of(s);
	return all;
}

const char *keys_section_name(enum keys_section section)
{
	return sections[section].name;
}

enum keys_section keys_section_find(const char *name)
{
	enum keys_section s = 0;

	while (s < SECTION_COUNT && strcmp(name, sections[s].name) != 0)
		s++;
	return s;
}

bool keys_section_fits(enum unit_kind kind, enum keys_section section)
{
	return section < SECTION_COUNT &&
	       (sections[section].kinds >> kind & 1U) != 0;
}

/* The key's row, and which one of all it is. */
static const struct keys_row *find(
	enum keys_section section, const char *key, size_t *number)
{
	size_t count, before = 0;
	const struct keys_row *rows;

	for (enum keys_section s = 0; s < section; s++)
		before += count_of(s);
	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++) {
		for (size_t i = 0; i < count; i++)
			if (strcmp(rows[i].name, key) == 0) {
				*number = before + i;
				return &rows[i];
			}
		before += count;
	}
	return NULL;
}

unsigned keys_last(
	const struct draft *u, enum keys_section section, const char *key)
{
	size_t number;

	return find(section, key, &number) ? u->last[number] : 0;
}

bool keys_given(
	const struct draft *u, enum keys_section section, const char *key)
{
	unsigned at = keys_last(u, section, key);
	size_t first = 0;

	return (at > 0 && *u->lines[at - 1].value) ||
	       settings_next(u->defaults, (int)section, key, &first);
}

const struct keys_row *keys_row(enum keys_section section, const char *key)
{
	size_t number;

	return find(section, key, &number);
}

/* What the key is without an assignment: as tcr.conf says, or the table. */
static int row_default(
	struct draft *u, enum keys_section section, const struct keys_row *row)
{
	size_t at = 0;
	const char *value =
		settings_next(u->defaults, (int)section, row->name, &at);
	int rc = 0;

	if (!value && row->fallback)
		return row->set(u, row, row->fallback, 0);
	for (; rc == 0 && value; value = settings_next(u->defaults,
					 (int)section, row->name, &at))
		rc = row->set(u, row, value, 0);
	return rc;
}

static int section_defaults(struct draft *u, enum keys_section section)
{
	const struct keys_row *rows;
	size_t count;
	int rc = 0;

	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count && rc == 0; i++)
			rc = row_default(u, section, &rows[i]);
	return rc;
}

int keys_defaults(struct draft *u)
{
	int rc = 0;

	for (enum keys_section s = 0; s < SECTION_COUNT && rc == 0; s++)
		if (keys_section_fits(u->unit.kind, s))
			rc = section_defaults(u, s);
	return rc;
}

static bool is_command(enum keys_grammar grammar)
{
	return grammar == KEY_COMMAND || grammar == KEY_ARGUMENTS;
}

static bool is_single(enum keys_grammar grammar)
{
	return grammar == KEY_TEXT || grammar == KEY_BOOL ||
	       grammar == KEY_COMMAND;
}

/* One pair of double quotes around the whole goes. */
static char *unquote(char *value)
{
	size_t len = strlen(value);

	if (len < 2 || value[0] != '"' || value[len - 1] != '"')
		return value;
	value[len - 1] = 0;
	return value + 1;
}

/*
 * The message says what the value is, unless it may be a secret: everyone on
 * the device can read why a unit is refused.
 */
static void tell_bad(struct draft *u, const struct keys_row *row,
	const char *value, unsigned at)
{
	const char *why = u->why ? u->why : row->syntax;
	bool secret = row->grammar == KEY_PAIRS || is_command(row->grammar);
	bool is_long = strlen(value) > 60;

	if (secret)
		report_error(&u->report, at, "bad value of %s= (%s)", row->name,
			why);
	else
		report_error(&u->report, at, "bad value %s=%.60s%s (%s)",
			row->name, value, is_long ? "..." : "", why);
}

static struct expand variables_of(const struct draft *u)
{
	return (struct expand){.variables = &u->variables};
}

/* After an expansion: says what was not defined, and passes rc on. */
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

/* One word of a list: what it is with variables, each a value. */
static int set_word(struct draft *u, const struct keys_row *row,
	const char *word, bool variables, unsigned at)
{
	struct expand e = variables_of(u);
	struct strv words = {0};
	int rc = strv_add(&words, word, strlen(word));

	if (rc == 0 && variables)
		rc = expanded(u, &e, expand_words(&e, &words), at);
	for (size_t i = 0; rc == 0 && i < words.n; i++)
		rc = row->set(u, row, words.v[i], at);
	strv_done(&words);
	return rc;
}

/* Splits, expands and sets; -EINVAL with u->why, or none: the syntax. */
static int set_words(struct draft *u, const struct keys_row *row,
	const char *value, bool variables, unsigned at)
{
	enum words_kind kind =
		row->grammar == KEY_WORDS ? WORDS_PLAIN : WORDS_ESCAPED;
	struct expand e = variables_of(u);
	struct strv words = {0};
	int rc = words_split(value, kind, &words, &u->why);

	if (rc == 0 && !is_command(row->grammar)) {
		/* One by one: a variable may be of the word before. */
		for (size_t i = 0; rc == 0 && i < words.n; i++)
			rc = set_word(u, row, words.v[i], variables, at);
	} else if (rc == 0) {
		if (variables)
			rc = expanded(u, &e, expand_words(&e, &words), at);
		u->words = words;
		words = (struct strv){0};
		if (rc == 0)
			rc = row->set(u, row, value, at);
		strv_done(&u->words);
	}
	strv_done(&words);
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
		rc = row->set(u, row, made ? made : value, at);
	free(made);
	return rc;
}

/* An empty assignment: a list is empty, a value is as if it were not there. */
static int reset(struct draft *u, enum keys_section section,
	const struct keys_row *row, unsigned at)
{
	size_t first = 0;

	return settings_next(u->defaults, (int)section, row->name, &first) &&
			       is_single(row->grammar)
		       ? row_default(u, section, row)
		       : row->set(u, row, row->fallback, at);
}

int keys_set_word(struct draft *u, enum keys_section section,
	const struct keys_row *row, const char *value, unsigned at)
{
	size_t number;
	int rc;

	(void)find(section, row->name, &number);
	u->last[number] = at;
	u->why = NULL;
	rc = *value ? row->set(u, row, value, at) : reset(u, section, row, at);
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
	bool variables = sections[section].variables;
	unsigned before = u->last[number];
	const char *value = line->value;
	char *text = NULL;
	int rc;

	if (before && *line->value && is_single(row->grammar) &&
		u->lines[before - 1].file == line->file)
		report_warning(&u->report, at,
			"%s= replaces the one in line %u", row->name,
			u->report.places[before - 1].line);
	u->last[number] = at;
	u->why = NULL;
	rc = specifier_expand(&u->names, line->value, &text, &u->why);
	if (rc == 0)
		value = plain ? unquote(text) : text;
	if (rc == 0 && !*value)
		rc = reset(u, section, row, at);
	else if (rc == 0 && (plain || row->grammar == KEY_LIST))
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

/* The section that has this key; SECTION_COUNT: none. */
static enum keys_section home_of(const char *key)
{
	enum keys_section s = 0;
	size_t number;

	while (s < SECTION_COUNT && !find(s, key, &number) &&
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

/* A key that nobody knows, or that is in the wrong section. */
static void tell_unknown(struct draft *u, enum keys_section section,
	const char *key, unsigned at)
{
	const char *here = sections[section].name;
	enum keys_section home = home_of(key);
	struct nearest found = nearest_key(section, key);
	const char *near = nearest_end(&found);
	char hint[HINT_MAX] = "";

	if (home != SECTION_COUNT) {
		report_key_error(&u->report, at,
			"%s= is no key of [%s] (it belongs in [%s])", key, here,
			sections[home].name);
		return;
	}
	if (near)
		(void)fmt_print(hint, sizeof(hint),
			!strcasecmp(near, key)
				? " (keys are case sensitive: '%s')"
				: " (did you mean '%s'?)",
			near);
	/*
	 * What is near a key is a typo of it, and a unit without that limit or
	 * rule is not what its author means.  tcr.conf is read as a whole: the
	 * rest of it would not hold either.
	 */
	if (sections[section].strict || (near && section != SECTION_MANAGER))
		report_key_error(&u->report, at, "unknown key '%s' in [%s]%s",
			key, here, hint);
	else
		report_key_warning(&u->report, at,
			"unknown key '%s' in [%s], ignored%s", key, here, hint);
}

int keys_assign(struct draft *u, unsigned at)
{
	const struct draft_line *line = &u->lines[at - 1];
	const struct refused_row *refused;
	size_t number;
	const struct keys_row *row = find(line->section, line->key, &number);

	if (row)
		return assign(u, line->section, row, number, at);
	refused = refused_find(line->section, line->key);
	if (!refused)
		tell_unknown(u, line->section, line->key, at);
	else if (!refused_is_harmless(refused, line->value))
		tell_refused(u, refused, line->key, at);
	return 0;
}
