/* SPDX-License-Identifier: MIT */
#ifndef SUPERVISOR_CLIENT_OUT_H
#define SUPERVISOR_CLIENT_OUT_H

#include "supervisor/tcrctl.h"

#include <stdbool.h>
#include <stddef.h>

#define OUT_LINE_MAX 1024 /* of one out_print() or out_fail() */

/* Buffered standard output.  Bytes as they are: clean what is not ours. */
void out_bytes(const char *text, size_t len);
/* Bytes of others, cleaned (utf8_clean). */
void out_shown(const char *text, size_t len);
/* A text of any length. */
void out_text(const char *text);
void out_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Writes what is buffered; false when that, or an earlier write, failed. */
bool out_flush(void);

/*
 * Says "tcrctl: TEXT" on standard error, after what was written so far, cleaned
 * for a terminal.  Returns code: return out_fail(TCRCTL_USAGE, "...").
 */
enum tcrctl_exit out_fail(enum tcrctl_exit code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same, for a name that no unit has; near: one that is like it, or NULL. */
enum tcrctl_exit out_no_unit(const char *name, const char *near);

/* Columns of the terminal; 80 if it is none or does not say. */
size_t out_columns(void);
/* Standard output is a terminal that colours are welcome on. */
bool out_colours(void);

#endif
