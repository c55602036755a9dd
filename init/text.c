/* SPDX-License-Identifier: MIT */
#include "init/text.h"

#include "init/fmt.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

void text_put(struct text *t, const char *format, ...)
{
	va_list ap;
	int n;

	if (t->rc < 0)
		return;
	va_start(ap, format);
	n = fmt_vprint(t->buf + t->len, t->size - t->len, format, ap);
	va_end(ap);
	if (n < 0)
		t->rc = n;
	else
		t->len += (size_t)n;
}

uint64_t text_digits(const char *text, const char **end, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = text, *digit;
	uint64_t n = 0;

	for (; (digit = memchr(digits, tolower(*p), base)); p++)
		if (__builtin_mul_overflow(n, base, &n) ||
			__builtin_add_overflow(
				n, (uint64_t)(digit - digits), &n)) {
			n = 0;
			p = text;
			break;
		}
	if (end)
		*end = p;
	return n;
}

bool text_has(const char *text, size_t len, const char *words)
{
	size_t n = strlen(words);

	for (; len >= n; text++, len--)
		if (memcmp(text, words, n) == 0)
			return true;
	return false;
}
