/* SPDX-License-Identifier: MIT */
/*
 * Parses keys and signatures as signify(1) writes them: "Ed", the key's id,
 * then the key or the signature, in base64.  There is one way to write each
 * value, so that a changed byte never counts as the same signature.
 */
#include "images/signature.h"

#include "init/fmt.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#define COMMENT "untrusted comment: "
#define KIND    "Ed"
#define HEAD    (strlen(KIND) + SIGNATURE_ID_BYTES)

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* How many characters of base64 so many bytes are. */
static size_t encoded(size_t bytes)
{
	return (bytes + 2) / 3 * 4;
}

/* Decodes encoded(size) characters. */
static bool decode(const char *text, unsigned char *out, size_t size)
{
	uint32_t bits = 0;
	size_t at = 0;

	for (int have = 0; size > 0; have -= 8, size--) {
		for (; have < 8; have += 6) {
			int value = digit(text[at++]);

			if (value < 0)
				return false;
			bits = bits << 6 | (uint32_t)value;
		}
		*out++ = (unsigned char)(bits >> (have - 8));
		bits &= (1U << (have - 8)) - 1;
	}
	for (; at % 4 != 0; at++)
		if (text[at] != '=')
			return false;
	return bits == 0;
}

bool signature_parse(
	const char line[FOOTER_SIGNATURE_BYTES], struct signature *sig)
{
	unsigned char all[sizeof(KIND) - 1 + sizeof(*sig)];

	if (line[encoded(sizeof(all))] != '\n' ||
		!decode(line, all, sizeof(all)) || memcmp(all, KIND, 2) != 0)
		return false;
	memcpy(sig->id, all + 2, sizeof(sig->id));
	memcpy(sig->bytes, all + HEAD, sizeof(sig->bytes));
	return true;
}

bool signature_parse_key(
	const char *text, size_t len, struct signature_key *key)
{
	unsigned char all[sizeof(KIND) - 1 + sizeof(*key)];
	const char *line = memchr(text, '\n', len);
	size_t rest;

	if (!line || len < strlen(COMMENT) ||
		memcmp(text, COMMENT, strlen(COMMENT)) != 0)
		return false;
	line++;
	rest = len - (size_t)(line - text);
	if (rest == encoded(sizeof(all)) + 1 && line[rest - 1] == '\n')
		rest--;
	if (rest != encoded(sizeof(all)) || !decode(line, all, sizeof(all)) ||
		memcmp(all, KIND, 2) != 0)
		return false;
	memcpy(key->id, all + 2, sizeof(key->id));
	memcpy(key->bytes, all + HEAD, sizeof(key->bytes));
	return true;
}

void signature_id(
	const unsigned char id[SIGNATURE_ID_BYTES], char text[SIGNATURE_ID_MAX])
{
	for (size_t i = 0; i < SIGNATURE_ID_BYTES; i++)
		(void)fmt_print(text + 2 * i, 3, "%02x", id[i]);
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* A line that may have an id and a comment: 1: it has this id, -1: bad line. */
static int list_line(
	const char *text, size_t len, const char id[SIGNATURE_ID_MAX])
{
	size_t at = 0, word, digits;

	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	for (word = at; at < len && is_hex(text[at]);)
		at++;
	digits = at - word;
	while (at < len && (text[at] == ' ' || text[at] == '\t'))
		at++;
	if ((at < len && text[at] != '#') ||
		(digits > 0 && digits != 2 * SIGNATURE_ID_BYTES))
		return -1;
	return digits > 0 && strncasecmp(text + word, id, digits) == 0;
}

int signature_listed(const char *text, size_t len,
	const char id[SIGNATURE_ID_MAX], unsigned *line)
{
	int listed = 0;

	for (unsigned n = 1; len > 0; n++) {
		const char *newline = memchr(text, '\n', len);
		size_t width = newline ? (size_t)(newline - text) : len;
		int found = list_line(text, width, id);

		if (found < 0) {
			*line = n;
			return -EBADMSG;
		}
		listed |= found;
		width += newline != NULL;
		text += width;
		len -= width;
	}
	return listed;
}
