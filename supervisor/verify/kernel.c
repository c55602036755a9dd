/* SPDX-License-Identifier: MIT */
/*
 * What the kernel must have for the units.  A table has the symbols of the
 * kernel's configuration, each with a way to find out without a configuration,
 * and with the units that need it.
 */
#include "supervisor/verify/kernel.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/text.h"
#include "supervisor/base/advice.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/verify/problems.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define FILE_BYTES (1 << 20) /* modules.dep has 600 KiB on a PC */

/* Which units need a feature. */
enum need {
	NEED_ALL,     /* all containers */
	NEED_BRIDGE,  /* containers on a bridge */
	NEED_GUARD,   /* containers on a bridge; they start without it */
	NEED_IMAGE,   /* containers with an image */
	NEED_KEY,     /* containers with a key that begins as in .keys */
	NEED_MACVLAN, /* networks with Driver=macvlan */
	NEED_IPVLAN,  /* networks with Driver=ipvlan */
	NEED_IPV6,    /* networks and uplinks with an IPv6 address */
	NEED_VLAN,    /* uplinks with VLAN= */
};

/* How to find out, without a configuration, that the kernel has a feature. */
enum probe {
	PROBE_PATH,       /* the path exists */
	PROBE_FS,         /* it is in /proc/filesystems, or is a module */
	PROBE_MODULE,     /* it is a module, or one that is built in */
	PROBE_CONTROLLER, /* it is in cgroup.controllers */
	PROBE_NOT,        /* impossible: it is taken to be there */
};

static const struct feature {
	const char *symbol;
	enum probe probe;
	const char *what;
	enum need need;
	const char *keys; /* beginnings of keys, each followed by a blank */
} features[] = {
	{"PID_NS", PROBE_PATH, "/proc/self/ns/pid", NEED_ALL, NULL},
	{"IPC_NS", PROBE_PATH, "/proc/self/ns/ipc", NEED_ALL, NULL},
	{"UTS_NS", PROBE_PATH, "/proc/self/ns/uts", NEED_ALL, NULL},
	{"NET_NS", PROBE_PATH, "/proc/self/ns/net", NEED_ALL, NULL},
	{"CGROUPS", PROBE_PATH, "/proc/self/ns/cgroup", NEED_ALL, NULL},
	{"USER_NS", PROBE_PATH, "/proc/self/ns/user", NEED_KEY,
		"UserNS UIDMap GIDMap Sub "},
	{"SECCOMP_FILTER", PROBE_PATH, "/proc/sys/kernel/seccomp/actions_avail",
		NEED_ALL, NULL},
	{"OVERLAY_FS", PROBE_FS, "overlay", NEED_ALL, NULL},
	{"TMPFS", PROBE_FS, "tmpfs", NEED_ALL, NULL},
	{"POSIX_MQUEUE", PROBE_FS, "mqueue", NEED_ALL, NULL},
	{"SQUASHFS", PROBE_FS, "squashfs", NEED_IMAGE, NULL},
	{"SQUASHFS_ZSTD", PROBE_NOT, "", NEED_IMAGE, NULL},
	{"BLK_DEV_LOOP", PROBE_MODULE, "loop", NEED_IMAGE, NULL},
	{"CGROUP_BPF", PROBE_NOT, "", NEED_ALL, NULL},
	{"CGROUP_PIDS", PROBE_CONTROLLER, "pids", NEED_ALL, NULL},
	{"MEMCG", PROBE_CONTROLLER, "memory", NEED_KEY, "Memory "},
	{"CFS_BANDWIDTH", PROBE_CONTROLLER, "cpu", NEED_KEY, "CPU "},
	{"BLK_CGROUP", PROBE_CONTROLLER, "io", NEED_KEY, "IO "},
	{"CPUSETS", PROBE_CONTROLLER, "cpuset", NEED_KEY, "Allowed "},
	{"BRIDGE", PROBE_MODULE, "bridge", NEED_BRIDGE, NULL},
	{"VETH", PROBE_MODULE, "veth", NEED_BRIDGE, NULL},
	{"MACVLAN", PROBE_MODULE, "macvlan", NEED_MACVLAN, NULL},
	{"IPVLAN", PROBE_MODULE, "ipvlan", NEED_IPVLAN, NULL},
	{"IPV6", PROBE_PATH, "/proc/net/if_inet6", NEED_IPV6, NULL},
	{"VLAN_8021Q", PROBE_MODULE, "8021q", NEED_VLAN, NULL},
	{"NF_TABLES", PROBE_MODULE, "nf_tables", NEED_BRIDGE, NULL},
	{"NF_TABLES_INET", PROBE_NOT, "", NEED_BRIDGE, NULL},
	{"NFT_CT", PROBE_MODULE, "nft_ct", NEED_BRIDGE, NULL},
	{"NFT_NAT", PROBE_MODULE, "nft_chain_nat", NEED_BRIDGE, NULL},
	{"NFT_MASQ", PROBE_MODULE, "nft_masq", NEED_BRIDGE, NULL},
	{"NFT_CONNLIMIT", PROBE_MODULE, "nft_connlimit", NEED_GUARD, NULL},
	{"NF_CT_NETLINK", PROBE_MODULE, "nf_conntrack_netlink", NEED_GUARD,
		NULL},
	{"NF_TABLES_BRIDGE", PROBE_NOT, "", NEED_GUARD, NULL},
};

#define FEATURES (sizeof(features) / sizeof(*features))

static struct {
	bool any;                             /* there is a container */
	char by[FEATURES][UNIT_NAME_MAX + 1]; /* the first unit that needs it */
	char config[FILE_BYTES]; /* of the kernel; "": there is none */
} self;

static bool has_key(const struct draft *u, const char *keys)
{
	for (size_t i = 0; i < u->report.place_count; i++)
		for (const char *k = keys; *k; k += strcspn(k, " ") + 1)
			if (*u->lines[i].value &&
				!strncmp(u->lines[i].key, k, strcspn(k, " ")))
				return true;
	return false;
}

static bool container_needs(const struct draft *u, const struct feature *f)
{
	switch (f->need) {
	case NEED_ALL:
		return true;
	case NEED_BRIDGE:
	case NEED_GUARD:
		return u->unit.conf.network == NETWORK_BRIDGE;
	case NEED_IMAGE:
		return u->unit.conf.image != NULL;
	case NEED_KEY:
		return has_key(u, f->keys);
	case NEED_MACVLAN:
	case NEED_IPVLAN:
	case NEED_IPV6:
	case NEED_VLAN:
		return false;
	}
	return false;
}

static bool network_needs(const struct net_bridge *b, enum need need)
{
	return (need == NEED_MACVLAN && b->driver == NET_MACVLAN) ||
	       (need == NEED_IPVLAN && b->driver == NET_IPVLAN) ||
	       (need == NEED_IPV6 && net_has6(b));
}

static bool needs(const struct draft *u, const struct feature *f)
{
	const struct unit_conf *c = &u->unit.conf;

	if (u->unit.kind == UNIT_NETWORK)
		return network_needs(&c->bridge->bridge, f->need);
	if (u->unit.kind == UNIT_UPLINK)
		return (f->need == NEED_VLAN && c->uplink.vlan > 0) ||
		       (f->need == NEED_IPV6 && c->uplink.address6_count > 0);
	return u->unit.kind == UNIT_CONTAINER && container_needs(u, f);
}

static void note(const struct draft *u, size_t feature)
{
	char *by = self.by[feature];

	if (!*by)
		(void)fmt_print(
			by, sizeof(self.by[feature]), "%s", u->unit.name);
}

void kernel_note(const struct draft *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct draft *u = &files[i];

		if (u->report.failed)
			continue;
		self.any |= u->unit.kind == UNIT_CONTAINER;
		for (size_t f = 0; f < FEATURES; f++)
			if (needs(u, &features[f]))
				note(u, f);
	}
}

/* Reads the kernel's configuration to self.config, which is "" if there is
 * none. */
static void read_config(const char *release)
{
	static const char packed[] = "/proc/config.gz";
	char path[PATH_MAX];

	/* Without zcat in the firmware, the other source is tried. */
	if (access(packed, R_OK) == 0 &&
		advice_ask("zcat", packed, self.config, FILE_BYTES) == 0 &&
		*self.config)
		return;
	if (fmt_print(path, sizeof(path), "/boot/config-%s", release) < 0 ||
		io_read_file(AT_FDCWD, path, self.config, FILE_BYTES) <= 0)
		*self.config = 0;
}

static bool configured(const char *symbol)
{
	char line[64];
	const char *found;

	if (fmt_print(line, sizeof(line), "\nCONFIG_%s=", symbol) < 0)
		return false;
	found = strstr(self.config, line);
	return found &&
	       (found[strlen(line)] == 'y' || found[strlen(line)] == 'm');
}

/* Whether the file contains the text. */
static bool file_has(const char *path, const char *text)
{
	static char all[FILE_BYTES];

	return io_read_file(AT_FDCWD, path, all, FILE_BYTES) > 0 &&
	       strstr(all, text);
}

static bool has_module(const char *release, const char *name)
{
	static const char *const lists[] = {"builtin", "dep"};
	char path[PATH_MAX], text[64];

	(void)fmt_print(path, sizeof(path), "/sys/module/%s", name);
	if (access(path, F_OK) == 0)
		return true;
	(void)fmt_print(text, sizeof(text), "/%s.ko", name);
	for (size_t i = 0; i < 2; i++) {
		(void)fmt_print(path, sizeof(path),
			"/lib/modules/%s/modules.%s", release, lists[i]);
		if (file_has(path, text))
			return true;
	}
	return false;
}

static bool has_word(const char *path, const char *word)
{
	char text[512], *save = NULL;
	ssize_t n = io_read_file(AT_FDCWD, path, text, sizeof(text));

	for (char *w = n > 0 ? strtok_r(text, " \n", &save) : NULL; w;
		w = strtok_r(NULL, " \n", &save))
		if (strcmp(w, word) == 0)
			return true;
	return false;
}

static bool probe(const struct feature *f, const char *release)
{
	char line[64];

	switch (f->probe) {
	case PROBE_PATH:
		return access(f->what, F_OK) == 0;
	case PROBE_FS:
		(void)fmt_print(line, sizeof(line), "\t%s\n", f->what);
		return file_has("/proc/filesystems", line) ||
		       has_module(release, f->what);
	case PROBE_MODULE:
		return has_module(release, f->what);
	case PROBE_CONTROLLER:
		return has_word("/sys/fs/cgroup/cgroup.controllers", f->what) ||
		       has_word("/sys/fs/cgroup/unified/cgroup.controllers",
			       f->what);
	case PROBE_NOT:
		return true;
	}
	return false;
}

static void check_crun(void)
{
	enum problems_level level = PROBLEMS_NOTE;
	char text[256];

	if (self.any)
		level = PROBLEMS_ERROR;
	if (advice_ask("crun", "--version", text, sizeof(text)) < 0 || !*text)
		problems_add(level, "crun", "not found in $PATH");
	text[strcspn(text, "\n")] = 0;
	if (advice_outdated(text))
		problems_add(PROBLEMS_WARNING, "crun", ADVICE_FORMAT,
			text + strlen("crun "));
}

/*
 * The newest that tcrd cannot do without is cgroup.kill, Linux 5.14; older ones
 * are openat2(2), 5.6, CLONE_INTO_CGROUP, 5.7, and CLOSE_RANGE_CLOEXEC, 5.11.
 */
static bool is_recent(const char *release)
{
	const char *end;
	uint64_t major = text_digits(release, &end, 10);
	uint64_t minor = *end == '.' ? text_digits(end + 1, NULL, 10) : 0;

	return major > 5 || (major == 5 && minor >= 14);
}

void kernel_check(void)
{
	struct utsname un;
	char name[80];

	if (uname(&un) < 0)
		return;
	(void)fmt_print(name, sizeof(name), "kernel %s", un.release);
	read_config(un.release);
	if (!*self.config)
		problems_add(PROBLEMS_NOTE, name,
			"has no configuration to read (CONFIG_IKCONFIG_PROC)");
	for (size_t i = 0; i < FEATURES; i++) {
		const struct feature *f = &features[i];
		const char *by = self.by[i];

		if (*self.config ? configured(f->symbol) : probe(f, un.release))
			continue;
		if (*by)
			problems_add(f->need == NEED_GUARD ? PROBLEMS_WARNING
							   : PROBLEMS_ERROR,
				name, "lacks CONFIG_%s (%s needs it)",
				f->symbol, by);
		else
			problems_add(PROBLEMS_NOTE, name,
				"lacks CONFIG_%s (no unit needs it)",
				f->symbol);
	}
	if (!is_recent(un.release))
		problems_add(PROBLEMS_ERROR, name,
			"is older than 5.14: a container could not be stopped");
	check_crun();
}
