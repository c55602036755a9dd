/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_LOOK_H
#define SUPERVISOR_CLIENT_LOOK_H

#include "supervisor/client/doc.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* How a unit's state is shown, and what it means. */
struct look {
	const char *state;
	char symbol;
	const char *colour; /* parameter of SGR (ECMA-48); NULL: none */
	bool up;            /* running, or active without a process */
	bool explained;     /* the table shows the cause, not the description */
};

/* The look of a state; an unknown state has the symbol '?'. */
const struct look *look_of(struct doc_text state);
/* The look of a unit: as look_of(), but '!' if it is up and stale or fallback.
 */
const struct look *look_of_unit(const struct doc_unit *unit);

/*
 * Writes the name to show: without the suffix for a .container, whole for
 * others.  Returns its length.
 */
size_t look_name(struct doc_text unit, char *out, size_t size);

/* Reads a file of the unit's cgroup as a text; its length, or < 0. */
ssize_t look_read(
	const struct doc_unit *unit, const char *file, char *text, size_t size);

/* The memory of the unit's cgroup in bytes; -1 if it cannot be read. */
int64_t look_memory(const struct doc_unit *unit);

#endif
