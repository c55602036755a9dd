/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_KEYS_REFUSED_H
#define SUPERVISOR_UNITS_KEYS_REFUSED_H

#include "supervisor/units/keys/sections.h"

#include <stdbool.h>
#include <stddef.h>

/* What becomes of a unit that has such a key. */
enum refused_verdict {
	REFUSED_LATER,   /* refused: this version does not do it */
	REFUSED_NEVER,   /* refused: tcr will not do it */
	REFUSED_WARNED,  /* loaded, the key is told to have no effect */
	REFUSED_IGNORED, /* loaded: the key means nothing here */
};

/* Keys of Podman Quadlet and systemd that do nothing in tcr. */
struct refused_row {
	enum keys_section section;
	enum refused_verdict verdict;
	const char *names;    /* separated by blanks; "Name*": all such */
	const char *harmless; /* values that ask for what is anyway; or NULL */
	const char *hint;     /* why, or what to use; or NULL */
};

/* A command of the host that units often have, and what to do here instead. */
struct refused_command {
	const char *words; /* "mkdir|podman exec": one of these, or the key */
	const char *answer;
};

/* The i-th row; NULL behind the last. */
const struct refused_row *refused_get(size_t i);
const struct refused_command *refused_command(size_t i);

/* The row that has the key; NULL: nobody knows it. */
const struct refused_row *refused_find(
	enum keys_section section, const char *key);

/* What to tell of the key: of a command, what to do instead; or NULL. */
const char *refused_hint(
	const struct refused_row *row, const char *key, const char *value);

/* The value asks for nothing else than what happens anyway. */
bool refused_is_harmless(const struct refused_row *row, const char *value);

#endif
