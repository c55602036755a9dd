/* SPDX-License-Identifier: MIT */
/* The key table: [Unit]: what a unit is and what it waits for. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_TEXT, "Description", set_text, KEYS_CONF(description), "text",
		NULL,
		KEYS_TEXT("What the unit is, for people.",
			"Web page of the device")},
	{KEY_WORDS, "After", set_dependency, RELATION_AFTER, "UNIT ...", NULL,
		KEYS_TEXT(
			"Starts after these units are up, stops before them. A "
			"name is written with its suffix (db.container, "
			"eth0.uplink), as systemd's db.service, or without "
			"one. "
			"Names of systemd's usual targets are always there. A "
			"unit that no file has is told and ignored. A cycle of "
			"After= and Before= refuses all units that are on it.",
			"db.container network-online.target")},
	{KEY_WORDS, "Before", set_dependency, RELATION_BEFORE, "UNIT ...", NULL,
		KEYS_TEXT("Is up before these units start, stops after them.",
			"web.container")},
	{KEY_WORDS, "Requires", set_dependency, RELATION_REQUIRES, "UNIT ...",
		NULL,
		KEYS_TEXT(
			"Starts these units too and cannot be up without them. "
			"The order is another matter: most units also need "
			"After=. A unit that no file has refuses this one.",
			"db.container")},
	{KEY_WORDS, "Wants", set_dependency, RELATION_WANTS, "UNIT ...", NULL,
		KEYS_TEXT("Starts these units too; their failure changes "
			  "nothing.",
			"cache.container")},
};

const struct keys_row *keys_unit(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
