/* SPDX-License-Identifier: MIT */
/*
 * The key table by itself.
 *
 * Links: supervisor/base/machine.c
 * Links: supervisor/units/[a-z]*.c supervisor/units/text/[a-z]*.c
 * Links: images/date.c
 * Links: supervisor/units/keys/[a-z]*.c supervisor/units/load/[a-z]*.c
 * Links: supervisor/base/signals.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c supervisor/base/paths.c net/address.c
 * Links: init/fmt.c init/log.c init/io.c init/text.c
 * Links: supervisor/base/arena.c net/subnet.c
 */
#include "supervisor/units/keys/keys.h"
#include "supervisor/units/keys/refused.h"
#include "supervisor/units/keys/sections.h"
#include "tests/unit/tap.h"

#define ROWS_MAX 512

/* Every row of a section: complete, its name once, and not refused. */
static bool test_rows(enum keys_section section)
{
	const struct refused_row *refused;
	static const struct keys_row *all[ROWS_MAX];
	const struct keys_row *rows;
	size_t n = 0, count;
	bool good = true;

	for (unsigned part = 0; (rows = keys_rows(section, part, &count));
		part++)
		for (size_t i = 0; i < count && n < ROWS_MAX; i++)
			all[n++] = &rows[i];
	for (size_t i = 0; i < n; i++) {
		const struct keys_row *row = all[i];

		/* "Condition*" is for those that are not known. */
		refused = refused_find(section, row->name);
		good &= (!refused || strchr(refused->names, '*')) && row->set &&
			row->syntax && row->help && row->example;
		for (size_t j = 0; j < i; j++)
			good &= strcmp(all[j]->name, row->name) != 0;
		good &= row->grammar != KEY_BOOL || row->fallback;
	}
	return good;
}

int main(void)
{
	for (enum keys_section s = 0; s < SECTION_COUNT; s++)
		ok(test_rows(s), "the keys of [%s], each once and none refused",
			keys_section_name(s));
	return done_testing();
}
