/* SPDX-License-Identifier: MIT */
#ifndef INIT_FMT_H
#define INIT_FMT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * A printf without stdio, so that PID 1 carries neither FILE nor a heap.
 * Known: %s %.*s %c %d %i %u %x %o %% with l, ll, z, a width and a leading 0.
 * No floats, no precision on numbers.
 *
 * Writes at most size bytes, always a final NUL (size > 0).  Returns the length
 * without the NUL, or -ENAMETOOLONG when the text did not fit: the buffer then
 * holds what did, which is good for a log line and for nothing else.
 */
int fmt_print(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int fmt_vprint(char *buf, size_t size, const char *format, va_list ap)
	__attribute__((format(printf, 3, 0)));

#endif
