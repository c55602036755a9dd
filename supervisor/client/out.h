/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_OUT_H
#define SUPERVISOR_CLIENT_OUT_H

#include "supervisor/client/client.h"

#include <stdbool.h>
#include <stddef.h>

struct json;

#define OUT_LINE_MAX 1024 /* bytes of one out_print() or out_fail() */

/*
 * These five write to standard output, which is buffered.  All but out_shown()
 * and out_json() write the bytes as they are: they are for text that a terminal
 * may obey.
 */
void out_bytes(const char *text, size_t len);
/* Writes '?' for each byte and character that a terminal obeys (utf8_step). */
void out_shown(const char *text, size_t len);
void out_text(const char *text);
/* Writes JSON: unchanged, but to a terminal as out_shown(), line by line. */
void out_json(const char *text, size_t len);
/*
 * Ends a JSON text and writes it as an element of an array, after what stands
 * before it: "[" or a comma.  0; -ENOBUFS: nothing was written.
 */
int out_element(struct json *j, bool first);
/* Cuts what is longer than OUT_LINE_MAX - 1 bytes. */
void out_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/*
 * Writes a cell of a table, cut to its width and to what is left of the row,
 * and padded unless it is the last one.  Returns the columns that it takes.
 */
size_t out_cell(const char *text, size_t width, size_t left, bool last);
/*
 * Writes a text and a newline, wrapped at blanks; first: columns that are left
 * in this line.  Further lines are indented, and columns wide with that.
 */
void out_wrapped(const char *text, size_t first, size_t indent, size_t columns);
/* Writes the buffer; false if this write or an earlier one has failed. */
bool out_flush(void);

/*
 * Flushes standard output, then writes "tcrctl: TEXT", cleaned for a terminal,
 * to standard error.  Returns code: return out_fail(EXITCODE_USAGE, "...").
 */
enum exitcode out_fail(enum exitcode code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says that no unit has this name; near: a name to propose, or NULL. */
enum exitcode out_no_unit(const char *name, const char *near);

/* The columns of the terminal; 80 if standard output is none. */
size_t out_columns(void);
/* Whether to colour: a terminal, without NO_COLOR= and not TERM=dumb. */
bool out_colours(void);

#endif
