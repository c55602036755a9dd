/* SPDX-License-Identifier: MIT */
/* The key table: [Volume]: where containers keep data. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_podman.h"
#include "supervisor/units/keys/set_run.h"
#include "supervisor/units/keys/set_store.h"

static const struct keys_row rows[] = {
	{"VolumeName", KEY_TEXT, KEYS_CONF(store.directory),
		set_store_directory, "letters, digits, _ . -", NULL,
		KEYS_TEXT("The name of the directory in /var/lib/tcr/volumes; "
			  "otherwise the unit's. A container that has "
			  "Volume=NAME:... has the same directory.",
			"data")},
	{"Device", KEY_TEXT, KEYS_CONF(store.device), set_store_device,
		"/PATH, tmpfs, or what Type= takes", NULL,
		KEYS_TEXT("What is mounted: a block device together with "
			  "Type=, a directory of the device, or tmpfs. "
			  "Without it the volume is a directory in "
			  "/var/lib/tcr/volumes. The file system must be there "
			  "already, and is not checked.",
			"/dev/mmcblk0p4")},
	{"Type", KEY_TEXT, KEYS_CONF(store.type), set_store_word,
		"a file system of the kernel, or bind", NULL,
		KEYS_TEXT("The type of the file system. It needs Device=; "
			  "without it, or with bind, Device= is a directory.",
			"ext4")},
	{"Options", KEY_TEXT, KEYS_CONF(store.options), set_store_options,
		"OPTION,...", NULL,
		KEYS_TEXT(
			"How it is mounted, as behind the -o of mount(8); it "
			"needs Device=. What "
			"is no option of every file system goes to the one "
			"of Type=, which refuses what it does not know. nosuid "
			"and nodev always hold; suid, dev, remount, loop, "
			"nofail, noauto and user are refused.",
			"noatime,commit=30")},
	{"User", KEY_TEXT, KEYS_CONF(store.user), set_store_account,
		"a name of the device or a number", NULL,
		KEYS_TEXT("Whose the files are on a file system that knows no "
			  "owners: its option uid=. Of a volume that is a "
			  "directory it is the owner, as UID=. Names are "
			  "looked up in the device's own /etc/passwd, and one "
			  "that is not there fails the volume.",
			"1000")},
	{"Group", KEY_TEXT, KEYS_CONF(store.group), set_store_account,
		"a name of the device or a number", NULL,
		KEYS_TEXT("The same for the group: the option gid=.", "1000")},
	{"UID", KEY_TEXT, 0, set_store_uid, "a number", NULL,
		KEYS_TEXT("Who owns the volume itself: set whenever it is "
			  "mounted. Without it a new volume has the owner that "
			  "the image of the first container gives its place, "
			  "or else that container's user.",
			"1000")},
	{"GID", KEY_TEXT, 0, set_store_gid, "a number", NULL,
		KEYS_TEXT("The same for its group.", "1000")},
	{"Copy", KEY_BOOL, KEYS_CONF(store.copy), set_bool, "yes or no", "yes",
		KEYS_TEXT("Whether an empty volume is given what the image of "
			  "the first container has at the volume's place. "
			  "Files, directories and symbolic links are copied "
			  "with owner and mode, setuid bits and all else are "
			  "not.",
			"no")},
	{"Driver", KEY_TEXT, 0, set_store_driver, "local or image", "local",
		KEYS_TEXT("image makes the volume of an image file, read-only; "
			  "Image= says which.",
			"image")},
	{"Image", KEY_TEXT, 0, set_run_image,
		"NAME[:TAG][@sha256:HEX], /PATH or X.image", NULL,
		KEYS_TEXT("The image, with Driver=image.", "maps:2026")},
	{"Label", KEY_PAIRS, 0, set_run_label, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit, as of a container.",
			"backup=daily")},
	{"SizeMax", KEY_TEXT, 0, set_store_size, "a size like 16m or 1g", NULL,
		KEYS_TEXT(
			"Of tcr: how much the volume may hold. A directory "
			"needs a file system with project quotas: ext4 made "
			"with mke2fs -O quota,project, or xfs mounted with "
			"prjquota; on others the volume fails, as nothing "
			"would hold it to this. A program with the "
			"capability CAP_SYS_RESOURCE is not limited. With "
			"SeccompProfile=common, unconfined or a file, and "
			"without UserNS=, a program can take the files that "
			"it owns out of the quota. A volume in memory has, "
			"without it, a quarter of what all containers "
			"together may use, 64m at most. What containers write "
			"to all volumes in memory is part of "
			"ContainersMemoryMax= (tcr.conf(5)), also when they "
			"have stopped; what is copied from an image is not. "
			"With Device= it is refused: that has a size of its "
			"own.",
			"16m")},
	{"Persist", KEY_TEXT, 0, set_store_persist, "permanent or boot",
		"permanent",
		KEYS_TEXT("Of tcr: boot keeps the volume in memory. It then "
			  "outlives its containers, a stop of the volume and a "
			  "crash of tcrd(8), but not a boot.",
			"boot")},
	{"ServiceName", KEY_TEXT, 0, set_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it.",
			"store")},
	{"PodmanArgs", KEY_ARGUMENTS, SECTION_VOLUME, set_podman_args,
		"OPTION ...", NULL,
		KEYS_TEXT("Options of podman are read as keys, as in "
			  "tcr.container(5).",
			"--label app=web")},
};

const struct keys_row *keys_volume(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
