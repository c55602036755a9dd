/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_EXPAND_H
#define SUPERVISOR_UNITS_TEXT_EXPAND_H

#include "supervisor/base/strv.h"

#define EXPAND_NAME_MAX 64

/*
 * Variables in values, as systemd.service(5) has them in ExecStart=, where all
 * that Quadlet reads ends: "${X}" anywhere, "$X" as a word of its own (it may
 * become several words, or none), "$$" is a dollar sign; any other dollar sign
 * stays.  A variable that is not defined is an empty text, or no word.
 */
struct expand {
	const struct strv *variables; /* NAME=VALUE; of one name the last */
	/* The first name that was not among them, cut; "" at the beginning. */
	char undefined[EXPAND_NAME_MAX];
	const char *why; /* set with -EINVAL */
};

/* Expands each of the words in place; 0, -ENOMEM or -EINVAL. */
int expand_words(struct expand *e, struct strv *words);

/* Expands a text that is one word; *out is allocated.  The same results. */
int expand_text(struct expand *e, const char *text, char **out);

#endif
