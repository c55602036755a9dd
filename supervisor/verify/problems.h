/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_VERIFY_PROBLEMS_H
#define SUPERVISOR_VERIFY_PROBLEMS_H

#include <stdbool.h>
#include <stddef.h>

struct report;

/*
 * Collects the problems of units, to print them together: sorted by file and
 * line, each one once.
 */

enum problems_level {
	PROBLEMS_ERROR,
	PROBLEMS_WARNING,
	PROBLEMS_NOTE, /* information, not a problem */
};

/* From now on collects what report.h reports, which is then not logged. */
void problems_begin(void);

/*
 * Paths below dir will be printed as paths below name.  dir is absolute, name
 * is what the user wrote.
 */
void problems_alias(const char *dir, const char *name);

/* Adds a problem of the whole file at path (or of another thing of that name).
 */
void problems_add(enum problems_level level, const char *path,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Adds a problem of the value of assignment `at`, or of the whole unit if at is
 * 0, which is no reason to refuse the unit.
 */
void problems_report(enum problems_level level, const struct report *r,
	unsigned at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Stops collecting, sorts, removes repetitions and counts.  0, or -ENOMEM: some
 * problems are missing.
 */
int problems_end(size_t *errors, size_t *warnings);

/* Prints each problem as a line "PATH:LINE:COLUMN: error: text" to stdout. */
void problems_print(void);
/* Prints the problems as a JSON array, which ARCHITECTURE.md describes. */
void problems_print_json(void);

#endif
