/* SPDX-License-Identifier: MIT */
/*
 * What names of units end in, and which kind a name is.
 *
 * Links: supervisor/units/text/kind.c
 */
#include "supervisor/units/text/kind.h"
#include "tests/unit/tap.h"

#include <stdio.h>
#include <string.h>

static void test_all(void)
{
	bool all = true;

	for (unsigned i = 0; i < UNIT_KINDS; i++) {
		char name[64];

		snprintf(name, sizeof(name), "x%s",
			kind_suffix((enum unit_kind)i));
		all &= kind_stem(name, strlen(name)) == 1;
		if (i < UNIT_DNS)
			all &= kind_of(name) == (enum unit_kind)i;
	}
	ok(all, "every kind is known by its suffix");
}

int main(void)
{
	test_all();
	is_int(kind_of("web"), UNIT_CONTAINER, "a bare name");
	is_int(kind_of("app@x"), UNIT_CONTAINER, "an instance");
	is_int(kind_of("network-online.target"), UNIT_TARGET, "a target");
	is_int(kind_of(KIND_DNS), UNIT_DNS, "tcr-dns");
	is_int(kind_of(KIND_FIREWALL), UNIT_FIREWALL, "the firewall");
	is_int((long long)kind_stem("network-online.target", 21), 14,
		"the stem of a target");
	is_int((long long)kind_stem(".pod", 4), 4, "a suffix alone is none");
	is_int((long long)kind_stem("a.podx", 6), 6, "nor is one in a name");
	return done_testing();
}
