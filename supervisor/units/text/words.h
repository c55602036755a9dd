/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_WORDS_H
#define SUPERVISOR_UNITS_TEXT_WORDS_H

#include "supervisor/base/strv.h"

enum words_kind {
	WORDS_PLAIN,   /* quotes group, a backslash is a backslash */
	WORDS_ESCAPED, /* C escapes as well: Exec=, Environment= */
};

/*
 * Splits text at blanks as systemd does and appends the words to list.  Quotes
 * group anywhere in a word; "" is an empty word.  Words are valid UTF-8.
 * Returns 0, -ENOMEM, or -EINVAL with *why set; list may then have a part.
 */
int words_split(const char *text, enum words_kind kind, struct strv *list,
	const char **why);

/* Appends the strings of a JSON array, as Entrypoint= may be; as above. */
int words_json(const char *text, struct strv *list, const char **why);

#endif
