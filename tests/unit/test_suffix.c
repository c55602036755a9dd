/* SPDX-License-Identifier: MIT */
/*
 * What names of units end in, and which kind a name is.
 *
 * Links: supervisor/units/text/suffix.c supervisor/units/text/value.c
 * Links: supervisor/units/unit_name.c supervisor/base/signals.c
 * Links: net/address.c init/fmt.c init/text.c
 */
#include "supervisor/units/text/suffix.h"
#include "supervisor/units/unit_name.h"
#include "tests/unit/tap.h"

#include <stdio.h>
#include <string.h>

static void test_all(void)
{
	bool all = true;
	enum unit_kind kind;

	for (unsigned i = 0; i < SUFFIX_COUNT; i++) {
		char name[64];

		snprintf(
			name, sizeof(name), "x%s", suffix_text((enum suffix)i));
		all &= suffix_of(name, strlen(name)) == (enum suffix)i &&
		       suffix_stem(name, strlen(name)) == 1;
	}
	ok(all, "every suffix is found, and what is before it");
	for (unsigned i = 0; unit_name_of_file(i, &kind); i++) {
		char name[64];

		snprintf(name, sizeof(name), "x%s", unit_name_suffix(kind));
		all &= unit_name_kind(name) == kind;
	}
	ok(all, "every kind of file is known by its suffix");
}

int main(void)
{
	test_all();
	is_int(unit_name_kind("web"), UNIT_CONTAINER, "a bare name");
	is_int(unit_name_kind("app@x"), UNIT_CONTAINER, "an instance");
	is_int(unit_name_kind("network-online.target"), UNIT_TARGET,
		"a target");
	is_int(unit_name_kind(UNIT_NAME_DNS), UNIT_DNS, "tcr-dns");
	is_int(unit_name_kind(UNIT_NAME_FIREWALL), UNIT_FIREWALL,
		"the firewall");
	is_int((long long)suffix_stem("network-online.target", 21), 14,
		"the stem of a target");
	is_int((long long)suffix_stem(".pod", 4), 4, "a suffix alone is none");
	is_int((long long)suffix_stem("a.podx", 6), 6, "nor is one in a name");
	return done_testing();
}
