/* SPDX-License-Identifier: MIT */
/*
 * Parses the status document with jsmn.  Each unit is a line of the document,
 * and one line is parsed at a time, so that few tokens are needed however many
 * units there are.  jsmn accepts much that is no JSON; this file checks what
 * it relies on.
 *
 * If two readers read one FIFO, each gets pieces of the document.  Such pieces
 * may happen to be valid JSON, so each key of the tables below must be there
 * exactly once (a MAYBE key, or MAYBE_LIST, at most once).
 */
#include "supervisor/client/doc.h"

#include "supervisor/base/utf8.h"
#include "supervisor/client/human.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS /* else each closing bracket scans all tokens */
#include <jsmn.h>

enum kind {
	TEXT,
	MAYBE, /* a text whose key may be missing */
	NUMBER,
	LIST,
	MAYBE_LIST, /* the same of a list */
	FLAT,       /* an object of strings and numbers, or null */
	MAYBE_FLAT
};

struct key {
	const char *name;
	size_t len; /* of the name */
	enum kind kind;
	size_t offset; /* in struct doc_head or doc_unit */
};

#define HEAD(name, kind)                                                       \
	{                                                                      \
#name, sizeof(#name) - 1, kind,                                \
			offsetof(struct doc_head, name)                        \
	}
#define UNIT(name, kind)                                                       \
	{                                                                      \
#name, sizeof(#name) - 1, kind,                                \
			offsetof(struct doc_unit, name)                        \
	}
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const struct key head_keys[] = {
	HEAD(v, NUMBER),
	HEAD(version, TEXT),
	HEAD(state, TEXT),
	HEAD(time, TEXT),
	HEAD(now_ms, NUMBER),
	HEAD(boot_ms, NUMBER),
	HEAD(settings, MAYBE),
	HEAD(data_why, MAYBE),
	HEAD(last_boot, MAYBE_FLAT),
	HEAD(syslog, MAYBE_FLAT),
	HEAD(inhibitors, MAYBE_LIST),
	HEAD(pending, MAYBE),
	HEAD(slot, MAYBE_FLAT),
};

static const struct key unit_keys[] = {
	UNIT(unit, TEXT),
	UNIT(description, TEXT),
	UNIT(state, TEXT),
	UNIT(goal, TEXT),
	UNIT(pid, NUMBER),
	UNIT(since_ms, NUMBER),
	UNIT(runs, NUMBER),
	UNIT(restarts, NUMBER),
	UNIT(cause, TEXT),
	UNIT(stale, MAYBE),
	UNIT(fallback, MAYBE),
	UNIT(outdated, MAYBE),
	UNIT(last_exit, TEXT),
	UNIT(status_text, TEXT),
	UNIT(next_ms, NUMBER),
	UNIT(image, TEXT),
	UNIT(signed_by, MAYBE),
	UNIT(image_digest, MAYBE),
	UNIT(image_version, MAYBE),
	UNIT(network, TEXT),
	UNIT(ip, TEXT),
	UNIT(ip6, TEXT),
	UNIT(ports, LIST),
	UNIT(cgroup, TEXT),
	UNIT(log, TEXT),
	UNIT(health, FLAT),
	UNIT(files, LIST),
	UNIT(names, MAYBE_LIST),
	UNIT(unit_file_state, MAYBE),
	UNIT(cut, MAYBE),
};

bool doc_is(struct doc_text text, const char *word)
{
	return text.at && text.len == strlen(word) &&
	       memcmp(text.at, word, text.len) == 0;
}

/* The index of the first token behind the value at i and its children. */
static int skip(const jsmntok_t *t, int n, int i)
{
	int end = t[i].end;

	for (i++; i < n && t[i].start < end; i++)
		;
	return i;
}

/* Whether all items of the array at i are strings, or all values of the object
 * at i are strings, numbers, true, false or null. */
static bool is_flat(const jsmntok_t *t, int n, int i)
{
	for (int j = i + 1, end = skip(t, n, i); j < end; j++) {
		bool key = t[i].type == JSMN_OBJECT && (j - i) % 2 == 1;

		if (t[j].type != JSMN_STRING &&
			(key || t[i].type != JSMN_OBJECT ||
				t[j].type != JSMN_PRIMITIVE))
			return false;
		if (t[j].size != key)
			return false;
	}
	return true;
}

/* Stores the value at token i in *out; false: it is not of the key's kind. */
static bool take(const struct key *key, const jsmntok_t *t, int n, int i,
	const char *text, void *out)
{
	char *to = (char *)out + key->offset;
	struct doc_text value = {
		text + t[i].start, (size_t)(t[i].end - t[i].start)};
	bool null = t[i].type == JSMN_PRIMITIVE && doc_is(value, "null");
	int64_t number = -1;

	switch (key->kind) {
	case TEXT:
	case MAYBE:
		if (null)
			value = (struct doc_text){0};
		else if (t[i].type != JSMN_STRING)
			return false;
		memcpy(to, &value, sizeof(value));
		return true;
	case NUMBER:
		if (!null && t[i].type == JSMN_PRIMITIVE)
			number = human_number(value.at, value.len, INT64_MAX);
		memcpy(to, &number, sizeof(number));
		return null || number >= 0;
	case LIST:
	case MAYBE_LIST:
		if (t[i].type != JSMN_ARRAY || !is_flat(t, n, i))
			return false;
		value.at++;
		value.len -= 2;
		memcpy(to, &value, sizeof(value));
		return true;
	case FLAT:
	case MAYBE_FLAT:
		if (null)
			value = (struct doc_text){0};
		else if (t[i].type != JSMN_OBJECT || !is_flat(t, n, i))
			return false;
		memcpy(to, &value, sizeof(value));
		return true;
	}
	return false;
}

/* Writes the tokens of a JSON text to d->tokens: their number, or -errno. */
static int tokenize(struct doc *d, const char *text, size_t len)
{
	jsmn_parser parser;
	int n;

	for (;;) {
		size_t more = d->token_count ? d->token_count * 2 : 128;
		void *grown;

		jsmn_init(&parser);
		n = jsmn_parse(&parser, text, len, d->tokens,
			(unsigned)d->token_count);
		if (d->tokens && n != JSMN_ERROR_NOMEM)
			return n < 0 ? -EBADMSG : n;
		grown = realloc(d->tokens, more * sizeof(jsmntok_t));
		if (!grown)
			return -ENOMEM;
		d->tokens = grown;
		d->token_count = more;
	}
}

/*
 * Parses one object, which must be all of text.  The texts in *out point into
 * base, which has the same bytes as text up to the last value.
 */
static int parse(struct doc *d, const char *text, size_t len, const char *base,
	const struct key *keys, size_t count, void *out)
{
	int n = tokenize(d, text, len);
	const jsmntok_t *t = d->tokens;
	uint32_t seen = 0, needed = 0;
	size_t next = 0; /* the key to try first: tcrd writes them in order */

	if (n < 0)
		return n;
	for (size_t k = 0; k < count; k++) {
		const struct doc_text none = {0};

		if (keys[k].kind != MAYBE && keys[k].kind != MAYBE_LIST &&
			keys[k].kind != MAYBE_FLAT)
			needed |= 1U << k;
		else
			memcpy((char *)out + keys[k].offset, &none,
				sizeof(none));
	}
	if (n == 0 || t[0].type != JSMN_OBJECT || t[0].start != 0 ||
		t[0].end != (int)len)
		return -EBADMSG;
	for (int i = 1; i < n; i = skip(t, n, i + 1)) {
		struct doc_text name = {
			text + t[i].start, (size_t)(t[i].end - t[i].start)};

		if (t[i].type != JSMN_STRING || t[i].size != 1 || i + 1 >= n)
			return -EBADMSG;
		for (size_t tried = 0; tried < count; tried++) {
			size_t k = (next + tried) % count;

			if (name.len != keys[k].len ||
				memcmp(name.at, keys[k].name, name.len) != 0)
				continue;
			if (seen & 1U << k ||
				!take(&keys[k], t, n, i + 1, base, out))
				return -EBADMSG;
			seen |= 1U << k;
			next = k + 1;
			break;
		}
	}
	return (seen & needed) == needed ? 0 : -EBADMSG;
}

/* Parses the line at d->at and moves d->at to the next one. */
static int parse_unit(struct doc *d, struct doc_unit *unit)
{
	const char *line = d->at;
	const char *end = memchr(line, '\n', (size_t)(d->end - line));

	if (!end)
		return -EBADMSG;
	d->at = end + 1;
	/* The comma between two units may end a line or begin the next. */
	if (line > d->units && *line == ',')
		line++;
	if (d->at < d->end && end > line && end[-1] == ',')
		end--;
	unit->line = (struct doc_text){line, (size_t)(end - line)};
	return parse(d, line, unit->line.len, line, unit_keys, COUNT(unit_keys),
		unit);
}

/* Parses the first line, as if the document ended after it. */
static int parse_head(struct doc *d, const char *line, size_t len)
{
	static const char opening[] = "\"units\":[";
	const size_t n = sizeof(opening) - 1;
	char closed[DOC_HEAD_MAX + 2];
	int rc;

	if (len < n || len > DOC_HEAD_MAX ||
		memcmp(line + len - n, opening, n) != 0)
		return -EBADMSG;
	memcpy(closed, line, len);
	memcpy(closed + len, "]}", 2);
	rc = parse(d, closed, len + 2, line, head_keys, 1, &d->head);
	if (rc < 0)
		return rc;
	if (d->head.v != 1)
		return -EPROTONOSUPPORT;
	return parse(d, closed, len + 2, line, head_keys, COUNT(head_keys),
		&d->head);
}

static int check(struct doc *d, const char *text, size_t len)
{
	const char *newline = memchr(text, '\n', len);
	struct doc_unit unit;
	int rc;

	if (!newline || len < 3 || memcmp(text + len - 3, "\n]}", 3) != 0)
		return -EBADMSG;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return -EBADMSG;
	d->units = newline + 1;
	d->end = text + len - 2;
	rc = parse_head(d, text, (size_t)(newline - text));
	for (d->at = d->units; rc == 0 && d->at < d->end;)
		rc = parse_unit(d, &unit);
	d->at = d->units;
	return rc;
}

int doc_open(struct doc *d, const char *text, size_t len)
{
	int rc;

	*d = (struct doc){.whole = {text, len}};
	if (len > 0 && text[len - 1] == '\n')
		len--;
	rc = len > DOC_MAX ? -EBADMSG : check(d, text, len);
	if (rc < 0)
		doc_done(d);
	return rc;
}

void doc_done(struct doc *d)
{
	free(d->tokens);
	free(d->owned);
	*d = (struct doc){0};
}

bool doc_next(struct doc *d, struct doc_unit *unit)
{
	if (d->at < d->end && parse_unit(d, unit) == 0)
		return true;
	d->at = d->units;
	return false;
}

bool doc_find(struct doc *d, const char *wrote, struct doc_unit *unit)
{
	bool found = false;

	/* tcrd sorts units by name: "web" is before "web.timer". */
	d->at = d->units;
	while (!found && doc_next(d, unit))
		found = human_means_unit(wrote, unit->unit.at, unit->unit.len);
	d->at = d->units;
	return found;
}

bool doc_item(struct doc_text *array, struct doc_text *item)
{
	const char *end = array->at + array->len, *p, *q;

	if (array->len == 0)
		return false;
	p = memchr(array->at, '"', array->len);
	if (!p)
		return false;
	for (q = ++p; q < end && *q != '"'; q++)
		if (*q == '\\')
			q++;
	if (q >= end)
		return false;
	*item = (struct doc_text){p, (size_t)(q - p)};
	*array = (struct doc_text){q + 1, (size_t)(end - q - 1)};
	return true;
}

struct doc_text doc_member(struct doc_text object, const char *name)
{
	struct doc_text key, value;

	while (object.at && doc_item(&object, &key)) {
		/* tcrd writes no blanks.  A value that is no string has no
		 * quotes: the next item is a key again. */
		if (object.len < 2 || memcmp(object.at, ":\"", 2) != 0)
			continue;
		if (doc_item(&object, &value) && doc_is(key, name))
			return value;
	}
	return (struct doc_text){0};
}

static int hex4(const char *p)
{
	int code = 0;

	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i];

		code = code << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return code;
}

/*
 * Resolves the \u escape whose 'u' is at p, a surrogate pair too; jsmn has
 * checked its digits.  Returns how many bytes it has from p on.
 */
static size_t unescape_unicode(const char *p, size_t len, uint32_t *code)
{
	uint32_t low;

	*code = 0xfffd;
	if (len < 5)
		return len;
	*code = (uint32_t)hex4(p + 1);
	if (*code < 0xd800 || *code > 0xdbff || len < 11 || p[5] != '\\' ||
		p[6] != 'u')
		return 5;
	low = (uint32_t)hex4(p + 7);
	if (low < 0xdc00 || low > 0xdfff)
		return 5;
	*code = 0x10000 + ((*code & 0x3ff) << 10 | (low & 0x3ff));
	return 11;
}

/* Resolves the escape whose backslash is before p: its bytes from p on. */
static size_t unescape(const char *p, size_t len, uint32_t *code)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *found;

	if (*p == 'u')
		return unescape_unicode(p, len, code);
	found = memchr(from, *p, sizeof(from) - 1);
	*code = (unsigned char)(found ? to[found - from] : *p);
	return 1;
}

size_t doc_print(struct doc_text text, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len && len + 4 < size;) {
		uint32_t code;
		size_t n;

		if (text.at[i] != '\\' || i + 1 == text.len) {
			out[len++] = text.at[i++];
			continue;
		}
		i++;
		i += unescape(text.at + i, text.len - i, &code);
		n = utf8_put(out + len, code);
		if (n == 0)
			out[len++] = '?'; /* half of a surrogate pair */
		len += n;
	}
	len = utf8_clean(out, len);
	out[len] = 0;
	return len;
}
