/* SPDX-License-Identifier: MIT */
/*
 * Unit files as systemd reads them, through the system's libinih.  Allocates
 * nothing: everything happens inside the text given.
 *
 * How it works.  libinih as distributions build it cuts lines at 199 bytes (and
 * takes what follows for another line), takes " ;" inside a value for a
 * comment, an indented line for more of the value above it, a colon for an
 * equals sign, and drops what follows a section's bracket.  So it never sees
 * the file.  This reader screens the bytes, joins continued lines in place,
 * checks the shape of every line, and gives libinih only "[section]" and
 * "key=PIECE" lines that mean the same to every build of it.  A piece is short,
 * framed by marks (so that no blank is at its ends) and has its comment
 * characters mapped away; the handler puts the pieces together again.  Marks
 * are control bytes, which the screening has refused in the file: no file can
 * forge one.
 *
 * The value is put together where it was cut from: a piece has been copied to
 * libinih's buffer before its bytes are written back, never further on.
 */
#include "supervisor/units/text/ini.h"

#include "init/fmt.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <ini.h>
#include <string.h>

/* The frame: whether a piece begins or goes on, ends or does not. */
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
	char *at; /* what is left of the file */
	char *end;
	unsigned next; /* number of the physical line at `at` */
	bool in_section;
	bool skip; /* the section's header was bad: so are its keys */
	struct ini_place place; /* of the logical line */
	size_t first_len;       /* of its first part */
	const char *key;        /* of the value that libinih gets in pieces */
	size_t key_len;
	const char *piece; /* NULL: no value under way */
	size_t left;
	char *value; /* put together by the handler */
	size_t value_len;
	int rc;
};

static void problem(struct reader *r, const char *text)
{
	r->events->problem(r->data, true, r->place, text);
}

/* The line is text that can be logged and written as JSON. */
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
			n > 0 ? "control byte 0x%02x" : "no UTF-8: byte 0x%02x",
			c);
		r->events->problem(r->data, true,
			(struct ini_place){r->next - 1, (unsigned)i + 1, 0},
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

static void warn_joined(struct reader *r, const char *why)
{
	r->events->problem(r->data, false, r->place, why);
}

/*
 * Takes one logical line, joined at the place of its first part: comments go,
 * a backslash at the end becomes one blank.  Returns false at the end of the
 * file; *good says whether its bytes are.
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
			(void)screen(r, part, n); /* only to tell */
			continue;
		}
		if (n > INI_LINE_MAX || *len + n > INI_LINE_MAX) {
			if (!open)
				r->place =
					(struct ini_place){r->next - 1, 1, 1};
			problem(r, "line is longer than 65536 bytes");
			*good = false;
			n = 0;
		} else if (!screen(r, part, n)) {
			*good = false;
		}
		if (n == 0 && *good) {
			if (open)
				warn_joined(r, "blank line in a continued one");
			continue;
		}
		if (!open) {
			*text = part;
			r->first_len = n - continues(part, n);
			r->place.line = r->next - 1;
			r->place.key_column = (unsigned)(part - start) + 1;
			r->place.value_column = r->place.key_column;
		}
		open = continues(part, n); /* before it is moved over */
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

/* A line "[Name]", checked: gives libinih its copy. */
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

/* A line "Key=value", checked: the value is now under way. */
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
	if (at <= r->first_len) /* else it is in a later part */
		r->place.value_column = r->place.key_column + (unsigned)at;
	r->value_len = 0;
	r->piece = r->value;
	r->left = len - at;
	return true;
}

/* Writes the next "key=PIECE" line of the value under way. */
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

/* libinih's fgets(). */
static char *next_line(char *out, int size, void *stream)
{
	struct reader *r = stream;
	size_t len;
	char *text;
	bool good;

	/* A build with a shorter line than any known one: refuse. */
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
		text[len] = 0; /* at most the file's end */
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
		r.rc = -EBADMSG; /* only a libinih of other rules can say so */
	return r.rc;
}
