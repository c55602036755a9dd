/* SPDX-License-Identifier: MIT */
/*
 * Exits that nobody has asked for yet.
 *
 * Links: supervisor/life/notes.c
 */
#include "supervisor/life/notes.h"

#include "tests/unit/tap.h"

int main(void)
{
	int status = -1;

	ok(!notes_take(0, &status), "no process has pid 0");
	ok(!notes_take(-1, &status), "or a negative one");
	notes_put(7, 256);
	notes_put(7, 512);
	ok(notes_take(7, &status) && status == 512, "the newest first");
	ok(notes_take(7, &status) && status == 256, "then the one before");
	ok(!notes_take(7, &status), "each once");
	ok(!notes_take(0, &status), "what was taken is nobody's");
	return done_testing();
}
