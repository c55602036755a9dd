/* SPDX-License-Identifier: MIT */
/*
 * What is logged in a loop is said so often and then counted; all else is said.
 * Links: supervisor/base/repeats.c
 */
#include "supervisor/base/repeats.h"

#include "tests/unit/tap.h"

static struct repeats r;

static bool pass(const char *line, int64_t now_ms)
{
	return repeats_pass(&r, line, strlen(line), now_ms);
}

static void loops(void)
{
	const char *text = "";
	unsigned said = 0;

	is_int(repeats_deadline(&r), INT64_MAX, "nothing said, nothing due");
	for (int i = 0; i < 47000; i++)
		said += pass("it does not fit", i / 16);
	is_int(said, REPEATS_MAX, "47,000 equal lines in 3 s are 20");
	ok(pass("another", 3000), "another line is said meanwhile");
	is_int(repeats_deadline(&r), REPEATS_MS, "their number is due");
	is_int(repeats_over(&r, REPEATS_MS - 1, &text), 0, "not before");
	is_int(repeats_over(&r, REPEATS_MS, &text), 47000 - REPEATS_MAX,
		"then it is told");
	is_str(text, "it does not fit", "and of what");
	is_int(repeats_over(&r, REPEATS_MS, &text), 0, "once");
	ok(pass("it does not fit", REPEATS_MS), "and it is said anew");
}

static void others(void)
{
	char line[32];
	unsigned said = 0;

	r = (struct repeats){0};
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(line, sizeof(line), "line %d", i);
		said += pass(line, 0);
	}
	is_int(said, 1000, "a thousand different lines are all said");
	said = 0;
	for (int i = 0; i < 1000; i++)
		said += pass("now and then", i * REPEATS_MS / 10);
	is_int(said, 1000, "so is one that comes once a second");
	r = (struct repeats){0};
	said = 0;
	for (int i = 0; i < 10000; i++) {
		(void)snprintf(line, sizeof(line), "line %d", i % 10);
		said += pass(line, i / 10);
	}
	is_int(said, 10 * REPEATS_MAX,
		"ten lines in turn are no way around it");
	for (int i = 0; i < REPEATS_LINES * 100; i++) {
		(void)snprintf(
			line, sizeof(line), "flood %d", i % REPEATS_LINES);
		(void)pass(line, 2000);
	}
	ok(pass("something else", 2000), "no number of floods hides another");
}

int main(void)
{
	loops();
	others();
	return done_testing();
}
