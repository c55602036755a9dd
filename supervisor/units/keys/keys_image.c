/* SPDX-License-Identifier: MIT */
/* The key table: [Image]: a name for an image file. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_podman.h"
#include "supervisor/units/keys/set_run.h"
#include "supervisor/units/keys/set_store.h"

static const struct keys_row rows[] = {
	{"Image", KEY_TEXT, 0, set_run_image,
		"NAME[:TAG][@sha256:HEX] or /PATH", NULL,
		KEYS_TEXT("The image: its name in the image store, or the path "
			  "of its file. It must be there. Archives and "
			  "registries (docker-archive:, oci:) are read on the "
			  "build machine, by tcr-create-image(1).",
			"web:1.2")},
	{"ImageTag", KEY_TEXT, KEYS_CONF(store.tag), set_store_word,
		"NAME[:TAG]", NULL,
		KEYS_TEXT("The name under which it is looked up in the store, "
			  "in place of the one in Image=. If that is a path, "
			  "containers with Image= of this name have the file.",
			"web:current")},
	{"Arch", KEY_TEXT, KEYS_CONF(store.arch), set_store_word,
		"amd64, arm64, arm, riscv64, ...", NULL,
		KEYS_TEXT("The architecture that it is for. The unit fails on "
			  "another device.",
			"arm64")},
	{"OS", KEY_TEXT, 0, set_store_os, "linux", NULL,
		KEYS_TEXT(
			"The operating system, which must be linux.", "linux")},
	{"Policy", KEY_TEXT, 0, set_store_policy,
		"always, missing, never or newer", NULL,
		KEYS_TEXT("When it is pulled: never, since the device has no "
			  "registry client. always and newer are warned of.",
			"never")},
	{"ServiceName", KEY_TEXT, 0, set_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
	{"PodmanArgs", KEY_ARGUMENTS, SECTION_IMAGE, set_podman_args,
		"OPTION ...", NULL,
		KEYS_TEXT("Options of podman are read as keys, as in "
			  "tcr.container(5).",
			"--arch arm64")},
};

const struct keys_row *keys_image(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
