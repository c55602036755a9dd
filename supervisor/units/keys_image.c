/* SPDX-License-Identifier: MIT */
/* The key table: [Image]: a name for an image file. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_store.h"
#include "supervisor/units/setrun.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_TEXT, "Image", setrun_image, 0, "NAME[:TAG] or /PATH", NULL,
		KEYS_TEXT("The image: its name in the image store, or the path "
			  "of its file. It must be there. Archives and "
			  "registries (docker-archive:, oci:) are read on the "
			  "build machine, by tcr-create-image(1).",
			"web:1.2")},
	{KEY_TEXT, "ImageTag", set_store_word, KEYS_CONF(store.tag),
		"NAME[:TAG]", NULL,
		KEYS_TEXT("The name under which it is looked up in the store, "
			  "in place of the one in Image=.",
			"web:current")},
	{KEY_TEXT, "Arch", set_store_word, KEYS_CONF(store.arch),
		"amd64, arm64, arm, riscv64, ...", NULL,
		KEYS_TEXT("The architecture that it is for. The unit fails on "
			  "another device.",
			"arm64")},
	{KEY_TEXT, "OS", set_store_os, 0, "linux", NULL,
		KEYS_TEXT(
			"The operating system, which must be linux.", "linux")},
	{KEY_TEXT, "Policy", set_store_policy, 0,
		"always, missing, never or newer", NULL,
		KEYS_TEXT("When it is pulled: never, since the device has no "
			  "registry client. always and newer are warned of.",
			"never")},
	{KEY_TEXT, "ServiceName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
};

const struct keys_row *keys_image(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
