/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_INI_H
#define SUPERVISOR_UNITS_TEXT_INI_H

#include <stdbool.h>
#include <stddef.h>

#define INI_LINE_MAX    (64 << 10) /* bytes of a line, continuations joined */
#define INI_SECTION_MAX 48         /* bytes of a section's name */
#define INI_KEY_MAX     64         /* bytes of a key */

/* Where a logical line starts; columns count bytes from 1. */
struct ini_place {
	unsigned line;
	unsigned key_column;
	unsigned value_column;
	unsigned value_len; /* bytes of the value that are in this line */
};

/*
 * The functions that the reader calls, in the order of the file.  Their texts
 * are valid during the call only; `value` may change the value.  `section` and
 * `value` return 0, or an error that ends the reading.
 */
struct ini_events {
	int (*section)(void *data, const char *name, struct ini_place place);
	int (*value)(void *data, const char *section, const char *key,
		char *value, struct ini_place place);
	void (*problem)(void *data, bool error, struct ini_place place,
		const char *text);
};

/*
 * Reads a unit file in the syntax of systemd.syntax(7).  Overwrites text;
 * text[len] must be writable.  Goes on after a bad line, so that all problems
 * are reported; the caller must refuse a file with an error.  Returns 0, the
 * error of an event, or -EBADMSG or -ENOBUFS if libinih is not as expected.
 */
int ini_read(
	char *text, size_t len, const struct ini_events *events, void *data);

#endif
