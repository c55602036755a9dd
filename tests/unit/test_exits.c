/* SPDX-License-Identifier: MIT */
/*
 * Exits that nobody has asked for yet.
 *
 * Links: supervisor/life/exits.c
 */
#include "supervisor/life/exits.h"

#include "tests/unit/tap.h"

int main(void)
{
	int status = -1;

	ok(!exits_take(0, &status), "no process has pid 0");
	ok(!exits_take(-1, &status), "or a negative one");
	exits_put(7, 256);
	exits_put(7, 512);
	ok(exits_take(7, &status) && status == 512, "the newest first");
	ok(exits_take(7, &status) && status == 256, "then the one before");
	ok(!exits_take(7, &status), "each once");
	ok(!exits_take(0, &status), "what was taken is nobody's");
	return done_testing();
}
