/* SPDX-License-Identifier: MIT */
/* The key table: [Install]: what starts it. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/draft.h"
#include "supervisor/units/keys/set.h"

static const struct keys_row rows[] = {
	{"WantedBy", KEY_WORDS, RELATION_WANTED_BY, set_wanted, "UNIT ...",
		NULL,
		KEYS_TEXT("Starts the unit together with these, as their "
			  "Wants= would. With multi-user.target, "
			  "default.target or another target that the device "
			  "passes it is started at boot. Without it the unit "
			  "is started by another one that wants it, or by "
			  "tcrctl(1).",
			"multi-user.target")},
	{"RequiredBy", KEY_WORDS, RELATION_REQUIRED_BY, set_wanted, "UNIT ...",
		NULL,
		KEYS_TEXT("As Requires= in these units would. With a target "
			  "the unit is started at boot.",
			"gateway.container")},
	{"UpheldBy", KEY_WORDS, RELATION_UPHELD_BY, set_wanted, "UNIT ...",
		NULL,
		KEYS_TEXT("As Upholds= in these units would: the unit is "
			  "started again whenever it is down while one of "
			  "them is up. With a target the unit is started at "
			  "boot and kept up.",
			"gateway.container")},
	{"Alias", KEY_WORDS, 0, set_alias, "NAME[.service] ...", NULL,
		KEYS_TEXT("Further names of the unit, for dependencies and "
			  "tcrctl(1). A name that another unit has refuses "
			  "the one that wants it too.",
			"database.service")},
	{"DefaultInstance", KEY_TEXT, 0, set_instance, "NAME", NULL,
		KEYS_TEXT("In a template: the instance that there is without "
			  "a file of its own.",
			"main")},
};

const struct keys_row *keys_install(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
