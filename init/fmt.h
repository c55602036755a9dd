/* SPDX-License-Identifier: MIT */
#ifndef INIT_FMT_H
#define INIT_FMT_H

#include <stdarg.h>
#include <stddef.h>

/*
 * snprintf(3) without stdio, so that PID 1 needs neither FILE nor a heap.
 * Known are %s %c %d %i %u %x %o %% with l, ll, z, a width, the flags 0 and -,
 * and a precision for %s.  There are no floats and no precision of numbers.
 *
 * Writes at most size bytes (size > 0), the final NUL included.  Returns the
 * length without the NUL, or -ENAMETOOLONG when the text did not fit.  The
 * buffer then holds the beginning of the text: use it for a log line only.
 */
int fmt_print(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int fmt_vprint(char *buf, size_t size, const char *format, va_list ap)
	__attribute__((format(printf, 3, 0)));

#endif
