/* SPDX-License-Identifier: MIT */
/*
 * Splits values that are lists of words, as systemd does, with one difference:
 * a bad escape or a quote without its end is an error here, while systemd or
 * Quadlet drop it.  The bytes of an escape are never more than its text, so a
 * buffer of the text's size has room for each word.
 */
#include "supervisor/units/text/words.h"

#include "supervisor/base/utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes exactly n digits of the base; false: there are fewer. */
static bool number(const char **p, int n, int base, uint32_t *out)
{
	uint32_t value = 0;

	for (int i = 0; i < n; i++) {
		int d = digit((*p)[i]);

		if (d < 0 || d >= base)
			return false;
		value = value * (uint32_t)base + (uint32_t)d;
	}
	*p += n;
	*out = value;
	return true;
}

/*
 * Decodes the escape whose backslash is before *p and moves *p behind it.
 * Returns how many bytes it wrote, 0 for a bad escape.
 */
static size_t unescape(const char **p, char *out)
{
	static const char names[] = "abfnrtv\\\"'s";
	static const char bytes[] = "\a\b\f\n\r\t\v\\\"' ";
	char c = **p;
	const char *name = c ? strchr(names, c) : NULL;
	uint32_t code;

	if (name) {
		(*p)++;
		*out = bytes[name - names];
		return 1;
	}
	if (c == 'x' || c == 'u' || c == 'U') {
		(*p)++;
		if (!number(p,
			    c == 'x'   ? 2
			    : c == 'u' ? 4
				       : 8,
			    16, &code) ||
			code == 0)
			return 0;
		if (c != 'x')
			return utf8_put(out, code);
	} else if (!number(p, 3, 8, &code) || code == 0 || code > 0xff) {
		return 0;
	}
	*out = (char)code; /* take_word() checks the UTF-8 of the word */
	return 1;
}

/* Takes one word from *p into out.  Returns 1, 0 (no more) or -EINVAL. */
static int take_word(const char **p, enum words_kind kind, char *out,
	size_t *len, const char **why)
{
	const char *s = *p;
	int quote = 0;

	*len = 0;
	while (is_blank(*s))
		s++;
	if (*s == 0)
		return 0;
	for (; *s && (quote || !is_blank(*s));) {
		if (*s == '\\' && kind == WORDS_ESCAPED) {
			size_t n;

			s++;
			n = unescape(&s, out + *len);
			if (n == 0) {
				*why = "bad escape after a backslash";
				return -EINVAL;
			}
			*len += n;
		} else if (quote ? *s == quote : *s == '"' || *s == '\'') {
			quote = *s == quote ? 0 : *s;
			s++;
		} else {
			out[(*len)++] = *s++;
		}
	}
	if (quote || !utf8_valid(out, *len)) {
		*why = quote ? "quote without its end" : "bytes are not UTF-8";
		return -EINVAL;
	}
	*p = s;
	return 1;
}

int words_split(const char *text, enum words_kind kind, struct arena *arena,
	struct strv *list, const char **why)
{
	char *word = malloc(strlen(text) + 1);
	size_t len;
	int rc = -ENOMEM;

	while (word && (rc = take_word(&text, kind, word, &len, why)) > 0) {
		rc = strv_add(arena, list, word, len);
		if (rc < 0)
			break;
	}
	free(word);
	return rc;
}

/*
 * Decodes what follows "\u", with a second "\u" for a surrogate pair.  Returns
 * how many bytes it wrote, 0 for a bad escape.
 */
static size_t json_unicode(const char **p, char *out)
{
	uint32_t code, low;

	if (!number(p, 4, 16, &code) || code == 0)
		return 0;
	if (code >= 0xd800 && code < 0xdc00) {
		if ((*p)[0] != '\\' || (*p)[1] != 'u')
			return 0;
		*p += 2;
		if (!number(p, 4, 16, &low) || low < 0xdc00 || low > 0xdfff)
			return 0;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	return utf8_put(out, code);
}

static size_t json_escape(const char **p, char *out)
{
	static const char names[] = "bfnrt\\\"/";
	static const char bytes[] = "\b\f\n\r\t\\\"/";
	char c = *(*p)++;
	const char *name = c ? strchr(names, c) : NULL;

	if (name) {
		*out = bytes[name - names];
		return 1;
	}
	return c == 'u' ? json_unicode(p, out) : 0;
}

/* Takes a JSON string from behind its first quote.  0 or -EINVAL. */
static int json_string(const char **p, char *out, size_t *len)
{
	const char *s = *p;

	*len = 0;
	while (*s && *s != '"') {
		size_t n = 1;

		if (*s == '\\') {
			s++;
			n = json_escape(&s, out + *len);
		} else {
			out[*len] = *s++;
		}
		if (n == 0)
			return -EINVAL;
		*len += n;
	}
	if (*s != '"')
		return -EINVAL;
	*p = s + 1;
	return 0;
}

/* Takes the next byte that is no blank; returns 0 at the end. */
static int json_token(const char **p)
{
	while (is_blank(**p))
		(*p)++;
	return **p ? *(*p)++ : 0;
}

int words_json(const char *text, struct arena *arena, struct strv *list,
	const char **why)
{
	char *word = malloc(strlen(text) + 1);
	size_t len;
	int rc = word ? 0 : -ENOMEM;
	int c;

	*why = "no JSON array of strings";
	if (rc == 0 && json_token(&text) != '[')
		rc = -EINVAL;
	c = rc == 0 ? json_token(&text) : 0;
	while (rc == 0 && c != ']') {
		rc = c == '"' ? json_string(&text, word, &len) : -EINVAL;
		if (rc == 0)
			rc = strv_add(arena, list, word, len);
		if (rc < 0)
			break;
		c = json_token(&text);
		if (c == ',')
			rc = (c = json_token(&text)) == '"' ? 0 : -EINVAL;
		else if (c != ']')
			rc = -EINVAL;
	}
	if (rc == 0 && json_token(&text) != 0)
		rc = -EINVAL;
	free(word);
	return rc;
}
