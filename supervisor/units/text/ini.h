/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_UNITS_TEXT_INI_H
#define SUPERVISOR_UNITS_TEXT_INI_H

#include <stdbool.h>
#include <stddef.h>

#define INI_LINE_MAX    (64 << 10) /* bytes of a line, continuations joined */
#define INI_SECTION_MAX 48         /* bytes of a section's name */
#define INI_KEY_MAX     64         /* bytes of a key */

/* Where the logical line starts; columns count bytes from 1. */
struct ini_place {
	unsigned line;
	unsigned key_column;
	unsigned value_column;
};

/*
 * What the reader tells, in the order of the file.  Texts are gone after the
 * call; the value may be changed.  value and section return 0, or an error that
 * ends the reading.
 */
struct ini_events {
	int (*section)(void *data, const char *name, struct ini_place place);
	int (*value)(void *data, const char *section, const char *key,
		char *value, struct ini_place place);
	void (*problem)(void *data, bool error, struct ini_place place,
		const char *text);
};

/*
 * Reads a unit file: systemd's syntax, byte for byte.  text is overwritten, and
 * text[len] must be writable.  Reading goes on after a bad line, so that all
 * problems are told; a file with an error must be refused whole.  Returns 0, or
 * what an event returned.
 */
int ini_read(
	char *text, size_t len, const struct ini_events *events, void *data);

#endif
