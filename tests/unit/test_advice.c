/* SPDX-License-Identifier: MIT */
/*
 * Which crun is too old.
 * Links: supervisor/base/advice.c init/log.c init/fmt.c init/text.c
 */
#include "supervisor/base/advice.h"

#include "tests/unit/tap.h"

static const struct {
	const char *text;
	bool outdated;
} cases[] = {
	{"crun version 1.8.1\ncommit: f8a096b\n", true},
	{"crun version 1.27\n", true},
	{"crun version 1.27.99\n", true},
	{"crun version 1\n", true},
	{"crun version 1.28\n", false},
	{"crun version 1.28.1\n", false},
	{"crun version 1.29.1\n", false},
	{"crun version 1.30\n", false},
	{"crun version 2\n", false},
	{"crun version 2.0\n", false},
	{"crun version 0.99.9\n", true},
	{"runc version 1.0\n", false},
	{"", false},
};

int main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ok(advice_outdated(cases[i].text) == cases[i].outdated,
			"'%.*s'", (int)strcspn(cases[i].text, "\n"),
			cases[i].text);
	return done_testing();
}
