/* SPDX-License-Identifier: MIT */
/*
 * Text is put together or cut whole; numbers are digits and nothing else.
 * Links: init/text.c init/fmt.c
 */
#include "init/text.h"
#include "tests/unit/tap.h"

#include <errno.h>

static void number(const char *text, unsigned base, uint64_t want, size_t len)
{
	const char *end;

	ok(text_digits(text, &end, base) == want, "the number of \"%s\"", text);
	is_int(end - text, (long)len, "how far it goes");
}

int main(void)
{
	char buf[8];
	struct text t = {.buf = buf, .size = sizeof(buf)};

	text_put(&t, "%s", "abc");
	text_put(&t, "%d", 12);
	is_str(buf, "abc12", "one after the other");
	text_put(&t, "%s", "too long");
	text_put(&t, "%s", "x");
	is_int(t.rc, -ENAMETOOLONG, "what does not fit is told");
	is_int((long)t.len, 5, "and nothing after it is written");

	number("0", 10, 0, 1);
	number("1234 5", 10, 1234, 4);
	number("0100", 8, 64, 4);
	number("789", 8, 7, 1);
	number("1F90:", 16, 0x1f90, 4);
	number("00fFx", 16, 0xff, 4);
	number("18446744073709551615x", 10, UINT64_MAX, 20);
	number("18446744073709551616", 10, 0, 0);
	number("FFFFFFFFFFFFFFFFF", 16, 0, 0);
	number("", 10, 0, 0);
	number(" 1", 10, 0, 0);
	number("-1", 10, 0, 0);
	number("A", 10, 0, 0);
	ok(text_digits("7", NULL, 10) == 7, "nobody asks how far");

	ok(text_has("a..b", 4, ".."), "words in the middle");
	ok(text_has("a..", 3, ".."), "words at the end");
	ok(!text_has("a..", 2, ".."), "words that end behind the text");
	ok(!text_has("", 0, "a"), "words that are longer than the text");
	return done_testing();
}
