/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_REFUSED_H
#define SUPERVISOR_UNITS_KEYS_REFUSED_H

#include "supervisor/units/keys/sections.h"

#include <stdbool.h>
#include <stddef.h>

/* What becomes of a unit with a key that tcr does not have. */
enum refused_verdict {
	REFUSED_LATER,  /* the unit is refused; a later version may have the key
			 */
	REFUSED_NEVER,  /* the unit is refused; tcr will not have the key */
	REFUSED_WARNED, /* a warning says that the key has no effect */
	REFUSED_IGNORED, /* the key is ignored */
};

/* Keys of Podman Quadlet and systemd that tcr does not have. */
struct refused_row {
	enum keys_section section;
	enum refused_verdict verdict;
	const char *names; /* separated by spaces; "Name*", "*Name": patterns */
	const char *harmless; /* values that are ignored; or NULL */
	const char *hint;     /* reason, or the key to use; or NULL */
};

/* A command that units often run on the host, and what to use instead. */
struct refused_command {
	const char *words; /* commands or keys, separated by '|' */
	const char *answer;
};

/* The i-th row; NULL after the last one. */
const struct refused_row *refused_get(size_t i);
const struct refused_command *refused_command(size_t i);

/* The row that lists the key; NULL: there is none. */
const struct refused_row *refused_find(
	enum keys_section section, const char *key);

/*
 * The hint for a key: for one that runs a command, what to use instead; or
 * NULL.
 */
const char *refused_hint(
	const struct refused_row *row, const char *key, const char *value);

/* Whether the value asks only for what happens anyway. */
bool refused_is_harmless(const struct refused_row *row, const char *value);

#endif
