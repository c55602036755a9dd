/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_EXPAND_H
#define SUPERVISOR_UNITS_TEXT_EXPAND_H

#include "supervisor/base/strv.h"

#define EXPAND_NAME_MAX 64

/*
 * Expands variables in values, as systemd does in ExecStart= (Quadlet puts all
 * values there): "${X}" anywhere; "$X" if it is a whole word, which may become
 * several words or none; "$$" becomes "$"; any other "$" stays.  A variable
 * that is not defined becomes an empty text, or no word.  systemd.service(5).
 */
struct expand {
	const struct strv *variables; /* NAME=VALUE; the last of a name wins */
	/* The first name that is not defined, cut; "" if all are. */
	char undefined[EXPAND_NAME_MAX];
	const char *why; /* set with -EINVAL */
};

/* Replaces the words by the expanded words; 0, -ENOMEM or -EINVAL. */
int expand_words(struct expand *e, struct arena *arena, struct strv *words);

/* Expands a text as one word; the caller frees *out.  0, -ENOMEM or -EINVAL. */
int expand_text(struct expand *e, const char *text, char **out);

#endif
