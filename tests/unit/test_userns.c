/* SPDX-License-Identifier: MIT */
/*
 * Ranges of ids: each unit's is its own for ever, whatever the order of starts.
 * Links: supervisor/base/keep.c supervisor/spec/userns.c
 * Links: supervisor/base/paths.c supervisor/units/rights.c
 * Links: supervisor/base/lock.c supervisor/base/strv.c images/[a-z]*.c
 * Links: init/fmt.c init/io.c init/log.c init/text.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/spec/userns.h"

#include "tests/unit/tap.h"

#include <errno.h>
#include <stdlib.h>

static char text[USERNS_TEXT_MAX];

static int ask(const char *unit)
{
	bool added;

	return userns_index(text, sizeof(text), unit, &added);
}

static void test_lines(void)
{
	bool added;

	text[0] = 0;
	is_int(userns_index(text, sizeof(text), "web", &added), 0,
		"the first unit has the first range");
	ok(added, "which is written down");
	is_str(text, "web 0\n", "as a line");
	is_int(userns_index(text, sizeof(text), "we", &added), 1,
		"a name that another begins with is another");
	is_int(userns_index(text, sizeof(text), "web", &added), 0,
		"the first one's stays");
	ok(!added, "and is not written again");
	(void)snprintf(text, sizeof(text),
		"web 5\n\njunk\nx -1\ny 99999\nz 3 \nold 7");
	is_int(ask("web"), 5, "what is there counts");
	is_int(ask("z"), 8, "lines that make no sense do not");
	is_int(ask("old"), 7, "nor is the end of a line needed");
	(void)snprintf(text, sizeof(text), "last %d\n", USERNS_INDEX_MAX);
	is_int(ask("web"), -ENOSPC, "there are no more ids than that");
	is_int(userns_index(text, strlen(text) + 3, "old", &added), -ENOSPC,
		"nor more memory");
	ok(USERNS_SIZE * (USERNS_INDEX_MAX + 2ULL) <= UINT32_MAX,
		"the last range is below the id that is none");
}

/* Starts in any order, again and again: no two units ever share an id. */
static void test_disjoint(void)
{
	static int of[1000];
	static bool taken[1000];
	bool same = true, apart = true;
	char name[32];

	text[0] = 0;
	srand(1);
	for (int i = 0; i < 1000; i++)
		of[i] = -1;
	for (int i = 0; i < 20000; i++) {
		int unit = rand() % 1000, index;

		(void)snprintf(name, sizeof(name), "unit%d", unit);
		index = ask(name);
		if (of[unit] < 0 && index >= 0 && index < 1000) {
			apart &= !taken[index];
			taken[index] = true;
			of[unit] = index;
		}
		same &= of[unit] == index;
	}
	ok(same, "a unit's range is always the same");
	ok(apart, "and no other's, for 1000 units");
}

int main(void)
{
	test_lines();
	test_disjoint();
	return done_testing();
}
