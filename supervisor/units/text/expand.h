/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_EXPAND_H
#define SUPERVISOR_UNITS_TEXT_EXPAND_H

#include "supervisor/base/strv.h"

/*
 * Variables in values, as systemd.service(5) has them in ExecStart=, where all
 * that Quadlet reads ends: "${X}" anywhere, "$X" as a word of its own (it may
 * become several words, or none), "$$" is a dollar sign; any other dollar sign
 * stays.  One that is not defined is an error here, and nothing in systemd.
 *
 * variables has NAME=VALUE items.  Return 0, -ENOMEM, or -EINVAL with *why set.
 */

/* In place. */
int expand_words(
	const struct strv *variables, struct strv *words, const char **why);

/* A text that is one word; *out is allocated. */
int expand_text(const struct strv *variables, const char *text, char **out,
	const char **why);

#endif
