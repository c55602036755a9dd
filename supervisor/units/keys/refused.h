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

/* The i-th row; NULL behind the last. */
const struct refused_row *refused_get(size_t i);

/* The row that has the key; NULL: nobody knows it. */
const struct refused_row *refused_find(
	enum keys_section section, const char *key);

/* The value asks for nothing else than what happens anyway. */
bool refused_is_harmless(const struct refused_row *row, const char *value);

#endif
