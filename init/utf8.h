/* SPDX-License-Identifier: MIT */
#ifndef INIT_UTF8_H
#define INIT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The length (1 to 4) of the UTF-8 character that text, of n bytes, begins
 * with.  0 if the character is cut, overlong, a surrogate, beyond U+10FFFF, or
 * no UTF-8 at all.
 */
static inline size_t utf8_len(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned char low = 0x80, high = 0xbf; /* of the second byte */
	size_t len;

	if (n == 0)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (n < len || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* The code point of a character of n bytes, which utf8_len() has checked. */
static inline uint32_t utf8_code(const char *text, size_t n)
{
	static const unsigned char bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code = (unsigned char)text[0] & bits[n];

	for (size_t i = 1; i < n; i++)
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	return code;
}

/*
 * Whether a code point controls a terminal instead of being shown, or hides or
 * reorders the text beside it: controls except tab, marks of direction,
 * separators of lines, the byte order mark, tags.
 */
static inline bool utf8_steers(uint32_t code)
{
	/* No table: every file that includes this would carry a copy. */
	return code < ' '      ? code != '\t'
	       : code < 0x61c  ? code >= 0x7f && code <= 0x9f
	       : code < 0x2000 ? code == 0x61c
	       : code < 0x2070
		       ? code >= 0x2066 || (code >= 0x2028 && code <= 0x202e) ||
				 (code | 1) == 0x200f
	       : code < 0xffff
		       ? code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb)
		       : code >> 7 == 0xe0000 >> 7;
}

/*
 * The length of the first piece of an untrusted text of n bytes (n > 0).
 * *shown says whether the piece is a character that can be shown; if not, the
 * caller shows '?' instead.
 */
static inline size_t utf8_step(const char *text, size_t n, bool *shown)
{
	size_t len;

	*shown = text[0] >= ' ' && text[0] < 0x7f; /* the usual case, fast */
	if (*shown)
		return 1;
	len = utf8_len(text, n);
	*shown = len > 0 && !utf8_steers(utf8_code(text, len));
	return len > 0 ? len : 1;
}

/*
 * Replaces in place every piece of an untrusted text that cannot be shown by
 * '?'; returns the new length, at most len.
 */
static inline size_t utf8_clean(char *text, size_t len)
{
	size_t out = 0;
	bool shown;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_step(text + i, len - i, &shown);
		for (size_t k = 0; k < (shown ? n : 1); k++)
			text[out + k] = shown ? text[i + k] : '?';
		out += shown ? n : 1;
	}
	return out;
}

#endif
