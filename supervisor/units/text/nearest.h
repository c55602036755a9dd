/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_NEAREST_H
#define SUPERVISOR_UNITS_TEXT_NEAREST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Finds the known name that a misspelt one most likely was meant to be. */
struct nearest {
	const char *wanted;
	uint32_t letters; /* of it, as a set */
	char best[65];    /* the nearest so far */
	unsigned distance;
};

struct nearest nearest_begin(const char *wanted);
void nearest_try(struct nearest *n, const char *name, size_t len);
/* The same for each of several names, separated by blanks. */
void nearest_try_words(struct nearest *n, const char *names);
/* NULL: nothing is near enough to be helpful. */
const char *nearest_end(const struct nearest *n);

#endif
