/* SPDX-License-Identifier: MIT */
/*
 * What a misspelt name was meant to be.
 * Links: supervisor/units/text/nearest.c
 */
#include "supervisor/units/text/nearest.h"
#include "tests/unit/tap.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static void test_nearest(void)
{
	static const char *const rows[][2] = {
		{"Memroy", "Memory"},
		{"Memry", "Memory"},
		{"volume", "Volume"},
		{"Tmpf", "Tmpfs"},
		{"VolumeX", "Volume"},
		{"Environmnetfile", "EnvironmentFile"},
		{"Foo", NULL},
		{"X", NULL},
		{"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
		 "abcdefghijabcdefghij",
			NULL},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct nearest n = nearest_begin(rows[i][0]);

		nearest_try_words(&n, "Memory Volume Tmpfs Health* "
				      "EnvironmentFile");
		is_str(nearest_end(&n), rows[i][1], rows[i][0]);
	}
}

int main(void)
{
	test_nearest();
	return done_testing();
}
