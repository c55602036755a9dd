/* SPDX-License-Identifier: MIT */
/*
 * A JSON writer (RFC 8259).  Whatever bytes the strings have, the text is valid
 * JSON and has no character that a terminal obeys (utf8_steers).
 */
#include "supervisor/base/json.h"

#include "init/fmt.h"
#include "supervisor/base/utf8.h"

#include <errno.h>
#include <string.h>

static void put(struct json *j, const char *text, size_t len)
{
	if (j->len < j->size) {
		size_t room = j->size - j->len;

		memcpy(j->buf + j->len, text, len < room ? len : room);
	}
	j->len += len;
}

static void put_word(struct json *j, const char *text)
{
	put(j, text, strlen(text));
}

static void put_code(struct json *j, uint32_t code)
{
	char text[8];

	(void)fmt_print(text, sizeof(text), "\\u%04x", code);
	put(j, text, 6);
}

static void escape(struct json *j, uint32_t c)
{
	static const char names[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	char text[2];

	for (const char *n = names; *n; n += 2) {
		if ((uint32_t)*n != c)
			continue;
		text[0] = '\\';
		text[1] = n[1];
		put(j, text, 2);
		return;
	}
	if (c > 0xffff) { /* as a surrogate pair */
		put_code(j, 0xd800 + ((c - 0x10000) >> 10));
		c = 0xdc00 + (c & 0x3ff);
	}
	put_code(j, c);
}

/* How many bytes at the start of text need no escape and are ASCII. */
static size_t plain(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= ' ' && text[n] < 0x7f && text[n] != '"' &&
		text[n] != '\\')
		n++;
	return n;
}

static void quote(struct json *j, const char *text)
{
	size_t len = strlen(text);

	put(j, "\"", 1);
	while (len > 0) {
		size_t run = plain(text, len);
		size_t n = run ? run : utf8_len(text, len);
		uint32_t c = run ? 0 : utf8_code(text, n);

		if (run)
			put(j, text, run);
		else if (n == 0)
			put(j, "\\ufffd", 6);
		else if (c == '\t' || c == '"' || c == '\\' || utf8_steers(c))
			escape(j, c);
		else
			put(j, text, n);
		n += n == 0;
		text += n;
		len -= n;
	}
	put(j, "\"", 1);
}

/* Writes what stands before a value: comma, line break, key. */
static void before(struct json *j, const char *key)
{
	if (j->depth > 0 && !j->first[j->depth - 1])
		put(j, ",", 1);
	if (j->lines > 0 && j->lines == j->depth)
		put(j, "\n", 1);
	if (j->depth > 0)
		j->first[j->depth - 1] = false;
	if (!key)
		return;
	quote(j, key);
	put(j, ":", 1);
}

void json_lines(struct json *j)
{
	j->lines = j->depth;
}

void json_begin(struct json *j, char *buf, size_t size)
{
	*j = (struct json){.buf = buf, .size = size};
}

int json_end(struct json *j)
{
	put(j, "\n", 2);
	if (j->len > j->size)
		return -ENOBUFS;
	return (int)(j->len - 1);
}

void json_open(struct json *j, const char *key, char bracket)
{
	before(j, key);
	put(j, &bracket, 1);
	if (j->depth < JSON_DEPTH_MAX)
		j->first[j->depth++] = true;
	else
		j->len = j->size + 1; /* json_end() will say so */
}

void json_close(struct json *j, char bracket)
{
	if (j->lines > 0 && j->lines == j->depth)
		put(j, "\n", 1);
	if (j->depth > 0)
		j->depth--;
	put(j, &bracket, 1);
}

void json_string(struct json *j, const char *key, const char *text)
{
	before(j, key);
	if (text)
		quote(j, text);
	else
		put_word(j, "null");
}

void json_int(struct json *j, const char *key, int64_t n)
{
	char text[24];

	before(j, key);
	(void)fmt_print(text, sizeof(text), "%lld", (long long)n);
	put_word(j, text);
}

void json_uint(struct json *j, const char *key, uint64_t n)
{
	char text[24];

	before(j, key);
	(void)fmt_print(text, sizeof(text), "%llu", (unsigned long long)n);
	put_word(j, text);
}

void json_bool(struct json *j, const char *key, bool b)
{
	before(j, key);
	put_word(j, b ? "true" : "false");
}

void json_null(struct json *j, const char *key)
{
	json_string(j, key, NULL);
}

void json_raw(struct json *j, const char *key, const char *text)
{
	before(j, key);
	put_word(j, text);
}
