/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_REPORT_H
#define SUPERVISOR_UNITS_REPORT_H

#include <stdbool.h>

#define REPORT_LOGGED_MAX 20 /* problems of a file that are logged */

/*
 * What is wrong with one unit file.  Every problem is logged as "PATH:LINE:
 * message (hint)", up to a limit: a file of 100,000 bad lines must not flush
 * everything else out of the log.  The first error is kept: it is why the unit
 * is refused.
 */
struct report {
	const char *path;  /* of the file; not owned */
	char *first;       /* the first error; owned; NULL: none */
	unsigned problems; /* so far, logged or not */
	bool failed;       /* there was an error */
	bool no_memory;    /* to keep the first one: the load must fail */
};

/* line 0: the whole file.  What the text quotes is made printable UTF-8. */
void report_error(struct report *r, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_warning(struct report *r, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* After the last problem of the file: says how many were not logged. */
void report_end(const struct report *r);

#endif
