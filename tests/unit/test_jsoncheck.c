/* SPDX-License-Identifier: MIT */
/*
 * Foreign JSON: what is let into config.json is one whole value.
 * Links: supervisor/base/jsoncheck.c supervisor/base/utf8.c
 */
#include "supervisor/base/jsoncheck.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

static int check(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1); /* so that reading on is seen */
	int rc;

	if (!copy)
		abort();
	memcpy(copy, text, len);
	rc = jsoncheck(copy, len);
	free(copy);
	return rc;
}

int main(void)
{
	static const char *const good[] = {"{}", "[]", " { } ", "null", "0",
		"-1.5e+3", "\"\"", "\"\\u00e4\\n\\\"\"", "\"\xc3\xa4\"",
		"{\"a\":[1,{\"b\":true},[]],\"c\":{\"d\":null}}\n",
		"[[[[[[[[[[[[]]]]]]]]]]]]", "[1 , 2\t,\n3]"};
	static const char *const bad[] = {"", " ", "{", "}", "{}}", "{} {}",
		"{},\"x\":{}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}",
		"{\"a\":1,}", "{a:1}", "{1:2}", "[1 2]", "[}", "{]", "[1}",
		"{\"a\":1]", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\n\"",
		"\"\xff\"", "01", "1.", ".1", "1e", "+1", "nul", "nulll",
		"True", "'a'", "[[[[[[[[[[[[[]]]]]]]]]]]]]", "//", "{}//"};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		is_int(check(good[i]), 0, good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(check(bad[i]), -EINVAL, bad[i]);
	is_int(jsoncheck("{}\0", 3), -EINVAL, "a NUL at the end");
	is_int(jsoncheck("\"a\0b\"", 5), -EINVAL, "a NUL in a string");
	return done_testing();
}
