/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: what runs. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set.h"
#include "supervisor/units/keys/set_mount.h"
#include "supervisor/units/keys/set_podman.h"
#include "supervisor/units/keys/set_run.h"
#include "supervisor/units/keys/set_secret.h"

static const struct keys_row rows[] = {
	{"Image", KEY_TEXT, 0, set_run_image,
		"NAME[:TAG][@sha256:HEX], /PATH or X.image", NULL,
		KEYS_TEXT("The image that is run. It is looked up in the image "
			  "store; without a tag it is latest, or any with the "
			  "digest. X.image is what "
			  "that unit names, see tcr.image(5). Either this or "
			  "Rootfs= must be there.",
			"web:1.2")},
	{"Rootfs", KEY_TEXT, 0, set_run_rootfs, "/PATH[:O]", NULL,
		KEYS_TEXT(
			"A directory of the device to run instead of an image. "
			"A path that begins with a dot starts at the directory "
			"of the unit file. What the container writes goes to "
			"memory, as with an image; the option :O, which asks "
			"for that, is accepted.",
			"/srv/app")},
	{"Exec", KEY_COMMAND, KEYS_CONF(exec), set_command, "WORD ...", NULL,
		KEYS_TEXT("The arguments after the entrypoint. Without it, or "
			  "empty, they are the image's.",
			"serve --port 80")},
	{"Entrypoint", KEY_TEXT, 0, set_run_entrypoint, "PROGRAM or JSON array",
		NULL,
		KEYS_TEXT("The program that is run, in place of the image's. A "
			  "text is one word, a JSON array is a list of words. "
			  "Empty: none, also not the image's.",
			"/usr/bin/app")},
	{"Environment", KEY_PAIRS, 0, set_run_environment, "NAME=VALUE ...",
		NULL,
		KEYS_TEXT("Variables of the container. A later one of the same "
			  "name holds. A bare name takes the value over from "
			  "tcrd(8), and is left out if that has none.",
			"MODE=field \"NAME=two words\"")},
	{"EnvironmentFile", KEY_ESCAPED, 0, set_run_environment_file,
		"[-]PATH ...", NULL,
		KEYS_TEXT(
			"Files of NAME=VALUE lines, read at each start. A path "
			"that is not absolute starts at the directory of the "
			"unit file. With a dash before it the file may lack. "
			"One pair of quotes around a whole value goes; other "
			"quotes and backslashes are part of it.",
			"-/etc/app.env")},
	{"User", KEY_TEXT, 0, set_run_user, "NAME or number, optionally :GROUP",
		NULL,
		KEYS_TEXT("Who the program runs as, in place of the image's "
			  "user. "
			  "Names are looked up in the image's /etc/passwd and "
			  "/etc/group.",
			"app")},
	{"Group", KEY_TEXT, 0, set_run_group, "NAME or number", NULL,
		KEYS_TEXT("The group that goes with User=.", "app")},
	{"WorkingDir", KEY_TEXT, KEYS_CONF(working_dir), set_path, "/PATH",
		NULL, KEYS_TEXT("Where the program starts.", "/srv")},
	{"HostName", KEY_TEXT, 0, set_run_hostname,
		"up to 64 letters, digits, dots and dashes", NULL,
		KEYS_TEXT("The host name inside; otherwise the unit's name.",
			"gateway")},
	{"Volume", KEY_LIST, 0, set_mount_volume,
		"[SOURCE:]DESTINATION[:OPTIONS]", NULL,
		KEYS_TEXT(
			"A directory of the device in the container. A source "
			"that begins with a slash is a path of the device, one "
			"that begins with a dot starts at the directory of the "
			"unit file, NAME.volume is a unit, see tcr.volume(5), "
			"and a bare name is a directory in "
			"/var/lib/tcr/volumes, which is made if it is not "
			"there. A new one has the owner, mode and content of "
			"the directory that the image has at destination, or "
			"else belongs to the container's user. Options, "
			"separated by commas, are ro, rw, exec, noexec, "
			"noatime and nocopy, which leaves the content out; "
			"those of SELinux are passed over. With U all of it "
			"is made to belong to the container's user at each "
			"start; with O what is written goes to memory and is "
			"gone with the container; with idmap ids are those of "
			"the container's user namespace. Without a source it "
			"is an anonymous volume: each start of the container "
			"has a new one with what the image has there, and it "
			"goes when the container ends. It can take all the "
			"room of the data partition; on a device without one "
			"it is in memory, and shares the room of what is "
			"written to the root. An image can want such volumes "
			"(VOLUME of its Dockerfile), and has them where the "
			"unit mounts nothing: tcrctl show tells, and tcrctl "
			"volume ls lists those that are there. Devices and "
			"setuid programs of a volume never work. For the state "
			"of the device mount /run/tcr/public read-only: the "
			"container gets a FIFO of its own, called status, of "
			"which it can have 16 open at a time; the "
			"rest of /run/tcr, and what holds it, is refused.",
			"data:/var/lib/app")},
	{"Tmpfs", KEY_LIST, 0, set_mount_tmpfs, "DESTINATION[:OPTIONS]", NULL,
		KEYS_TEXT(
			"A file system in memory, empty at each start. Options "
			"are ro, rw, exec, noexec, noatime, tmpcopyup, "
			"notmpcopyup, size=, mode=, uid=, gid= and nr_inodes=. "
			"Without size=, half of the container's memory, 64m "
			"at most.",
			"/run:size=8m,mode=755")},
	{"ReadOnly", KEY_BOOL, KEYS_CONF(read_only), set_bool, "yes or no",
		"no",
		KEYS_TEXT(
			"Whether the root file system refuses writes. If not, "
			"what it writes goes to memory, half of the "
			"container's and 64m at most, and is gone with the "
			"container.",
			"yes")},
	{"RunInit", KEY_BOOL, KEYS_CONF(run_init), set_bool, "yes or no", "no",
		KEYS_TEXT(
			"Whether the program is started by a first process "
			"that hands it all signals and reaps what its "
			"descendants leave behind. For programs without a "
			"handler for their StopSignal=, as the kernel discards "
			"such signals to the first process of a container, and "
			"for those that leave zombies. It costs 30 KiB of the "
			"container's memory and is /dev/init there. An end by "
			"signal n becomes exit status 128+n, which is read as "
			"that signal again.",
			"yes")},
	{"ServiceName", KEY_TEXT, 0, set_alias, "NAME", NULL,
		KEYS_TEXT("A further name of the unit, as Alias= gives it; "
			  "the name of its file stays valid.",
			"frontend")},
	{"StopSignal", KEY_TEXT, KEYS_CONF(stop_signal), set_signal,
		"SIGTERM, or another signal", NULL,
		KEYS_TEXT("What asks the program to end, in place of the "
			  "image's.",
			"SIGINT")},
	{"StopTimeout", KEY_TEXT, KEYS_CONF(stop_timeout_ms), set_duration,
		"seconds, or a time like 1min 30s", "10",
		KEYS_TEXT("How long it has for that before it is killed. With "
			  "TimeoutStopSec= as well the smaller one holds.",
			"30")},
	{"Secret", KEY_ESCAPED, 0, set_secret,
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
	{"Timezone", KEY_TEXT, KEYS_CONF(timezone), set_secret_timezone,
		"AREA/CITY or local", NULL,
		KEYS_TEXT("The file at /etc/localtime: of that name in "
			  "/usr/share/zoneinfo of the device, or else of the "
			  "image; local is the device's own /etc/localtime. "
			  "If neither has it the start fails. TZ is not set.",
			"Europe/Berlin")},
	{"Label", KEY_PAIRS, 0, set_run_label, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Labels of the unit: labels in the status document "
			  "of tcrd(8), as in tcrctl status --json. The last "
			  "one of a name holds. The container itself does not "
			  "have them.",
			"app=web tier=front")},
	{"ContainerName", KEY_TEXT, KEYS_CONF(goals.name), set_name,
		"letters, digits, _ . -", NULL,
		KEYS_TEXT("A further name of the container: in DNS, for "
			  "dependencies and for tcrctl(1). Without it that is "
			  "systemd-NAME, as in podman. The name of the unit "
			  "file stays valid, and its log has that.",
			"front")},
	{"PodmanArgs", KEY_ARGUMENTS, SECTION_CONTAINER, set_podman_args,
		"OPTION ...", NULL,
		KEYS_TEXT(
			"Options of podman, for files that have them. Each is "
			"read as the key that does the same, behind all "
			"other keys, and a warning shows which: --memory 1g "
			"is Memory=1g, --cpus 1.5 is CPUQuota=150%. An "
			"option that has no key refuses the unit.",
			"--memory=1g")},
};

const struct keys_row *keys_container(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
