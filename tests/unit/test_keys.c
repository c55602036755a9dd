/* SPDX-License-Identifier: MIT */
/*
 * The key table by itself.
 *
 * Links: supervisor/units/[a-z]*.c supervisor/signals.c supervisor/utf8.c
 * Links: supervisor/strv.c init/fmt.c init/log.c init/io.c
 */
#include "supervisor/units/keys.h"
#include "supervisor/units/refused.h"
#include "tests/unit/tap.h"

/* Every row of a section: complete, its name once, and not refused. */
static bool test_rows(enum keys_section section)
{
	size_t count;
	const struct keys_row *rows = keys_rows(section, &count);
	bool all = true;

	for (size_t i = 0; i < count; i++) {
		const struct keys_row *row = &rows[i];

		all &= !refused_find(section, row->name) && row->set &&
		       row->syntax && row->help && row->example;
		for (size_t j = 0; j < i; j++)
			all &= strcmp(rows[j].name, row->name) != 0;
		all &= row->grammar != KEY_BOOL || row->fallback;
	}
	return all;
}

int main(void)
{
	for (enum keys_section s = 0; s < SECTION_COUNT; s++)
		ok(test_rows(s), "the keys of [%s], each once and none refused",
			keys_section_name(s));
	return done_testing();
}
