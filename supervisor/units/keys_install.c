/* SPDX-License-Identifier: MIT */
/* The key table: [Install]: what starts it. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_WORDS, "WantedBy", set_wanted, 0,
		"multi-user.target or default.target", NULL,
		KEYS_TEXT("Starts the unit at boot. Without it the unit is "
			  "started by another one that wants it, or by "
			  "tcrctl(1).",
			"multi-user.target")},
	{KEY_TEXT, "DefaultInstance", set_instance, 0, "NAME", NULL,
		KEYS_TEXT("In a template: the instance that there is without "
			  "a file of its own.",
			"main")},
};

const struct keys_row *keys_install(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
