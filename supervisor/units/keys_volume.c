/* SPDX-License-Identifier: MIT */
/* The key table: [Volume]: where containers keep data. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_extra.h"
#include "supervisor/units/set_store.h"
#include "supervisor/units/setrun.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_TEXT, "VolumeName", set_store_directory,
		KEYS_CONF(store.directory), "letters, digits, _ . -", NULL,
		KEYS_TEXT("The name of the directory in /var/lib/tcr/volumes; "
			  "otherwise the unit's. A container that has "
			  "Volume=NAME:... has the same directory.",
			"data")},
	{KEY_TEXT, "Device", set_store_device, KEYS_CONF(store.device),
		"/PATH, tmpfs, or what Type= takes", NULL,
		KEYS_TEXT("What is mounted: a block device together with "
			  "Type=, a directory of the device, or tmpfs. "
			  "Without it the volume is a directory in "
			  "/var/lib/tcr/volumes. The file system must be there "
			  "already, and is not checked.",
			"/dev/mmcblk0p4")},
	{KEY_TEXT, "Type", set_store_word, KEYS_CONF(store.type),
		"a file system of the kernel, or bind", NULL,
		KEYS_TEXT("The type of the file system. It needs Device=; "
			  "without it, or with bind, Device= is a directory.",
			"ext4")},
	{KEY_TEXT, "Options", set_store_options, KEYS_CONF(store.options),
		"OPTION,...", NULL,
		KEYS_TEXT(
			"How it is mounted, as behind the -o of mount(8). What "
			"is no option of every file system goes to the one "
			"of Type=, which refuses what it does not know. nosuid "
			"and nodev always hold; suid, dev, remount, loop, "
			"nofail, noauto and user are refused.",
			"noatime,commit=30")},
	{KEY_TEXT, "User", set_store_account, KEYS_CONF(store.user),
		"a name of the device or a number", NULL,
		KEYS_TEXT("Whose the files are on a file system that knows no "
			  "owners: its option uid=. Of a volume that is a "
			  "directory it is the owner, as UID=. Names are "
			  "looked up in the device's own /etc/passwd, and one "
			  "that is not there fails the volume.",
			"1000")},
	{KEY_TEXT, "Group", set_store_account, KEYS_CONF(store.group),
		"a name of the device or a number", NULL,
		KEYS_TEXT("The same for the group: the option gid=.", "1000")},
	{KEY_TEXT, "UID", set_store_uid, 0, "a number", NULL,
		KEYS_TEXT("Who owns the volume itself: set whenever it is "
			  "mounted. Without it a new volume has the owner that "
			  "the image of the first container gives its place, "
			  "or else that container's user.",
			"1000")},
	{KEY_TEXT, "GID", set_store_gid, 0, "a number", NULL,
		KEYS_TEXT("The same for its group.", "1000")},
	{KEY_BOOL, "Copy", set_bool, KEYS_CONF(store.copy), "yes or no", "yes",
		KEYS_TEXT("Whether an empty volume is given what the image of "
			  "the first container has at the volume's place. "
			  "Files, directories and symbolic links are copied "
			  "with owner and mode, setuid bits and all else are "
			  "not.",
			"no")},
	{KEY_TEXT, "Driver", set_store_driver, 0, "local or image", "local",
		KEYS_TEXT("image makes the volume of an image file, read-only; "
			  "Image= says which.",
			"image")},
	{KEY_TEXT, "Image", setrun_image, 0, "NAME[:TAG], /PATH or X.image",
		NULL, KEYS_TEXT("The image, with Driver=image.", "maps:2026")},
	{KEY_PAIRS, "Label", set_label, 0, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as of a container.",
			"backup=daily")},
	{KEY_TEXT, "SizeMax", set_store_size, 0, "a size like 16m or 1g", NULL,
		KEYS_TEXT("Of tcr: how much a volume in memory may hold, 64m "
			  "without it. For a directory it is refused: give "
			  "that a partition of its own, with Device=.",
			"16m")},
	{KEY_TEXT, "Persist", set_store_persist, 0, "permanent or boot",
		"permanent",
		KEYS_TEXT("Of tcr: boot keeps the volume in memory. It then "
			  "outlives its containers, a stop of the volume and a "
			  "crash of tcrd(8), but not a boot.",
			"boot")},
	{KEY_TEXT, "ServiceName", set_alias, 0, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
};

const struct keys_row *keys_volume(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
