/* SPDX-License-Identifier: MIT */
/*
 * Our formats are the C library's.
 * Links: init/fmt.c
 */
#include "init/fmt.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <limits.h>

#define same(format, ...)                                                      \
	do {                                                                   \
		char got[256], want[256];                                      \
		int got_len =                                                  \
			fmt_print(got, sizeof(got), format, __VA_ARGS__);      \
		int want_len =                                                 \
			snprintf(want, sizeof(want), format, __VA_ARGS__);     \
		is_str(got, want, #format);                                    \
		is_int(got_len, want_len, "its length");                       \
	} while (0)

int main(void)
{
	char buf[8];

	same("%d %i %u", INT_MIN, -1, UINT_MAX);
	same("%ld %lld %lu", LONG_MIN, LLONG_MAX, ULONG_MAX);
	same("%zu %llx %o", (size_t)-1, 0xfedcba9876543210ULL, 0777U);
	same("[%5d|%-5d|%05d]", 42, 42, -42);
	same("[%2d|%02x|%08x]", 12345, 0xabcU, 0xabcU);
	same("[%s|%.3s|%.*s]", "whole", "cut here", 4, "by argument");
	same("[%8s|%-8s|%*s]", "right", "left", 6, "arg");
	same("%c%%%c", 'a', 'z');
	same("%s", "");
	is_int(fmt_print(buf, sizeof(buf), "%s", "1234567"), 7, "just fits");
	is_str(buf, "1234567", "all of it");
	is_int(fmt_print(buf, sizeof(buf), "%s", "12345678"), -ENAMETOOLONG,
		"one too many is an error");
	is_str(buf, "1234567", "what fits is there, with its NUL");
	is_int(fmt_print(buf, 1, "%d", 5), -ENAMETOOLONG, "room for a NUL");
	is_str(buf, "", "holds a NUL");
	return done_testing();
}
