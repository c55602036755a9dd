/* SPDX-License-Identifier: MIT */
/*
 * What the JSON writer writes.
 * Links: supervisor/base/json.c supervisor/base/utf8.c init/fmt.c
 */
#include "supervisor/base/json.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

static void test_shapes(void)
{
	char buf[256];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	json_open(&j, NULL, '{');
	json_string(&j, "a", "b");
	json_open(&j, "list", '[');
	json_int(&j, NULL, 1);
	json_int(&j, NULL, INT64_MIN);
	json_open(&j, NULL, '{');
	json_close(&j, '}');
	json_open(&j, NULL, '[');
	json_close(&j, ']');
	json_close(&j, ']');
	json_bool(&j, "yes", true);
	json_bool(&j, "no", false);
	json_string(&j, "none", NULL);
	json_close(&j, '}');
	is_int(json_end(&j), 82, "the end gives the length");
	is_str(buf,
		"{\"a\":\"b\",\"list\":[1,-9223372036854775808,{},[]],"
		"\"yes\":true,\"no\":false,\"none\":null}\n",
		"commas are where they belong");
}

static void test_steering(void)
{
	char buf[256];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	json_string(&j, NULL,
		"\xc3\xa4\xc2\x9b\xe2\x80\xae\x7f\xf3\xa0\x80\x81\x9b");
	ok(json_end(&j) > 0, "written");
	is_str(buf, "\"\xc3\xa4\\u009b\\u202e\\u007f\\udb40\\udc01\\ufffd\"\n",
		"what a terminal obeys is escaped, letters are not");
}

static void test_lines(void)
{
	char buf[256];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	json_open(&j, NULL, '{');
	json_open(&j, "units", '[');
	json_lines(&j);
	for (int i = 0; i < 2; i++) {
		json_open(&j, NULL, '{');
		json_int(&j, "n", i);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	ok(json_end(&j) > 0, "newlines are counted");
	is_str(buf, "{\"units\":[\n{\"n\":0},\n{\"n\":1}\n]}\n",
		"elements are a line each");
}

static void escaped(const char *text, const char *want, const char *claim)
{
	char buf[256];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	json_string(&j, NULL, text);
	(void)json_end(&j); /* fits */
	buf[strcspn(buf, "\n")] = 0;
	is_str(buf, want, claim);
}

static void test_escapes(void)
{
	escaped("a\"b\\c/d", "\"a\\\"b\\\\c/d\"", "quote and backslash");
	escaped("\b\f\n\r\t\x01\x1f\x7f",
		"\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"", "control bytes");
	escaped("", "\"\"", "an empty string");
	escaped("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
		"\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"", "UTF-8 as it is");
	escaped("a\xff"
		"b",
		"\"a\\ufffdb\"", "a stray byte is replaced");
	escaped("\xc0\xaf", "\"\\ufffd\\ufffd\"", "overlong, 2 bytes");
	escaped("\xe0\x80\xaf", "\"\\ufffd\\ufffd\\ufffd\"",
		"overlong, 3 bytes");
	escaped("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"", "a surrogate");
	escaped("\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"",
		"beyond U+10FFFF");
	escaped("\xe2\x82", "\"\\ufffd\\ufffd\"", "a cut character");
}

static void test_limits(void)
{
	bool said = true, fits = false;

	for (size_t size = 0; size <= 14; size++) {
		char *buf = malloc(size + !size); /* a byte more is seen */
		struct json j;
		int len;

		if (!buf)
			break;
		json_begin(&j, buf, size);
		json_open(&j, NULL, '[');
		json_string(&j, NULL, "12345678");
		json_close(&j, ']');
		len = json_end(&j);
		if (size < 14)
			said &= len == -ENOBUFS;
		else
			fits = len == 13 && !strcmp(buf, "[\"12345678\"]\n");
		free(buf);
	}
	ok(said, "a buffer that is too small is said, never overrun");
	ok(fits, "one that just holds it is used to the end");
}

static void test_raw(void)
{
	char buf[64];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	json_open(&j, NULL, '{');
	json_raw(&j, "a", "[1]\n");
	json_raw(&j, "b", "null");
	json_close(&j, '}');
	ok(json_end(&j) > 0, "what is JSON already");
	is_str(buf, "{\"a\":[1]\n,\"b\":null}\n", "is a value as it is");
}

static void test_depth(void)
{
	char buf[256];
	struct json j;

	json_begin(&j, buf, sizeof(buf));
	for (int i = 0; i <= JSON_DEPTH_MAX; i++)
		json_open(&j, NULL, '[');
	for (int i = 0; i <= JSON_DEPTH_MAX; i++)
		json_close(&j, ']');
	is_int(json_end(&j), -ENOBUFS, "too deep is an error");
}

int main(void)
{
	test_shapes();
	test_lines();
	test_steering();
	test_escapes();
	test_limits();
	test_depth();
	test_raw();
	return done_testing();
}
