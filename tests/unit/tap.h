/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

/* A test program prints TAP: ok(claim, "text"), ..., return done_testing(). */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static struct {
	int run, bad;
} tap;

#define ok(claim, ...) tap_ok((claim), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5))) static inline bool tap_ok(
	bool claim, const char *file, int line, const char *format, ...)
{
	__builtin_va_list ap;

	printf("%sok %d - ", claim ? "" : "not ", ++tap.run);
	__builtin_va_start(ap, format);
	vprintf(format, ap);
	__builtin_va_end(ap);
	printf("\n");
	if (!claim) {
		tap.bad++;
		printf("# at %s:%d\n", file, line);
	}
	return claim;
}

static inline bool tap_int(long long got, long long want, const char *file,
	int line, const char *text)
{
	bool good = tap_ok(got == want, file, line, "%s", text);

	if (!good)
		printf("# got %lld, want %lld\n", got, want);
	return good;
}

static inline bool tap_str(const char *got, const char *want, const char *file,
	int line, const char *text)
{
	bool good = tap_ok(got && want ? strcmp(got, want) == 0 : got == want,
		file, line, "%s", text);

	if (!good)
		printf("# got '%s'\n# want '%s'\n", got ? got : "(null)",
			want ? want : "(null)");
	return good;
}

#define is_int(got, want, text) tap_int((got), (want), __FILE__, __LINE__, text)
#define is_str(got, want, text) tap_str((got), (want), __FILE__, __LINE__, text)

static inline int done_testing(void)
{
	printf("1..%d\n", tap.run);
	return tap.bad ? 1 : 0;
}

#endif
