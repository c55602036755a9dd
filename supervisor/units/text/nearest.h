/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_NEAREST_H
#define SUPERVISOR_UNITS_TEXT_NEAREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finds the known name that is most like a misspelt one ("did you mean"). */
struct nearest {
	const char *wanted; /* the misspelt name; not owned */
	uint32_t letters;   /* a set of the letters in it */
	char best[65];      /* the nearest known name so far, or "" */
	unsigned distance;  /* a name must have a smaller one to replace it */
};

/* wanted must stay valid until nearest_end(). */
struct nearest nearest_begin(const char *wanted);
/* Tries a known name. */
void nearest_try(struct nearest *n, const char *name, size_t len);
/* Tries several known names, separated by blanks. */
void nearest_try_words(struct nearest *n, const char *names);
/* The nearest name, valid as long as *n; NULL: no name is near enough. */
const char *nearest_end(const struct nearest *n);

#endif
