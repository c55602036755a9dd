/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_WORDS_H
#define SUPERVISOR_UNITS_TEXT_WORDS_H

#include "supervisor/base/strv.h"

enum words_kind {
	WORDS_PLAIN,   /* a backslash means itself */
	WORDS_ESCAPED, /* a backslash begins a C escape: Exec=, Environment= */
};

/*
 * Splits text at blanks as systemd does and appends the words to list.  Quotes
 * may stand anywhere in a word and keep blanks in it; "" is an empty word.
 * Words are valid UTF-8.  Returns 0, -ENOMEM, or -EINVAL with *why set; after
 * an error, list may have some of the words.
 */
int words_split(const char *text, enum words_kind kind, struct arena *arena,
	struct strv *list, const char **why);

/* Appends the strings of a JSON array (Entrypoint=); returns as words_split().
 */
int words_json(const char *text, struct arena *arena, struct strv *list,
	const char **why);

#endif
