/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_LOGS_COPIES_H
#define SUPERVISOR_LOGS_COPIES_H

#include "supervisor/units/unit_logs.h"

#include <stddef.h>

/* Copies of a container's lines to the kernel's log and the console.  Nothing
 * here blocks. */
struct copies {
	int kmsg, console;  /* descriptors; -1: no copy */
	unsigned long lost; /* lines for which the console had no room */
};

/* Opens what *logs asks for; logs an error if one cannot be opened. */
void copies_open(struct copies *c, const struct unit_logs *logs);
void copies_done(struct copies *c);

/* Writes "TAG: TEXT"; bytes that are not printable ASCII become '?'. */
void copies_put(
	struct copies *c, const char *tag, const char *text, size_t len);

#endif
