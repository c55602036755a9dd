/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: what it may do, and how much of it. */
#include "supervisor/units/keys.h"

#include "supervisor/units/set_limits.h"
#include "supervisor/units/set_mount.h"
#include "supervisor/units/set_rights.h"
#include "supervisor/units/unitfile.h"

static const struct keys_row rows[] = {
	{KEY_WORDS, "AddCapability", setright_caps, KEYS_EXTRA(cap_add),
		"CAP_NAME ... or all", NULL,
		KEYS_TEXT("Capabilities on top of the usual ones. Root in a "
			  "container has CHOWN, DAC_OVERRIDE, FOWNER, FSETID, "
			  "KILL, NET_BIND_SERVICE, SETGID, SETPCAP, SETUID and "
			  "SYS_CHROOT; other users have none, and get those "
			  "named here as ambient ones. The filter of system "
			  "calls is the one that goes with them. What is named "
			  "here is given even if DropCapability= names it.",
			"CAP_NET_ADMIN CAP_NET_RAW")},
	{KEY_WORDS, "DropCapability", setright_caps, KEYS_EXTRA(cap_drop),
		"CAP_NAME ... or all", NULL,
		KEYS_TEXT("Capabilities that even root does not have.", "all")},
	{KEY_BOOL, "NoNewPrivileges", setright_unless,
		KEYS_EXTRA(new_privileges), "yes or no", "yes",
		KEYS_TEXT("Whether programs with the setuid bit or file "
			  "capabilities gain nothing by them. A program like "
			  "sudo needs no.",
			"no")},
	{KEY_TEXT, "SeccompProfile", setright_seccomp, KEYS_EXTRA(seccomp),
		"default, common, unconfined or /PATH", "default",
		KEYS_TEXT(
			"The filter of system calls. default is what servers "
			"need, common the list that podman and its kin have, "
			"which also lets through what makes namespaces and "
			"mounts and looks into other processes; a path is that "
			"of a profile in JSON of the OCI runtime "
			"specification, which crun(1) compiles at each start.",
			"common")},
	{KEY_TEXT, "AppArmor", setright_apparmor, KEYS_EXTRA(apparmor),
		"PROFILE or unconfined", NULL,
		KEYS_TEXT("The AppArmor profile to run under. It must be "
			  "loaded, and a kernel without AppArmor refuses to "
			  "start the container.",
			"unconfined")},
	{KEY_ESCAPED, "Mask", setright_paths, KEYS_EXTRA(masked),
		"/PATH[:/PATH ...] ...", NULL,
		KEYS_TEXT("Paths that are covered by something empty, besides "
			  "those of /proc and /sys that always are.",
			"/proc/cpuinfo")},
	{KEY_ESCAPED, "Unmask", setright_paths, KEYS_EXTRA(unmasked),
		"/PATH[:/PATH ...] ... or ALL", NULL,
		KEYS_TEXT("Paths of /proc and /sys that are neither covered "
			  "nor read-only, though they usually are; ALL: none "
			  "is.",
			"/sys/firmware")},
	{KEY_TEXT, "UserNS", setright_userns, KEYS_EXTRA(userns),
		"host, auto[:size=NUMBER] or ns:/PATH", "host",
		KEYS_TEXT(
			"The user namespace. host is the device's: root inside "
			"is root, without most of its capabilities. auto is "
			"one of its own, with 65536 ids that no other unit "
			"has, and root inside is nobody outside. Files of the "
			"image then show as they are if the kernel can map "
			"their ids (squashfs from Linux 6.2 on), or else "
			"belong to nobody. Named volumes are mapped too; a "
			"path of the device with the option idmap.",
			"auto")},
	{KEY_WORDS, "UIDMap", setright_map, KEYS_EXTRA(uid_maps),
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("Which user ids of a user namespace of its own are "
			  "which outside. Without GIDMap= it holds for groups "
			  "too.",
			"0:100000:1000 1000:1000:1")},
	{KEY_WORDS, "GIDMap", setright_map, KEYS_EXTRA(gid_maps),
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("The same for groups.", "0:100000:1000")},
	{KEY_LIST, "GroupAdd", setright_group, KEYS_EXTRA(groups),
		"NAME or number", NULL,
		KEYS_TEXT("A supplementary group of the program. Names are "
			  "looked up in the image's /etc/group.",
			"dialout")},
	{KEY_WORDS, "AddDevice", setright_device, KEYS_EXTRA(devices),
		"[-]/DEVICE[:/dev/INSIDE][:rwm] ...", NULL,
		KEYS_TEXT(
			"Devices that the container has. A link is followed; "
			"of a directory it is every device below. With a dash "
			"before it the device may lack. r, w and m say if it "
			"may be read, written, and made by mknod(2).",
			"/dev/ttyUSB0:/dev/modem:rw")},
	{KEY_WORDS, "Sysctl", setright_sysctl, KEYS_EXTRA(sysctls),
		"NAME=VALUE ...", NULL,
		KEYS_TEXT("Settings of the container's own kernel namespaces: "
			  "net.* (not with Network=host), fs.mqueue.*, "
			  "kernel.msg*, kernel.shm* and kernel.sem.",
			"net.core.somaxconn=1024")},
	{KEY_PAIRS, "Annotation", setright_annotation, KEYS_EXTRA(annotations),
		"NAME=VALUE ...", NULL,
		KEYS_TEXT("Annotations of the OCI configuration. Those that "
			  "begin with run.oci. are crun(1)'s.",
			"org.example.owner=field")},
	{KEY_TEXT, "ShmSize", setlim_shm, 0, "a number and b, k, m or g", NULL,
		KEYS_TEXT("The size of /dev/shm; 64m otherwise.", "256m")},
	{KEY_TEXT, "Memory", setlim_bytes, KEYS_EXTRA(memory),
		"a number and b, k, m or g", NULL,
		KEYS_TEXT("The memory that the container may use, and as much "
			  "of swap. With MemoryMax= as well the smaller one "
			  "holds.",
			"128m")},
	{KEY_TEXT, "PidsLimit", setlim_tasks, KEYS_EXTRA(pids),
		"a number, or -1 for no limit", NULL,
		KEYS_TEXT("How many processes and threads there may be; 512 "
			  "unless it or TasksMax= says otherwise. The smaller "
			  "of both holds.",
			"64")},
	{KEY_LIST, "Ulimit", setlim_ulimit, 0, "NAME=SOFT[:HARD]", NULL,
		KEYS_TEXT("A resource limit, with a name as in setrlimit(2): "
			  "nofile, nproc, core, memlock, stack, rtprio and so "
			  "on; -1 is no limit. The usual ones are nofile "
			  "1024:524288, core 0 and memlock 64k.",
			"nofile=4096:8192")},
	{KEY_ESCAPED, "Mount", setmount, 0,
		"type=TYPE,source=SOURCE,destination=/PATH[,OPTION ...]", NULL,
		KEYS_TEXT(
			"The long form of Volume= and Tmpfs=. Types are bind "
			"(a path as source), volume (a name, or none), tmpfs, "
			"ramfs and devpts. Options are those of the short "
			"forms, and ro=true, tmpfs-size=, tmpfs-mode=, "
			"bind-propagation=rprivate.",
			"type=bind,source=/srv/x,destination=/x,ro=true")},
	{KEY_BOOL, "ReadOnlyTmpfs", setright_unless, KEYS_EXTRA(no_tmpfs),
		"yes or no", "yes",
		KEYS_TEXT("Whether a container with ReadOnly=yes has file "
			  "systems in memory at /run, /tmp and /var/tmp. With "
			  "no, /dev and /dev/shm are read-only too.",
			"no")},
};

const struct keys_row *keys_rights(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}
