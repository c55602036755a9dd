/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_REPORT_H
#define SUPERVISOR_UNITS_TEXT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define REPORT_LOGGED_MAX 20 /* problems of a unit that are logged */

/* Where an assignment stands; columns count bytes from 1. */
struct report_place {
	const char *path; /* not owned */
	unsigned line;
	unsigned key_column;
	unsigned value_column;
	const char *key; /* not owned */
};

/*
 * What is wrong with one unit.  Every problem is logged as "PATH:LINE: message
 * (hint)", up to a limit: a file of 100,000 bad lines must not flush everything
 * else out of the log.  The first error is kept: it is why the unit is refused.
 */
struct report {
	const char *path; /* of the unit's own file; not owned */
	const char *stem; /* of the unit's name; not owned; or NULL */
	struct report_place *places; /* of the assignments; owned */
	size_t place_count;
	char *first;       /* the error that comes first; owned; NULL: none */
	unsigned first_at; /* its assignment */
	unsigned problems; /* so far, logged or not */
	bool quiet;        /* problems are counted, not told */
	bool failed;       /* there was an error */
	bool no_memory;    /* to keep the first one: the load must fail */
};

/* One problem, for who wants all of them instead of the log. */
struct report_problem {
	bool error; /* else a warning */
	const char *path;
	unsigned line; /* 0: the file as a whole */
	unsigned column;
	const char *text; /* "message (hint)" */
	const char *stem; /* "web": of the unit, or NULL */
	const char *key;  /* or NULL */
};

/* From now on every problem goes to fn and none is logged; NULL: back. */
void report_sink(void (*fn)(const struct report_problem *problem));

/*
 * From now on so many lines are logged, of all units together: a console takes
 * some hundred a second, and the boot waits for it.
 */
void report_limit(unsigned lines);

/*
 * Problems of the assignment `at` (its number, from 1) or, with 0, of the unit
 * as a whole.  What the text quotes is made printable UTF-8.
 */
void report_error(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_warning(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, of its key instead of its value. */
void report_key_error(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_key_warning(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Of a line that is no assignment. */
void report_line(struct report *r, bool error, const char *path, unsigned line,
	unsigned column, const char *text);

/* "PATH:LINE" of an assignment, for messages about another one. */
const char *report_where(
	const struct report *r, unsigned at, char *out, size_t size);

/* After the last problem of the unit: says how many were not logged. */
void report_end(const struct report *r);

void report_done(struct report *r);

#endif
