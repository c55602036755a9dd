/* SPDX-License-Identifier: MIT */
/*
 * Finds the keys of a unit that are in effect, for `tcrctl show`.  Units are
 * not made from it (keys.c does that): a value that was refused is here as it
 * is written.
 */
#include "supervisor/verify/effective.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/text/expand.h"
#include "supervisor/units/text/specifier.h"
#include "supervisor/units/text/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Appends a key; the list owns key->value from now on, also after an error. */
static int add(struct effective *e, const struct effective_key *key)
{
	struct effective_key *grown =
		realloc(e->keys, (e->count + 1) * sizeof(*grown));

	if (grown)
		e->keys = grown;
	if (!grown || !key->value) {
		free(key->value);
		return -ENOMEM;
	}
	grown[e->count++] = *key;
	return 0;
}

static bool is_plain(const char *word)
{
	return *word && !word[strcspn(word, " \t\n\r\"'\\")];
}

/* Writes a word as it would be in a unit file; its end.  out has room for twice
 * the word's length, and three bytes. */
static char *quote(const char *word, char *out)
{
	static const char special[] = "\n\t\r\"\\", names[] = "ntr\"\\";

	if (is_plain(word))
		return stpcpy(out, word);
	*out++ = '"';
	for (; *word; word++) {
		const char *s = strchr(special, *word);

		if (s) {
			*out++ = '\\';
			*out++ = names[s - special];
		} else {
			*out++ = *word;
		}
	}
	*out++ = '"';
	*out = 0;
	return out;
}

/* Joins n words, from index `first` on; the caller frees the text. */
static char *join(const struct strv *words, size_t first, size_t n)
{
	size_t room = 1;
	char *text, *end;

	for (size_t i = first; i < first + n; i++)
		room += 2 * strlen(words->v[i]) + 3;
	text = end = malloc(room);
	if (!text)
		return NULL;
	*end = 0;
	for (size_t i = first; i < first + n; i++) {
		if (i > first)
			*end++ = ' ';
		end = quote(words->v[i], end);
	}
	return text;
}

/* Removes an earlier pair NAME=VALUE of the same name. */
static void replace(struct effective *e, size_t first, const char *pair)
{
	size_t len = strcspn(pair, "=");

	for (size_t i = first; i < e->count; i++) {
		const char *value = e->keys[i].value;

		value += *value == '"';
		if (strcspn(value, "=") != len || memcmp(value, pair, len) != 0)
			continue;
		free(e->keys[i].value);
		e->count--;
		memmove(&e->keys[i], &e->keys[i + 1],
			(e->count - i) * sizeof(*e->keys));
		return;
	}
}

static int add_words(struct draft *u, struct effective *e, size_t first,
	const struct keys_row *row, const char *text,
	const struct effective_key *at)
{
	bool plain = row->grammar == KEY_WORDS || row->grammar == KEY_PARTS;
	enum words_kind kind = plain ? WORDS_PLAIN : WORDS_ESCAPED;
	struct effective_key key = *at;
	struct arena arena = {0};
	struct strv words = {0};
	struct expand values = {.variables = &u->variables};
	const char *why;
	int rc = words_split(text, kind, &arena, &words, &why);

	if (rc == 0 && at->section == SECTION_CONTAINER)
		rc = expand_words(&values, &arena, &words);
	if (rc == -EINVAL) {
		key.value = strdup(text);
		rc = add(e, &key);
	} else if (rc == 0 && row->grammar != KEY_PAIRS) {
		key.value = join(&words, 0, words.n);
		rc = add(e, &key);
	} else {
		for (size_t i = 0; rc == 0 && i < words.n; i++) {
			replace(e, first, words.v[i]);
			key.value = join(&words, i, 1);
			rc = add(e, &key);
		}
	}
	arena_done(&arena);
	return rc;
}

static int add_text(struct draft *u, struct effective *e, char *text,
	const struct keys_row *row, const struct effective_key *at)
{
	struct effective_key key = *at;
	size_t len = strlen(text);
	struct expand values = {.variables = &u->variables};

	if ((row->grammar == KEY_TEXT || row->grammar == KEY_BOOL) && len > 1 &&
		*text == '"' && text[len - 1] == '"') {
		text[len - 1] = 0;
		text++;
	}
	if (at->section != SECTION_CONTAINER ||
		expand_text(&values, text, &key.value) == -EINVAL)
		key.value = strdup(text);
	return add(e, &key);
}

/* Adds assignment n; `first` is the index of the first entry of this key. */
static int add_line(struct draft *u, struct effective *e, size_t first,
	const struct keys_row *row, size_t n)
{
	const struct draft_line *line = &u->lines[n];
	const struct effective_key at = {.section = line->section,
		.name = row->name,
		.path = u->report.places[n].path,
		.line = u->report.places[n].line};
	char *text = NULL;
	const char *why;
	int rc = specifier_expand(&u->names, line->value, &text, &why);

	if (rc == -EINVAL) {
		text = strdup(line->value);
		rc = text ? 0 : -ENOMEM;
	}
	if (rc == 0 &&
		(row->grammar == KEY_TEXT || row->grammar == KEY_BOOL ||
			row->grammar == KEY_LIST || row->grammar == KEY_ITEMS))
		rc = add_text(u, e, text, row, &at);
	else if (rc == 0)
		rc = add_words(u, e, first, row, text, &at);
	free(text);
	return rc;
}

/* Removes the entries from index `first` on. */
static void clear(struct effective *e, size_t first)
{
	while (e->count > first)
		free(e->keys[--e->count].value);
}

static int add_row(struct draft *u, struct effective *e,
	enum keys_section section, const struct keys_row *row)
{
	size_t first = e->count;
	bool list = row->grammar != KEY_TEXT && row->grammar != KEY_BOOL &&
		    row->grammar != KEY_COMMAND;
	struct effective_key key = {.section = section, .name = row->name};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < u->report.place_count; i++) {
		if (u->lines[i].section != section ||
			strcmp(u->lines[i].key, row->name) != 0)
			continue;
		if (!list || !*u->lines[i].value)
			clear(e, first);
		if (*u->lines[i].value)
			rc = add_line(u, e, first, row, i);
	}
	/* Only a container has a program that the defaults are about. */
	if (rc < 0 || e->count > first || !row->fallback ||
		(section == SECTION_SERVICE && u->unit.kind != UNIT_CONTAINER))
		return rc;
	key.value = strdup(row->fallback);
	return add(e, &key);
}

static int add_section(
	struct draft *u, struct effective *e, enum keys_section section)
{
	size_t count;
	int rc = 0;

	for (unsigned part = 0; part < KEYS_PARTS; part++) {
		const struct keys_row *rows = keys_rows(section, part, &count);

		for (size_t i = 0; rc == 0 && i < count; i++)
			rc = add_row(u, e, section, &rows[i]);
	}
	return rc;
}

int effective_make(struct draft *u, struct effective *e)
{
	int rc = 0;

	*e = (struct effective){0};
	for (enum keys_section s = 0; rc == 0 && s < SECTION_COUNT; s++)
		if (keys_section_fits(u->unit.kind, s))
			rc = add_section(u, e, s);
	return rc;
}

void effective_done(struct effective *e)
{
	clear(e, 0);
	free(e->keys);
	*e = (struct effective){0};
}
