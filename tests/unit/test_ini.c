/* SPDX-License-Identifier: MIT */
/*
 * The reader of unit files, against the table of what libinih alone makes of
 * the same bytes.  Links: supervisor/units/text/ini.c supervisor/base/utf8.c
 * Links: init/fmt.c
 */
#include "supervisor/units/text/ini.h"
#include "tests/unit/tap.h"

#include <stdarg.h>
#include <stdlib.h>

static char got[256 << 10];
static size_t got_len;

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(got + got_len, sizeof(got) - got_len, format, ap);
	va_end(ap);
	if (n > 0 && got_len + (size_t)n < sizeof(got))
		got_len += (size_t)n;
}

static struct ini_place last;

static int on_section(void *data, const char *name, struct ini_place place)
{
	(void)data;
	note("%u[%s]\n", place.line, name);
	return 0;
}

static int on_value(void *data, const char *section, const char *key,
	char *value, struct ini_place place)
{
	(void)data;
	last = place;
	note("%u %s.%s=%s|\n", place.line, section, key, value);
	return 0;
}

static void on_problem(
	void *data, bool error, struct ini_place place, const char *text)
{
	(void)data;
	note("%u %s: %s\n", place.line, error ? "error" : "warning", text);
}

static const struct ini_events events = {on_section, on_value, on_problem};

/* The text is in memory of its very size, so that a byte too far is seen. */
static int run(const char *text, size_t len)
{
	char *copy = malloc(len + 1);
	int rc;

	memcpy(copy, text, len);
	copy[len] = 0;
	got_len = 0;
	got[0] = 0;
	rc = ini_read(copy, len, &events, NULL);
	free(copy);
	return rc;
}

static void is_read(const char *text, const char *want, const char *claim)
{
	is_int(run(text, strlen(text)), 0, "reads on to the end");
	is_str(got, want, claim);
}

static void test_plain(void)
{
	is_read("", "", "an empty file has nothing");
	is_read("[U]\nA=b\n", "1[U]\n2 U.A=b|\n", "a key");
	is_read("[U]\nA=b", "1[U]\n2 U.A=b|\n", "no newline at the end");
	is_read("\xef\xbb\xbf[U]\r\nA=b\r\n", "1[U]\n2 U.A=b|\n",
		"a byte order mark and CRLF");
	is_read("[U]\n \t A \t=\t b c \t\n", "1[U]\n2 U.A=b c|\n",
		"blanks around line, key and value go");
	is_read("[U]\n  A=1\n  B=2\n", "1[U]\n2 U.A=1|\n3 U.B=2|\n",
		"indented keys are keys");
	is_read("# x\n;y\n\n  # z\n[U]\nA=1\n", "5[U]\n6 U.A=1|\n",
		"comments and empty lines");
	is_read("[U]\nA=\n", "1[U]\n2 U.A=|\n", "an empty value");
	is_read("[U]\nA=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n",
		"1[U]\n2 U.A=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80|\n",
		"UTF-8 of every length");
	is_read("[U]\nA=1\n[V]\nB=2\n[U]\nA=3\nA=4\n",
		"1[U]\n2 U.A=1|\n3[V]\n4 V.B=2|\n5[U]\n6 U.A=3|\n7 U.A=4|\n",
		"all occurrences in order");
}

static void test_exact_values(void)
{
	is_read("[C]\nExec=sh -c \"foo ; bar\"\n",
		"1[C]\n2 C.Exec=sh -c \"foo ; bar\"|\n", "; in a value");
	is_read("[C]\nExec=a # b #c\n", "1[C]\n2 C.Exec=a # b #c|\n",
		"# in a value");
	is_read("[C]\nExec=;\nB=#\nD=a=b:c=[d]\n",
		"1[C]\n2 C.Exec=;|\n3 C.B=#|\n4 C.D=a=b:c=[d]|\n",
		"values of marks only");
	is_read("[C]\nA=\"\"\nB=\\\\\n", "1[C]\n2 C.A=\"\"|\n3 C.B=\\\\|\n",
		"quotes and backslashes as they are");
}

/* A value of n bytes in which every place looks different. */
static char *long_text(const char *before, size_t n, const char *after)
{
	char *text = malloc(strlen(before) + n + strlen(after) + 1);
	char *p = text + sprintf(text, "%s", before);

	for (size_t i = 0; i < n; i++)
		*p++ = i && i + 1 < n && i % 7 == 0 ? " ;#="[i % 4]
						    : (char)('a' + i % 23);
	strcpy(p, after);
	return text;
}

static void test_long(void)
{
	static const size_t lengths[] = {1, 140, 144, 145, 146, 147, 148, 190,
		194, 199, 200, 292, 293, 1000, 65000, 65531};
	bool all = true;

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		char *text = long_text("[C]\nExec=", lengths[i], "\n");
		char *want = long_text("1[C]\n2 C.Exec=", lengths[i], "|\n");

		all &= run(text, strlen(text)) == 0 && !strcmp(got, want);
		free(text);
		free(want);
	}
	ok(all, "values up to 64 KiB are whole, at every edge of a piece");
	for (size_t n = 0; n < 400; n++) {
		char *text = long_text("[C]\nE=", n, "\nF=1\n");
		char *want = long_text("1[C]\n2 C.E=", n, "|\n3 C.F=1|\n");

		all &= run(text, strlen(text)) == 0 && !strcmp(got, want);
		free(text);
		free(want);
	}
	ok(all, "values of every length up to 400");
}

static void test_injection(void)
{
	char *text = long_text("[C]\n#", 198, "Image=evil\n");

	is_read(text, "1[C]\n", "a long comment stays a comment");
	free(text);
	text = long_text("[C]\nExec=", 194, "Image=evil\n");
	(void)run(text, strlen(text));
	ok(!strstr(got, "C.Image") && strstr(got, "Image=evil|"),
		"a long value stays one");
	free(text);
	text = long_text("[C]\nA=", 65535, "\nB=1\n");
	is_read(text,
		"1[C]\n2 error: line is longer than 65536 bytes\n3 C.B=1|\n",
		"a line beyond 64 KiB is refused");
	free(text);
	text = long_text("[C]\n#", 70000, "\nB=1\n");
	is_read(text,
		"1[C]\n2 error: line is longer than 65536 bytes\n3 C.B=1|\n",
		"a comment beyond 64 KiB is refused");
	free(text);
	text = long_text("[C]\nA=1 \\\n", 40000, "\\\n");
	text = realloc(text, 80000);
	for (size_t i = 0, at = strlen(text); i < 30000; i++)
		memcpy(text + at + i, "b", 2);
	(void)run(text, strlen(text));
	ok(strstr(got, "error: line is longer than 65536 bytes") != NULL,
		"continuations count together");
	free(text);
}

static void test_continuation(void)
{
	is_read("[C]\nE=foo \\\n    --bar \\\n\tbaz\nF=1\n",
		"1[C]\n2 C.E=foo  --bar  baz|\n5 C.F=1|\n",
		"a continued line is one, joined by a blank");
	is_read("[C]\nE=a\\\nb\n", "1[C]\n2 C.E=a b|\n", "in a word too");
	is_read("[C]\nE=a\\\\\nF=b\n", "1[C]\n2 C.E=a\\\\|\n3 C.F=b|\n",
		"two backslashes do not continue");
	is_read("[C]\nE=ab\\\nc\\\nd\n", "1[C]\n2 C.E=ab c d|\n",
		"moved by one byte");
	is_read("[C]\nE=a\\\\\\\nb\n", "1[C]\n2 C.E=a\\\\ b|\n", "three do");
	is_read("[C]\nE=a \\\n# c \\\n; d\nb\n", "1[C]\n2 C.E=a  b|\n",
		"comments within are passed over");
	is_read("[C]\nE=a \\\n\n  \nb\nF=1\n",
		"1[C]\n2 warning: blank line in a continued line\n"
		"2 warning: blank line in a continued line\n"
		"2 C.E=a  b|\n6 C.F=1|\n",
		"a blank line within is told and passed over");
	is_read("[C]\nE=a \\\n",
		"1[C]\n2 warning: file ends in a continued line\n2 C.E=a|\n",
		"the end of the file ends it, and it is kept");
	is_read("[C]\nE=a \\\r\nb\r\n", "1[C]\n2 C.E=a  b|\n", "with CRLF");
	is_read("[C]\n# a \\\nE=b\n", "1[C]\n3 C.E=b|\n",
		"comments do not continue");
	is_read("[C]\nE=a\\ \t\nF=b\n",
		"1[C]\n2 warning: blanks behind the backslash at the end of a "
		"line: the line goes on\n2 C.E=a F=b|\n",
		"blanks behind a backslash are told, and it continues");
	is_read("[C]\nE=a\\\\ \nF=b\n", "1[C]\n2 C.E=a\\\\|\n3 C.F=b|\n",
		"two backslashes before a blank do not");
	is_read("[C]\nA\\\n=b\n", "1[C]\n2 C.A=b|\n",
		"a key continued before its =");
	is_read("[C]\\\nA=b\n", "1 error: text after a section's ']'\n",
		"a section does not continue into a key");
}

static void test_shape(void)
{
	is_read("[U]\nImage: b\n",
		"1[U]\n2 error: no Key=value (a colon where '=' should be)\n",
		"a colon is refused");
	is_read("[U]\nA:b=c\n",
		"1[U]\n2 error: no Key=value (a colon where '=' should be)\n",
		"a colon before the = too");
	is_read("[Unit] trailing\nA=b\n",
		"1 error: text after a section's ']'\n",
		"text behind a section is refused, its keys not told");
	is_read("[ Service ]\n",
		"1 error: bad section name (letters and digits only)\n",
		"blanks in a section's name");
	is_read("[]\n", "1 error: bad section name (letters and digits only)\n",
		"an empty name");
	is_read("[U\nA=1\n[V]\nA=1\n",
		"1 error: section without its ']'\n3[V]\n4 V.A=1|\n",
		"no bracket");
	is_read("[U];x\n", "1 error: text after a section's ']'\n",
		"a comment behind a section");
	is_read("[U]\n=x\n", "1[U]\n2 error: no key before the '='\n",
		"an empty key");
	is_read("[U]\nA B=c\n",
		"1[U]\n2 error: bad key (letters and digits only)\n",
		"a blank in a key");
	is_read("A=b\n", "1 error: key outside of a [Section]\n",
		"a key before any section");
	is_read("[U]\nfoo\n",
		"1[U]\n2 error: neither Key=value, [Section] nor # comment\n",
		"a line without =");
	is_read("[12345678901234567890123456789012345678901234567890]\nA=1\n",
		"1 error: section name is too long\n", "a long section name");
	is_read("[U]\n"
		"A1234567890123456789012345678901234567890123456789"
		"012345678901234=1\n",
		"1[U]\n2 error: key is too long\n", "a long key");
}

static void is_bytes(
	const char *text, size_t len, const char *want, const char *claim)
{
	is_int(run(text, len), 0, "reads on to the end");
	is_str(got, want, claim);
}

static void test_bytes(void)
{
	is_bytes("[U]\nA=a\0b\nB=1\n", 14,
		"1[U]\n2 error: control byte 0x00\n3 U.B=1|\n", "NUL");
	is_bytes("[U]\n\0\nB=1\n", 10,
		"1[U]\n2 error: control byte 0x00\n3 U.B=1|\n", "only NUL");
	is_read("[U]\nA=\x01x\x03\n", "1[U]\n2 error: control byte 0x01\n",
		"the reader's own marks cannot be forged");
	is_read("[U]\nA=\x7f\n", "1[U]\n2 error: control byte 0x7f\n", "DEL");
	is_read("[U]\nA=a\rb\n", "1[U]\n2 error: control byte 0x0d\n",
		"CR within a line");
	is_read("[U]\n# \x1b[2J\nA=1\n",
		"1[U]\n2 error: control byte 0x1b\n3 U.A=1|\n",
		"in a comment too");
	is_read("[U]\nA=\xff\n", "1[U]\n2 error: not UTF-8: byte 0xff\n",
		"no UTF-8");
	is_read("[U]\nA=\xc0\xaf\n", "1[U]\n2 error: not UTF-8: byte 0xc0\n",
		"overlong UTF-8");
	is_read("[U]\nA=\xed\xa0\x80\n",
		"1[U]\n2 error: not UTF-8: byte 0xed\n", "a surrogate");
	is_read("[U]\nA=\xf4\x90\x80\x80\n",
		"1[U]\n2 error: not UTF-8: byte 0xf4\n", "beyond U+10FFFF");
	is_read("[U]\nA=\xe2\x82", "1[U]\n2 error: not UTF-8: byte 0xe2\n",
		"cut UTF-8");
	is_read("[U]\nA=a\tb\n", "1[U]\n2 U.A=a\tb|\n", "a tab is fine");
}

/* Whatever the bytes are, the reader ends and stays inside of them. */
static void test_noise(void)
{
	static const char parts[] = "[]=\\\n\r \t;#:AUx\x01\xc3\xa4\xff\0\"";
	unsigned seed = 1;
	bool all = true;

	for (int i = 0; i < 20000; i++) {
		char text[300];
		size_t len = (seed = seed * 1103515245 + 12345) >> 16 & 0xff;

		for (size_t j = 0; j < len; j++) {
			seed = seed * 1103515245 + 12345;
			text[j] = parts[(seed >> 16) % (sizeof(parts) - 1)];
		}
		all &= run(text, len) == 0;
	}
	ok(all, "20,000 files of noise");
}

static void test_columns(void)
{
	static const struct {
		const char *text;
		unsigned line, key, value;
	} cases[] = {
		{"[U]\nKey=value\n", 2, 1, 5},
		{"[U]\n  Key = value\n", 2, 3, 9},
		{"[U]\n\n\tK=\n", 3, 2, 4},
		{"[U]\nK=a \\\n  b\n", 2, 1, 3},
		{"[U]\nK= \\\n  b\n", 2, 1, 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		last = (struct ini_place){0};
		is_int(run(cases[i].text, strlen(cases[i].text)), 0, "reads");
		ok(last.line == cases[i].line &&
				last.key_column == cases[i].key &&
				last.value_column == cases[i].value,
			"case %zu: %u, %u, %u", i, last.line, last.key_column,
			last.value_column);
	}
}

int main(void)
{
	test_plain();
	test_exact_values();
	test_long();
	test_injection();
	test_continuation();
	test_shape();
	test_bytes();
	test_columns();
	test_noise();
	return done_testing();
}
