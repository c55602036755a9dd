/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_EFFECTIVE_H
#define SUPERVISOR_VERIFY_EFFECTIVE_H

#include "supervisor/units/keys/sections.h"

#include <stddef.h>

struct draft;

/* A key of a unit with the value that it has in the end. */
struct effective_key {
	enum keys_section section;
	const char *name;
	char *value;      /* expanded, words quoted if needed; owned */
	const char *path; /* the file that sets it, not owned; NULL: default */
	unsigned line;
};

/* All such keys, in the order of the key table. */
struct effective {
	struct effective_key *keys;
	size_t count;
};

/*
 * Finds the keys of a unit that are in effect: of a key with one value the last
 * assignment, of a list all that no later empty assignment clears, of
 * NAME=VALUE pairs the last one of each name.  0 or -ENOMEM; effective_done()
 * is needed in both cases.  *u must outlive *e.
 */
int effective_make(struct draft *u, struct effective *e);
void effective_done(struct effective *e);

#endif
