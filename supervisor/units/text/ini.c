/* SPDX-License-Identifier: MIT */
/*
 * Reads unit files as systemd does, by the system's libinih, in place and
 * without allocation.
 *
 * How it works.  libinih as distributions build it cuts lines at 199 bytes (and
 * takes the rest for another line), takes " ;" inside a value for a comment, an
 * indented line for a continuation of the value above, a colon for an equals
 * sign, and drops what follows a section's bracket.  So libinih does not get
 * the file itself.  This reader checks the bytes, joins continued lines in
 * place, checks the form of each line, and gives libinih only lines "[section]"
 * and "key=PIECE", which mean the same to every build of it.  A piece is short,
 * stands between marks (so that it has no blanks at its ends) and has marks in
 * the place of comment characters; the handler puts the pieces together again.
 * Marks are control bytes, which are refused in the file: no file can forge
 * one.
 *
 * The handler writes a value back to the place it was taken from.  A piece has
 * been copied to libinih's buffer by then, and the value is never longer than
 * its pieces, so nothing is overwritten that is still needed.
 */
#include "supervisor/units/text/ini.h"

#include "init/fmt.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

/* The marks of a piece: begins or continues a value, ends it or not. */
#define MARK_BEGIN     '\x01'
#define MARK_GO_ON     '\x02'
#define MARK_END       '\x03'
#define MARK_MORE      '\x04'
#define MARK_SEMICOLON '\x05'
#define MARK_HASH      '\x06'

#define BLANKS         " \t"

struct reader {
	const struct ini_events *events;
	void *data;
	char *at; /* the rest of the file */
	char *end;
	unsigned next; /* number of the physical line at `at` */
	bool in_section;
	bool skip; /* the section's header was bad: its keys are skipped */
	struct ini_place place; /* of the logical line */
	size_t first_len;       /* of the first physical line of it */
	const char *key;        /* of the value that libinih gets in pieces */
	size_t key_len;
	const char *piece; /* the next piece; NULL: there is no value */
	size_t left;       /* bytes of the value from piece on */
	char *value;       /* where the handler puts the pieces together */
	size_t value_len;
	int rc;
};

static void problem(struct reader *r, const char *text)
{
	r->events->problem(r->data, true, r->place, text);
}

/* Checks that a line is UTF-8 without control bytes; reports if not. */
static bool screen(struct reader *r, const char *text, size_t len)
{
	char why[40];

	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)text[i];
		size_t n = utf8_len(text + i, len - i);

		if (n > 0 && (c >= ' ' || c == '\t') && c != 0x7f) {
			i += n;
			continue;
		}
		(void)fmt_print(why, sizeof(why),
			n > 0 ? "control byte 0x%02x"
			      : "not UTF-8: byte 0x%02x",
			c);
		r->events->problem(r->data, true,
			(struct ini_place){r->next - 1, (unsigned)i + 1, 0, 0},
			why);
		return false;
	}
	return true;
}

/* Takes one physical line, without its end and leading blanks. */
static bool take_line(struct reader *r, char **text, size_t *len)
{
	char *start = r->at;
	char *stop;

	if (start == r->end)
		return false;
	stop = memchr(start, '\n', (size_t)(r->end - start));
	r->at = stop ? stop + 1 : r->end;
	r->next++;
	if (!stop)
		stop = r->end;
	if (stop > start && stop[-1] == '\r')
		stop--;
	while (start < stop && strchr(BLANKS, *start) && *start)
		start++;
	*text = start;
	*len = (size_t)(stop - start);
	return true;
}

static bool continues(const char *text, size_t len)
{
	size_t slashes = 0;

	while (slashes < len && text[len - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2 == 1;
}

/* Cuts the blanks behind a backslash that continues the line. */
static bool cut_blanks(const char *text, size_t *len)
{
	size_t n = *len;

	while (n > 0 && strchr(BLANKS, text[n - 1]))
		n--;
	if (n == *len || !continues(text, n))
		return false;
	*len = n;
	return true;
}

static void warn_joined(struct reader *r, const char *why)
{
	r->events->problem(r->data, false, r->place, why);
}

/*
 * Takes one logical line: joins its physical lines in place, drops comments
 * between them, and replaces each backslash at an end by a blank.  Returns
 * false at the end of the file.  *good: no problem of its bytes was reported.
 */
static bool take_logical(struct reader *r, char **text, size_t *len, bool *good)
{
	bool open = false;
	char *start = r->at;
	char *part;
	size_t n;

	*len = 0;
	*good = true;
	for (; take_line(r, &part, &n); start = r->at) {
		if (n > 0 && n <= INI_LINE_MAX &&
			(*part == '#' || *part == ';')) {
			/* The line is a comment: it is only checked. */
			(void)screen(r, part, n);
			continue;
		}
		if (n > INI_LINE_MAX || *len + n > INI_LINE_MAX) {
			if (!open)
				r->place = (struct ini_place){
					r->next - 1, 1, 1, 0};
			problem(r, "line is longer than 65536 bytes");
			*good = false;
			n = 0;
		} else if (!screen(r, part, n)) {
			*good = false;
		}
		if (n == 0 && *good) {
			if (open)
				warn_joined(
					r, "blank line in a continued line");
			continue;
		}
		if (!open) {
			*text = part;
			r->first_len = n;
			(void)cut_blanks(part, &r->first_len);
			r->first_len -= continues(part, r->first_len);
			r->place.line = r->next - 1;
			r->place.key_column = (unsigned)(part - start) + 1;
			r->place.value_column = r->place.key_column;
			r->place.value_len = 0;
		}
		if (cut_blanks(part, &n))
			warn_joined(r, "blanks behind the backslash at the end "
				       "of a line: the line goes on");
		open = continues(part, n); /* memmove() overwrites part */
		memmove(*text + *len, part, n);
		*len += n;
		if (!open)
			return true;
		(*text)[*len - 1] = ' ';
	}
	if (open)
		warn_joined(r, "file ends in a continued line");
	return open || !*good;
}

static bool is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c != '-' && c != '_' &&
			c != '.')
			return false;
	}
	return len > 0;
}

/* Checks a line "[Name]" and copies it to out, for libinih. */
static bool take_section(struct reader *r, char *text, size_t len, char *out)
{
	char *close = memchr(text, ']', len);
	size_t n = close ? (size_t)(close - text) - 1 : 0;
	const char *why = !close                ? "section without its ']'"
			  : n > INI_SECTION_MAX ? "section name is too long"
			  : n + 2 != len        ? "text after a section's ']'"
			  : !is_name(text + 1, n)
				  ? "bad section name (letters and digits only)"
				  : NULL;

	r->skip = why;
	r->in_section = true;
	if (why) {
		problem(r, why);
		return false;
	}
	memcpy(out, text, len);
	memcpy(out + len, "\n", 2);
	text[len - 1] = 0;
	r->rc = r->events->section(r->data, text + 1, r->place);
	return true;
}

/* Checks a line "Key=value" and prepares its value for give_piece(). */
static bool take_key(struct reader *r, char *text, size_t len)
{
	size_t at = strcspn(text, "=:");
	size_t n = at;
	const char *why;

	while (n > 0 && strchr(BLANKS, text[n - 1]))
		n--;
	why = text[at] == 0       ? "neither Key=value, [Section] nor # comment"
	      : text[at] == ':'   ? "no Key=value (a colon where '=' should be)"
	      : n == 0            ? "no key before the '='"
	      : n > INI_KEY_MAX   ? "key is too long"
	      : !is_name(text, n) ? "bad key (letters and digits only)"
	      : !r->in_section    ? "key outside of a [Section]"
				  : NULL;
	if (why) {
		problem(r, why);
		return false;
	}
	if (r->skip)
		return false;
	r->key = text;
	r->key_len = n;
	for (at++; at < len && strchr(BLANKS, text[at]); at++)
		;
	r->value = text + at;
	if (at <= r->first_len) { /* else on a later physical line */
		r->place.value_column = r->place.key_column + (unsigned)at;
		r->place.value_len = (unsigned)(r->first_len - at);
	}
	r->value_len = 0;
	r->piece = r->value;
	r->left = len - at;
	return true;
}

/* Writes the next line "key=PIECE" of the value. */
static void give_piece(struct reader *r, char *out, size_t size)
{
	/* key, '=', two marks, newline, NUL */
	size_t room = size - r->key_len - 5;
	size_t n = r->left < room ? r->left : room;
	char *p = out;

	memcpy(p, r->key, r->key_len);
	p += r->key_len;
	*p++ = '=';
	*p++ = r->piece == r->value ? MARK_BEGIN : MARK_GO_ON;
	for (size_t i = 0; i < n; i++) {
		if (r->piece[i] == ';')
			*p++ = MARK_SEMICOLON;
		else if (r->piece[i] == '#')
			*p++ = MARK_HASH;
		else
			*p++ = r->piece[i];
	}
	r->piece += n;
	r->left -= n;
	*p++ = r->left > 0 ? MARK_MORE : MARK_END;
	memcpy(p, "\n", 2);
}

/* Called by libinih in the place of fgets(3). */
static char *next_line(char *out, int size, void *stream)
{
	struct reader *r = stream;
	size_t len;
	char *text = NULL;
	bool good;

	/* libinih was built with too short a line. */
	if (size < INI_KEY_MAX + 32)
		r->rc = r->rc < 0 ? r->rc : -ENOBUFS;
	if (r->rc < 0)
		return NULL;
	if (r->piece && r->left > 0) {
		give_piece(r, out, (size_t)size);
		return out;
	}
	r->piece = NULL;
	while (take_logical(r, &text, &len, &good)) {
		if (!good)
			continue;
		while (len > 0 && strchr(BLANKS, text[len - 1]))
			len--;
		text[len] = 0; /* at most at the end of the file */
		if (*text == '[') {
			if (take_section(r, text, len, out))
				return r->rc < 0 ? NULL : out;
		} else if (len > 0 && take_key(r, text, len)) {
			give_piece(r, out, (size_t)size);
			return out;
		}
	}
	return NULL;
}

static int put_together(
	void *stream, const char *section, const char *key, const char *piece)
{
	struct reader *r = stream;
	size_t len = piece ? strlen(piece) : 0;

	if (len < 2 || (r->value_len > 0) != (piece[0] == MARK_GO_ON)) {
		r->rc = r->rc < 0 ? r->rc : -EBADMSG;
		return 0;
	}
	for (size_t i = 1; i < len - 1; i++) {
		char *to = &r->value[r->value_len++];

		if (piece[i] == MARK_SEMICOLON)
			*to = ';';
		else if (piece[i] == MARK_HASH)
			*to = '#';
		else
			*to = piece[i];
	}
	if (piece[len - 1] == MARK_MORE || r->rc < 0)
		return 1;
	r->value[r->value_len] = 0;
	r->rc = r->events->value(r->data, section, key, r->value, r->place);
	return 1;
}

int ini_read(
	char *text, size_t len, const struct ini_events *events, void *data)
{
	struct reader r = {
		.events = events,
		.data = data,
		.at = text,
		.end = text + len,
		.next = 1,
	};
	int rc;

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		r.at += 3;
	rc = ini_parse_stream(next_line, &r, put_together, &r);
	if (r.rc == 0 && rc != 0)
		r.rc = -EBADMSG; /* libinih does not follow the rules above */
	return r.rc;
}
