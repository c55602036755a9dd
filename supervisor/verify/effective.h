/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_EFFECTIVE_H
#define SUPERVISOR_VERIFY_EFFECTIVE_H

#include "supervisor/units/keys/sections.h"

#include <stddef.h>

struct unitfile;

/* A key that holds, in the order of the key table. */
struct effective_key {
	enum keys_section section;
	const char *name;
	char *value;      /* expanded; words that need it are quoted */
	const char *path; /* where it stands, not owned; NULL: the default */
	unsigned line;
};

struct effective {
	struct effective_key *keys;
	size_t count;
};

/*
 * What all files of a unit come to: of a single value the last assignment, of a
 * list all that are not cleared again, of pairs the last one of each name.  0
 * or -ENOMEM; undone by effective_done() in both cases.
 */
int effective_make(struct unitfile *u, struct effective *e);
void effective_done(struct effective *e);

#endif
