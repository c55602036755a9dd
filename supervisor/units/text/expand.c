/* SPDX-License-Identifier: MIT */
/* Expands variables in values of unit files. */
#include "supervisor/units/text/expand.h"

#include "supervisor/units/text/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EXPANDED_MAX (128 << 10) /* bytes of one value */

static bool is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

static size_t name_length(const char *text)
{
	size_t n = 0;

	while (is_name(text[n], n == 0))
		n++;
	return n;
}

/* The value of a variable; "" if it is not defined: e->undefined has its name.
 */
static const char *value_of(struct expand *e, const char *name, size_t len)
{
	for (size_t i = e->variables->n; i > 0; i--) {
		const char *pair = e->variables->v[i - 1];

		if (strncmp(pair, name, len) == 0 && pair[len] == '=')
			return pair + len + 1;
	}
	if (!*e->undefined)
		memcpy(e->undefined, name,
			len < EXPAND_NAME_MAX ? len : EXPAND_NAME_MAX - 1);
	return "";
}

/* The length of a "${NAME}" at the start of text; 0: there is none. */
static size_t braced(const char *text)
{
	size_t n = text[1] == '{' ? name_length(text + 2) : 0;

	return n > 0 && text[n + 2] == '}' ? n + 3 : 0;
}

static int append(char **text, size_t *len, const char *more, size_t n)
{
	char *grown =
		*len + n < EXPANDED_MAX ? realloc(*text, *len + n + 1) : NULL;

	if (!grown)
		return *len + n < EXPANDED_MAX ? -ENOMEM : -E2BIG;
	memcpy(grown + *len, more, n);
	*len += n;
	grown[*len] = 0;
	*text = grown;
	return 0;
}

/* Expands the next piece: text without "$", "$$" or "${NAME}". */
static int take_piece(
	struct expand *e, const char **text, char **out, size_t *len)
{
	size_t n = strcspn(*text, "$");
	const char *value;

	if (n > 0) {
		const char *from = *text;

		*text += n;
		return append(out, len, from, n);
	}
	if ((*text)[1] == '$') {
		*text += 2;
		return append(out, len, "$", 1);
	}
	n = braced(*text);
	if (n == 0) {
		(*text)++;
		return append(out, len, "$", 1);
	}
	value = value_of(e, *text + 2, n - 3);
	*text += n;
	return append(out, len, value, strlen(value));
}

static int expand(struct expand *e, const char *text, char **out)
{
	char *made = NULL;
	size_t len = 0;
	int rc = append(&made, &len, "", 0);

	while (rc == 0 && *text)
		rc = take_piece(e, &text, &made, &len);
	if (rc == -E2BIG) {
		e->why = "too long with its variables";
		rc = -EINVAL;
	}
	if (rc < 0) {
		free(made);
		return rc;
	}
	*out = made;
	return 0;
}

/* The name if the whole word is "$NAME"; else NULL. */
static const char *whole(const char *word, size_t *len)
{
	*len = word[0] == '$' ? name_length(word + 1) : 0;
	return *len > 0 && !word[*len + 1] ? word + 1 : NULL;
}

int expand_text(struct expand *e, const char *text, char **out)
{
	size_t len;
	const char *name = whole(text, &len);

	if (!name)
		return expand(e, text, out);
	*out = strdup(value_of(e, name, len));
	return *out ? 0 : -ENOMEM;
}

static int add_word(struct expand *e, const char *word, struct arena *arena,
	struct strv *list)
{
	size_t len;
	const char *name = whole(word, &len);
	char *made;
	int rc;

	if (name)
		return words_split(value_of(e, name, len), WORDS_PLAIN, arena,
			list, &e->why);
	rc = expand_text(e, word, &made);
	if (rc < 0)
		return rc;
	rc = strv_add(arena, list, made, strlen(made));
	free(made);
	return rc;
}

int expand_words(struct expand *e, struct arena *arena, struct strv *words)
{
	struct strv made = {0};
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < words->n; i++)
		any |= strchr(words->v[i], '$') != NULL;
	if (!any)
		return 0;
	for (size_t i = 0; rc == 0 && i < words->n; i++)
		rc = add_word(e, words->v[i], arena, &made);
	if (rc == 0)
		*words = made;
	return rc;
}
