/* SPDX-License-Identifier: MIT */
#ifndef INIT_TEXT_H
#define INIT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Text that is put together in a buffer of the caller's, with a NUL behind it.
 * What does not fit is not written, nor anything after it: the caller looks
 * once, at the end.
 */
struct text {
	char *buf;
	size_t size;
	size_t len;
	int rc; /* the first error: -ENAMETOOLONG: it did not fit */
};

void text_put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The number that text begins with, of base 8, 10 or 16 (A to F): digits alone,
 * no blank or sign before them.  *end, if asked for, is what follows them.  No
 * digits, or more than 64 bits: 0, and *end is text.
 */
uint64_t text_digits(const char *text, const char **end, unsigned base);

#endif
