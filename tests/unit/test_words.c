/* SPDX-License-Identifier: MIT */
/*
 * Splitting of lists of words as systemd does it.
 * Links: supervisor/units/text/words.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/units/text/words.h"

#include "supervisor/base/arena.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

static char got[1024];

/* Joins the words as <a><b>; what is wrong instead. */
static const char *show(
	int rc, struct arena *arena, const struct strv *words, const char *why)
{
	size_t len = 0;

	got[0] = 0;
	if (rc < 0)
		snprintf(got, sizeof(got), "%s", why);
	for (size_t i = 0; rc == 0 && i < words->n; i++)
		len += (size_t)snprintf(
			got + len, sizeof(got) - len, "<%s>", words->v[i]);
	arena_done(arena);
	return got;
}

static const char *split(const char *text, enum words_kind kind)
{
	struct arena arena = {0};
	struct strv words = {0};
	const char *why = "?";
	char *copy = strdup(text); /* of its very size, for the sanitizer */
	int rc = words_split(copy, kind, &arena, &words, &why);

	free(copy);
	return show(rc, &arena, &words, why);
}

static const char *json(const char *text)
{
	struct arena arena = {0};
	struct strv words = {0};
	const char *why = "?";
	char *copy = strdup(text);
	int rc = words_json(copy, &arena, &words, &why);

	free(copy);
	return show(rc, &arena, &words, why);
}

#define BAD_ESCAPE "bad escape after a backslash"
#define OPEN_QUOTE "quote without its end"
#define NO_UTF8    "bytes are not UTF-8"
#define NO_JSON    "no JSON array of strings"

struct row {
	const char *text, *want;
};

static void test_both(enum words_kind kind)
{
	static const struct row rows[] = {
		{"", ""},
		{" \t ", ""},
		{"a", "<a>"},
		{" a  b\tc ", "<a><b><c>"},
		{"foo \"\" bar", "<foo><><bar>"},
		{"''", "<>"},
		{"'a b' \"c d\"", "<a b><c d>"},
		{"a'b c'd\"e\"f", "<ab cdef>"},
		{"\"it's\" '\"'", "<it's><\">"},
		{"a ; b", "<a><;><b>"},
		{"$$ ${X} $X %n", "<$$><${X}><$X><%n>"},
		{"\"ALL", OPEN_QUOTE},
		{"a 'b", OPEN_QUOTE},
		{"a\"", OPEN_QUOTE},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_str(split(rows[i].text, kind), rows[i].want, rows[i].text);
}

static void test_escapes(void)
{
	static const struct row rows[] = {
		{"a\\sb", "<a b>"},
		{"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\'", "<\a\b\f\n\r\t\v\\\"'>"},
		{"\\x41\\101\\u0041\\U00000041", "<AAAA>"},
		{"\\u20ac \\U0001f600", "<\xe2\x82\xac><\xf0\x9f\x98\x80>"},
		{"\\xe2\\x82\\xac", "<\xe2\x82\xac>"},
		{"\"a\\\"b\"", "<a\"b>"},
		{"'a\\'b'", "<a'b>"},
		{"\\q", BAD_ESCAPE},
		{"\\", BAD_ESCAPE},
		{"a\\x", BAD_ESCAPE},
		{"\\x4", BAD_ESCAPE},
		{"\\xg0", BAD_ESCAPE},
		{"\\x00", BAD_ESCAPE},
		{"\\000", BAD_ESCAPE},
		{"\\u0000", BAD_ESCAPE},
		{"\\400", BAD_ESCAPE},
		{"\\08", BAD_ESCAPE},
		{"\\ud800", BAD_ESCAPE},
		{"\\U00110000", BAD_ESCAPE},
		{"\\U0001f60", BAD_ESCAPE},
		{"a \\xff", NO_UTF8},
		{"\\xe2\\x82", NO_UTF8},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_str(split(rows[i].text, WORDS_ESCAPED), rows[i].want,
			rows[i].text);
	is_str(split("a\\nb \"c\\\"", WORDS_PLAIN), "<a\\nb><c\\>",
		"a plain list keeps backslashes");
}

static void test_json(void)
{
	static const struct row rows[] = {
		{"[]", ""},
		{" [ ] ", ""},
		{"[\"a\"]", "<a>"},
		{"[ \"a b\" , \"\" ]", "<a b><>"},
		{"[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "<\"\\/\b\f\n\r\t>"},
		{"[\"\\u0041\\u20ac\\ud83d\\ude00\"]",
			"<A\xe2\x82\xac\xf0\x9f\x98\x80>"},
		{"", NO_JSON},
		{"a", NO_JSON},
		{"[", NO_JSON},
		{"[\"a\"", NO_JSON},
		{"[\"a", NO_JSON},
		{"[\"a\",]", NO_JSON},
		{"[,\"a\"]", NO_JSON},
		{"[\"a\" \"b\"]", NO_JSON},
		{"[\"a\"] x", NO_JSON},
		{"[1]", NO_JSON},
		{"[[\"a\"]]", NO_JSON},
		{"[\"\\x\"]", NO_JSON},
		{"[\"\\", NO_JSON},
		{"[\"\\u0000\"]", NO_JSON},
		{"[\"\\ud83d\"]", NO_JSON},
		{"[\"\\ud83d\\u0041\"]", NO_JSON},
		{"[\"\\ude00\"]", NO_JSON},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		is_str(json(rows[i].text), rows[i].want, rows[i].text);
}

int main(void)
{
	test_both(WORDS_PLAIN);
	test_both(WORDS_ESCAPED);
	test_escapes();
	test_json();
	return done_testing();
}
