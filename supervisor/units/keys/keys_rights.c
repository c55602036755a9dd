/* SPDX-License-Identifier: MIT */
/* The key table: [Container]: what it may do, and how much of it. */
#include "supervisor/units/keys/keys.h"

#include "supervisor/units/keys/set_limits.h"
#include "supervisor/units/keys/set_mount.h"
#include "supervisor/units/keys/set_rights.h"

static const struct keys_row rows[] = {
	{"AddCapability", KEY_PARTS, KEYS_RIGHTS(cap_add), set_rights_caps,
		"CAP_NAME ... or all", NULL,
		KEYS_TEXT("Capabilities on top of the usual ones. Root in a "
			  "container has CHOWN, DAC_OVERRIDE, FOWNER, FSETID, "
			  "KILL, NET_BIND_SERVICE, SETGID, SETPCAP, SETUID and "
			  "SYS_CHROOT; other users have none, and get those "
			  "named here as ambient ones. The filter of system "
			  "calls is the one that goes with them. What is named "
			  "here is given even if DropCapability= names it.",
			"CAP_NET_ADMIN CAP_NET_RAW")},
	{"DropCapability", KEY_PARTS, KEYS_RIGHTS(cap_drop), set_rights_caps,
		"CAP_NAME ... or all", NULL,
		KEYS_TEXT("Capabilities that even root does not have.", "all")},
	{"NoNewPrivileges", KEY_BOOL, KEYS_RIGHTS(new_privileges),
		set_rights_unless, "yes or no", "yes",
		KEYS_TEXT("Whether programs with the setuid bit or file "
			  "capabilities gain nothing by them. A program like "
			  "sudo needs no, and so does one that is to act by "
			  "file capabilities: then the root file system obeys "
			  "both. Volumes never do. What the container may not "
			  "have (AddCapability=) no file gives.",
			"no")},
	{"SeccompProfile", KEY_TEXT, KEYS_RIGHTS(seccomp), set_rights_seccomp,
		"default, sockets, common, unconfined or /PATH", "default",
		KEYS_TEXT(
			"The filter of system calls. default is what servers "
			"need. It has sockets of the families unix, inet, "
			"inet6 and netlink, of netlink route, sock_diag, "
			"uevent and generic. sockets is the same with all "
			"families but the kernel's audit: CAN and Bluetooth "
			"(which both want Network=host to reach anything), "
			"VSOCK (which reaches the hypervisor from any "
			"network), ALG and others. common is the list that "
			"podman and its kin have, which also lets through what "
			"makes namespaces and mounts and looks into other "
			"processes. Only with common and unconfined there are "
			"32-bit programs: i386 on amd64, arm on arm64; with "
			"the others they end with SIGSYS. Asynchronous I/O "
			"(io_setup) is let through; all containers together "
			"have fs.aio-max-nr requests, so one that takes many "
			"leaves few for others. A path is that of a "
			"profile in JSON of the OCI runtime specification, "
			"which crun(1) compiles at each start.",
			"common")},
	{"AppArmor", KEY_TEXT, KEYS_RIGHTS(apparmor), set_rights_apparmor,
		"PROFILE or unconfined", NULL,
		KEYS_TEXT("The AppArmor profile to run under. It must be "
			  "loaded, and a kernel without AppArmor refuses to "
			  "start the container.",
			"unconfined")},
	{"Mask", KEY_ESCAPED, KEYS_RIGHTS(masked), set_rights_paths,
		"/PATH[:/PATH ...] ...", NULL,
		KEYS_TEXT("Paths that are covered by something empty, besides "
			  "those of /proc and /sys that always are.",
			"/proc/cpuinfo")},
	{"Unmask", KEY_ESCAPED, KEYS_RIGHTS(unmasked), set_rights_paths,
		"/PATH[:/PATH ...] ... or ALL", NULL,
		KEYS_TEXT("Paths of /proc and /sys that are neither covered "
			  "nor read-only, though they usually are; ALL: none "
			  "is. Besides files about the kernel, these are "
			  "covered: "
			  "/proc/asound, /proc/interrupts, /sys/firmware (the "
			  "device tree, DMI) and /sys/module.",
			"/proc/asound")},
	{"UserNS", KEY_TEXT, KEYS_RIGHTS(userns), set_rights_userns,
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
	{"UIDMap", KEY_PARTS, KEYS_RIGHTS(uid_maps), set_rights_map,
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("Which user ids of a user namespace of its own are "
			  "which outside; 0, root, has to be one of them. "
			  "Without GIDMap= it holds for groups too. With a "
			  "plus before it (+70:1070:1), the maps before it "
			  "leave these ids out.",
			"0:100000:1000 1000:1000:1")},
	{"GIDMap", KEY_PARTS, KEYS_RIGHTS(gid_maps), set_rights_map,
		"INSIDE:OUTSIDE:SIZE ...", NULL,
		KEYS_TEXT("The same for groups.", "0:100000:1000")},
	{"GroupAdd", KEY_ITEMS, KEYS_RIGHTS(groups), set_rights_group,
		"NAME or number", NULL,
		KEYS_TEXT("A supplementary group of the program. Names are "
			  "looked up in the image's /etc/group. keep-groups is "
			  "refused, as tcrd has no groups to keep.",
			"dialout")},
	{"AddDevice", KEY_PARTS, KEYS_RIGHTS(devices), set_rights_device,
		"[-]/DEVICE[:/dev/INSIDE][:rwm] ...", NULL,
		KEYS_TEXT(
			"Devices that the container has. A link is followed; "
			"of a directory it is every device below. With a dash "
			"before it the device may lack. r, w and m say if it "
			"may be read, written, and made by mknod(2). Whose it "
			"is: DeviceOwner= in [X-TCR].",
			"/dev/ttyUSB0:/dev/modem:rw")},
	{"Sysctl", KEY_WORDS, KEYS_RIGHTS(sysctls), set_rights_sysctl,
		"NAME=VALUE ...", NULL,
		KEYS_TEXT("Settings of the container's own kernel namespaces: "
			  "net.* (not with Network=host), fs.mqueue.*, "
			  "kernel.msg*, kernel.shm* and kernel.sem.",
			"net.core.somaxconn=1024")},
	{"Annotation", KEY_PAIRS, KEYS_RIGHTS(annotations),
		set_rights_annotation, "NAME=VALUE ...", NULL,
		KEYS_TEXT("Annotations of the OCI configuration. Those that "
			  "begin with run.oci. are crun(1)'s.",
			"org.example.owner=field")},
	{"ShmSize", KEY_TEXT, 0, set_limits_shm, "a number and b, k, m or g",
		NULL,
		KEYS_TEXT("The size of /dev/shm; otherwise half of the "
			  "container's memory, 64m at most.",
			"256m")},
	{"Memory", KEY_TEXT, KEYS_RIGHTS(memory), set_limits_bytes,
		"a number and b, k, m or g", NULL,
		KEYS_TEXT("The memory that the container may use, and as much "
			  "of swap. With MemoryMax= as well the smaller one "
			  "holds.",
			"128m")},
	{"PidsLimit", KEY_TEXT, KEYS_RIGHTS(pids), set_limits_tasks,
		"a number up to 4194304, or -1 for no limit", NULL,
		KEYS_TEXT("How many processes and threads there may be; 512 "
			  "unless this key or TasksMax= is set. The smaller "
			  "of both counts. The kernel has no more than 4194304 "
			  "in all.",
			"64")},
	{"Ulimit", KEY_ITEMS, 0, set_limits_ulimit, "NAME=SOFT[:HARD]", NULL,
		KEYS_TEXT("A resource limit, with a name as in setrlimit(2): "
			  "nofile, nproc, core, memlock, stack, rtprio and so "
			  "on; -1 is no limit. The usual ones are nofile "
			  "1024:524288, core 0 and memlock 64k.",
			"nofile=4096:8192")},
	{"Mount", KEY_ESCAPED, 0, set_mount,
		"type=TYPE,source=SOURCE,destination=/PATH[,OPTION ...]", NULL,
		KEYS_TEXT(
			"The long form of Volume= and Tmpfs=. Types are bind "
			"(a path as source), volume (a name, or none), tmpfs, "
			"ramfs and devpts. Options are those of the short "
			"forms, and ro=true, tmpfs-size=, tmpfs-mode=, "
			"bind-propagation=rprivate.",
			"type=bind,source=/srv/x,destination=/x,ro=true")},
	{"ReadOnlyTmpfs", KEY_BOOL, KEYS_RIGHTS(no_tmpfs), set_rights_unless,
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
