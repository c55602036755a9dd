/* SPDX-License-Identifier: MIT */
#ifndef INIT_TEXT_H
#define INIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A text that text_put() appends to, in a buffer of the caller's, always with a
 * NUL at its end.  After a piece that does not fit nothing more is appended:
 * the caller looks at rc once, at the end.
 */
struct text {
	char *buf;
	size_t size; /* of buf */
	size_t len;  /* of the text */
	int rc;      /* 0, or -ENAMETOOLONG: a piece did not fit */
};

void text_put(struct text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The number that text begins with, in base 8, 10 or 16, without blank or sign
 * before it.  *end becomes the first byte after it; end may be NULL.  Without
 * digits, or if the number needs more than 64 bits, returns 0 and sets *end to
 * text.
 */
uint64_t text_digits(const char *text, const char **end, unsigned base);

/* Whether the words are in the first len bytes of text; memmem(3) is 1 KiB. */
bool text_has(const char *text, size_t len, const char *words);

#endif
