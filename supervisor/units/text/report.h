/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_REPORT_H
#define SUPERVISOR_UNITS_TEXT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#define REPORT_LOGGED_MAX 20 /* problems of a unit that are logged */

/* The place of an assignment in a file; columns count bytes from 1. */
struct report_place {
	const char *path; /* not owned */
	unsigned line;
	unsigned key_column;
	unsigned value_column;
	unsigned value_len; /* bytes of the value that are in this line */
	const char *key;    /* not owned */
};

/*
 * The problems of one unit.  Each is logged as "PATH:LINE: message (hint)", up
 * to a limit: a file of 100,000 bad lines must not push everything else out of
 * the log.  The error that comes first in the files is kept, as the reason why
 * the unit is refused.
 */
struct report {
	const char *path; /* of the unit's own file; not owned */
	const char *stem; /* of the unit's name; not owned; or NULL */
	struct report_place *places; /* of the assignments; not owned */
	size_t place_count;
	unsigned offset;   /* in its value, of what the next problem is about */
	char *first;       /* the error that comes first; owned; NULL: none */
	unsigned first_at; /* the number of its assignment */
	unsigned problems; /* so far, logged or not */
	bool quiet;        /* problems are counted, but not logged */
	bool failed;       /* there was an error */
	bool no_memory;    /* no memory for `first`: the load must fail */
};

/* A problem, as a sink gets it. */
struct report_problem {
	bool error; /* else a warning */
	const char *path;
	unsigned line; /* 0: the file as a whole */
	unsigned column;
	const char *text; /* "message (hint)" */
	const char *stem; /* "web": of the unit, or NULL */
	const char *key;  /* or NULL */
};

/* From now on every problem goes to fn in place of the log; NULL: to the log.
 */
void report_sink(void (*fn)(const struct report_problem *problem));

/* From now on fn gets each warning that is logged, too; NULL: no more. */
void report_copy(void (*fn)(const char *line));

/*
 * From now on at most this many problems are logged, of all units together: a
 * serial console prints about a hundred lines a second, and the boot waits for
 * it.
 */
void report_limit(unsigned lines);

/*
 * Reports a problem of the value of assignment `at` (its number, from 1), or of
 * the whole unit if at is 0.  The text may quote the file: bytes that are no
 * printable UTF-8 become '?'.
 */
void report_error(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_warning(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Report a problem of the key of assignment `at`. */
void report_key_error(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void report_key_warning(struct report *r, unsigned at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Reports a problem of a line that is no assignment. */
void report_line(struct report *r, bool error, const char *path, unsigned line,
	unsigned column, const char *text);

/* Writes "PATH:LINE" of an assignment to out, for a message; returns out. */
const char *report_where(
	const struct report *r, unsigned at, char *out, size_t size);

/* After the last problem of the unit: logs how many were not logged. */
void report_end(const struct report *r);

/* Frees what *r owns. */
void report_done(struct report *r);

#endif
