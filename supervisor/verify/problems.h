/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_PROBLEMS_H
#define SUPERVISOR_VERIFY_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What is wrong with units, kept to be told together, in the order of files and
 * lines, each problem once.
 */

enum problems_level {
	PROBLEMS_ERROR,
	PROBLEMS_WARNING,
	PROBLEMS_NOTE, /* nothing is wrong */
};

/* From now on all that is reported about unit files is kept here. */
void problems_begin(void);

/* Paths below dir are told as below name, as who asks wrote it. */
void problems_alias(const char *dir, const char *name);

/* One that is found elsewhere, of a file as a whole. */
void problems_add(enum problems_level level, const char *path,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sorts, drops repetitions, counts.  0, or -ENOMEM: some were not kept. */
int problems_end(size_t *errors, size_t *warnings);

/* To stdout: "PATH:LINE:COLUMN: error: text", a line each. */
void problems_print(void);
/* The same as a JSON array. */
void problems_print_json(void);

#endif
