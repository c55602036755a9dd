/* SPDX-License-Identifier: MIT */
/* Variables in values of unit files: see the header for the rules. */
#include "supervisor/units/text/expand.h"

#include "supervisor/units/text/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define EXPANDED_MAX (128 << 10) /* bytes of one value */

static const char undefined[] =
	"a variable that Environment= does not define; for a dollar sign "
	"write $$";

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

static const char *value_of(
	const struct strv *variables, const char *name, size_t len)
{
	for (size_t i = variables->n; i > 0; i--) {
		const char *pair = variables->v[i - 1];

		if (strncmp(pair, name, len) == 0 && pair[len] == '=')
			return pair + len + 1;
	}
	return NULL;
}

/* "${NAME}" at text: how long it is; 0: it is none. */
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

/* Takes one piece of text: literal, "$$" or "${NAME}". */
static int take_piece(const struct strv *variables, const char **text,
	char **out, size_t *len, const char **why)
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
	value = value_of(variables, *text + 2, n - 3);
	if (!value) {
		*why = undefined;
		return -EINVAL;
	}
	*text += n;
	return append(out, len, value, strlen(value));
}

static int expand(const struct strv *variables, const char *text, char **out,
	const char **why)
{
	char *made = NULL;
	size_t len = 0;
	int rc = append(&made, &len, "", 0);

	while (rc == 0 && *text)
		rc = take_piece(variables, &text, &made, &len, why);
	if (rc == -E2BIG) {
		*why = "too long with its variables";
		rc = -EINVAL;
	}
	if (rc < 0) {
		free(made);
		return rc;
	}
	*out = made;
	return 0;
}

/* The whole word is "$NAME": where the name is; NULL: it is not. */
static const char *whole(const char *word, size_t *len)
{
	*len = word[0] == '$' ? name_length(word + 1) : 0;
	return *len > 0 && !word[*len + 1] ? word + 1 : NULL;
}

int expand_text(const struct strv *variables, const char *text, char **out,
	const char **why)
{
	size_t len;
	const char *name = whole(text, &len);
	const char *value;

	if (!name)
		return expand(variables, text, out, why);
	value = value_of(variables, name, len);
	if (!value) {
		*why = undefined;
		return -EINVAL;
	}
	*out = strdup(value);
	return *out ? 0 : -ENOMEM;
}

static int add_word(const struct strv *variables, const char *word,
	struct strv *list, const char **why)
{
	size_t len;
	const char *name = whole(word, &len);
	const char *value = name ? value_of(variables, name, len) : NULL;
	char *made;
	int rc;

	if (name && value)
		return words_split(value, WORDS_PLAIN, list, why);
	rc = expand_text(variables, word, &made, why);
	if (rc < 0)
		return rc;
	rc = strv_add(list, made, strlen(made));
	free(made);
	return rc;
}

int expand_words(
	const struct strv *variables, struct strv *words, const char **why)
{
	struct strv made = {0};
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < words->n; i++)
		any |= strchr(words->v[i], '$') != NULL;
	if (!any)
		return 0;
	for (size_t i = 0; rc == 0 && i < words->n; i++)
		rc = add_word(variables, words->v[i], &made, why);
	if (rc < 0) {
		strv_done(&made);
		return rc;
	}
	strv_done(words);
	*words = made;
	return 0;
}
