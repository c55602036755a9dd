/* SPDX-License-Identifier: MIT */
/*
 * Checks the syntax of JSON text of foreign origin, with a stack of open
 * brackets in place of recursion.
 */
#include "supervisor/base/jsoncheck.h"

#include "supervisor/base/utf8.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

struct check {
	const char *p, *end;
	char open[JSONCHECK_DEPTH_MAX]; /* the open brackets, { or [ */
	unsigned depth;
};

static void blanks(struct check *c)
{
	while (c->p < c->end && strchr(" \t\r\n", *c->p) && *c->p)
		c->p++;
}

static bool take(struct check *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static size_t span(struct check *c, const char *set)
{
	const char *from = c->p;

	while (c->p < c->end && *c->p && strchr(set, *c->p))
		c->p++;
	return (size_t)(c->p - from);
}

/* Takes the rest of an escape, after its backslash. */
static bool escape(struct check *c)
{
	const char *from;

	if (take(c, 'u')) {
		from = c->p;
		return span(c, "0123456789abcdefABCDEF") >= 4 &&
		       (c->p = from + 4);
	}
	if (c->p == c->end || !*c->p || !strchr("\"\\/bfnrt", *c->p))
		return false;
	c->p++;
	return true;
}

static bool string(struct check *c)
{
	if (!take(c, '"'))
		return false;
	while (c->p < c->end && *c->p != '"') {
		size_t n = utf8_len(c->p, (size_t)(c->end - c->p));

		if (n == 0 || (unsigned char)*c->p < ' ')
			return false;
		c->p += n;
		if (n == 1 && c->p[-1] == '\\' && !escape(c))
			return false;
	}
	return take(c, '"');
}

static bool number(struct check *c)
{
	(void)take(c, '-');
	if (!take(c, '0') && span(c, "0123456789") == 0)
		return false;
	if (take(c, '.') && span(c, "0123456789") == 0)
		return false;
	if (!take(c, 'e') && !take(c, 'E'))
		return true;
	if (!take(c, '+'))
		(void)take(c, '-');
	return span(c, "0123456789") > 0;
}

static bool word(struct check *c, const char *wanted)
{
	size_t len = strlen(wanted);

	if ((size_t)(c->end - c->p) < len || memcmp(c->p, wanted, len) != 0)
		return false;
	c->p += len;
	return true;
}

/* Takes the name of an object's member and its colon. */
static bool name(struct check *c)
{
	blanks(c);
	if (!string(c))
		return false;
	blanks(c);
	return take(c, ':');
}

/*
 * After a value: takes the brackets that close here, up to a comma or the end
 * of the outermost value; false: a syntax error.
 */
static bool close_all(struct check *c)
{
	for (;;) {
		blanks(c);
		if (c->depth == 0 || (c->p < c->end && *c->p == ','))
			return true;
		if (!take(c, c->open[c->depth - 1] == '{' ? '}' : ']'))
			return false;
		c->depth--;
	}
}

/*
 * Takes a value; of an array or object that is not empty only the bracket (and
 * the first name), then *whole is false.  Returns false on a syntax error.
 */
static bool value(struct check *c, bool *whole)
{
	char bracket;

	blanks(c);
	*whole = true;
	if (c->p == c->end)
		return false;
	bracket = *c->p;
	if (bracket == '"')
		return string(c);
	if (bracket != '{' && bracket != '[')
		return word(c, "true") || word(c, "false") || word(c, "null") ||
		       number(c);
	c->p++;
	if (c->depth == JSONCHECK_DEPTH_MAX)
		return false;
	blanks(c);
	if (take(c, bracket == '{' ? '}' : ']'))
		return true;
	c->open[c->depth++] = bracket;
	*whole = false;
	return bracket == '[' || name(c);
}

int jsoncheck(const char *text, size_t len)
{
	struct check c = {.p = text, .end = text + len};
	bool whole;

	for (;;) {
		if (!value(&c, &whole))
			return -EINVAL;
		if (!whole)
			continue;
		if (!close_all(&c))
			return -EINVAL;
		if (c.depth == 0)
			return c.p == c.end ? 0 : -EINVAL;
		c.p++; /* the comma */
		if (c.open[c.depth - 1] == '{' && !name(&c))
			return -EINVAL;
	}
}
