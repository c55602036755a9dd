/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: what it is given besides, and its logs. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_extra.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row container[] = {
	{KEY_ESCAPED, "Secret", set_secret, 0,
		"NAME[,type=mount|env][,target=...][,uid=,gid=,mode=]", NULL,
		KEYS_TEXT(
			"A secret of the device for the container. It is the "
			"file NAME in /etc/tcr/secrets, or else in "
			"/run/tcr/secrets or /var/lib/tcr/secrets; it must "
			"belong to root and be readable by nobody else, and "
			"if there is none the start fails. mount, which is "
			"the default, puts it at /run/secrets/NAME, or at "
			"target, with mode 0444 and root's unless mode=, uid= "
			"and gid= say otherwise; the copy is in memory. env "
			"makes it the variable NAME, or target, without a "
			"newline at its end; it is then in config.json, which "
			"is in /run and root's alone, and in /proc of the "
			"container.",
			"db-password,target=password,mode=0400,uid=70")},
	{KEY_TEXT, "Timezone", set_timezone, KEYS_CONF(timezone),
		"AREA/CITY or local", NULL,
		KEYS_TEXT("The file at /etc/localtime: of that name in "
			  "/usr/share/zoneinfo of the device, or else of the "
			  "image; local is the device's own /etc/localtime. "
			  "If neither has it the start fails. TZ is not set.",
			"Europe/Berlin")},
	{KEY_PAIRS, "Label", set_label, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit: labels in the status document "
			  "of tcrd(8), as in tcrctl status --json. The last "
			  "one of a name holds. The container itself does not "
			  "have them.",
			"app=web tier=front")},
};

const struct keys_row *keys_container_extra(size_t *count)
{
	*count = sizeof(container) / sizeof(*container);
	return container;
}
