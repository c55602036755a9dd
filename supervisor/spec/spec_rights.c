/* SPDX-License-Identifier: MIT */
/*
 * What a container may do: capabilities, the filter of system calls, and what
 * it sees of /proc and /sys.  A unit can widen each of these by a key; an image
 * can widen none.
 */
#include "supervisor/spec/spec_rights.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/base/jsoncheck.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define CPUS        "/sys/devices/system/cpu"
#define SECCOMP_MAX 32768       /* BPF_MAXINSNS of 8 bytes */
#define PROFILE_MAX (256 << 10) /* ten times docker's */
#define BIT(cap)    (UINT64_C(1) << CAP_##cap)

/*
 * What root in a container may do: podman's set without SETFCAP, as file
 * capabilities count for nothing under no_new_privs.  SETPCAP and SYS_CHROOT
 * are for programs that give up rights: one that drops its bounding set or
 * jails its workers (sshd, haproxy, unbound, postfix) would not start without
 * them.  Another user has only what AddCapability= names.
 */
#define ROOT_CAPS                                                              \
	(BIT(CHOWN) | BIT(DAC_OVERRIDE) | BIT(FOWNER) | BIT(FSETID) |          \
		BIT(KILL) | BIT(NET_BIND_SERVICE) | BIT(SETGID) |              \
		BIT(SETPCAP) | BIT(SETUID) | BIT(SYS_CHROOT))

/* Capabilities for each of which host/seccomp makes a filter. */
#define FILTER_CAPS                                                            \
	(BIT(DAC_READ_SEARCH) | BIT(NET_ADMIN) | BIT(NET_RAW) |                \
		BIT(SYS_MODULE) | BIT(SYS_RAWIO) | BIT(SYS_PTRACE) |           \
		BIT(SYS_PACCT) | BIT(SYS_ADMIN) | BIT(SYS_BOOT) |              \
		BIT(SYS_TIME) | BIT(SYS_TTY_CONFIG) | BIT(AUDIT_WRITE) |       \
		BIT(AUDIT_CONTROL) | BIT(SYSLOG) | BIT(PERFMON) | BIT(BPF))

/*
 * Paths of /proc and /sys that tell about the device or let root change it: the
 * lists of podman and docker, and other files that root of a container can
 * write to or that show addresses of the kernel (tests/driver/proc-sys.sh looks
 * for more).  crun's masks have no nosuid, nodev and noexec.  That does no
 * harm: a mask is empty and read-only, and the kernel runs no program and opens
 * no device of a procfs or sysfs.
 */
static const char *const masked[] = {
	"/proc/acpi",
	"/proc/asound",
	"/proc/config.gz",
	"/proc/dynamic_debug",
	"/proc/interrupts",
	"/proc/kallsyms",
	"/proc/kcore",
	"/proc/keys",
	"/proc/kpagecgroup",
	"/proc/kpagecount",
	"/proc/kpageflags",
	"/proc/latency_stats",
	"/proc/mtrr",
	"/proc/sched_debug",
	"/proc/scsi",
	"/proc/slabinfo",
	"/proc/sysrq-trigger",
	"/proc/timer_list",
	"/proc/timer_stats",
	"/proc/vmallocinfo",
	"/sys/devices/virtual/powercap",
	"/sys/firmware",
	"/sys/fs/selinux",
	"/sys/kernel/boot_params",
	"/sys/kernel/notes",
	"/sys/kernel/slab",
	"/sys/kernel/vmcoreinfo",
	"/sys/module",
	NULL,
};

/* A write to /proc/pressure would make the kernel run a thread for it. */
static const char *const read_only[] = {
	"/proc/bus",
	"/proc/driver",
	"/proc/fs",
	"/proc/irq",
	"/proc/pressure",
	"/proc/sys",
	NULL,
};

uint64_t spec_rights_capabilities(const struct unit_conf *c, bool root)
{
	const struct unit_rights *e = rights_of(c->rights);
	uint64_t set = root ? ROOT_CAPS & ~e->cap_drop : 0;

	return set | e->cap_add;
}

/* Leaves out capabilities that this kernel does not know. */
static void put_set(struct json *j, const char *key, uint64_t set, bool offline)
{
	const char *name;

	json_open(j, key, '[');
	for (unsigned i = 0; (name = rights_capability(i)); i++)
		if ((set >> i & 1U) != 0 &&
			(offline || prctl(PR_CAPBSET_READ, i) >= 0))
			json_string(j, NULL, name);
	json_close(j, ']');
}

/*
 * For root, inheritable and ambient stay empty, as they would survive a change
 * of user.  Another user can have capabilities in no other way.
 */
void spec_rights_put(struct json *j, const struct spec_input *in, bool root)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	uint64_t set = spec_rights_capabilities(&in->unit->conf, root);
	uint64_t kept = root ? 0 : set;

	json_open(j, "capabilities", '{');
	put_set(j, "bounding", set, in->offline);
	put_set(j, "effective", set, in->offline);
	put_set(j, "permitted", set, in->offline);
	put_set(j, "inheritable", kept, in->offline);
	put_set(j, "ambient", kept, in->offline);
	json_close(j, '}');
	json_bool(j, "noNewPrivileges", !e->new_privileges);
	if (e->apparmor && strcmp(e->apparmor, "unconfined") != 0)
		json_string(j, "apparmorProfile", e->apparmor);
}

static bool listed(const struct strv *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->v[i], text))
			return true;
	return false;
}

static void put_usual(
	struct json *j, const char *const *usual, const struct strv *less)
{
	for (; *usual && !listed(less, "ALL"); usual++)
		if (!listed(less, *usual))
			json_string(j, NULL, *usual);
}

/* Masks how often each processor grew too hot: it tells what others do. */
static void put_thermal(struct json *j, const struct strv *less)
{
	char path[80];

	for (unsigned n = 0;; n++) {
		(void)fmt_print(path, sizeof(path), CPUS "/cpu%u", n);
		if (access(path, F_OK) < 0)
			break;
		(void)fmt_print(
			path, sizeof(path), CPUS "/cpu%u/thermal_throttle", n);
		if (access(path, F_OK) == 0 && !listed(less, "ALL") &&
			!listed(less, path))
			json_string(j, NULL, path);
	}
}

static void put_paths(struct json *j, const struct spec_input *in)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);

	json_open(j, "maskedPaths", '[');
	put_usual(j, masked, &e->unmasked);
	if (!in->offline)
		put_thermal(j, &e->unmasked);
	for (size_t i = 0; i < e->masked.n; i++)
		json_string(j, NULL, e->masked.v[i]);
	json_close(j, ']');
	json_open(j, "readonlyPaths", '[');
	put_usual(j, read_only, &e->unmasked);
	json_close(j, ']');
}

/* Whether one of the pairs has the same name. */
static bool has_name(const struct strv *pairs, const char *pair)
{
	size_t len = strcspn(pair, "=") + 1;

	for (size_t i = 0; i < pairs->n; i++)
		if (!strncmp(pairs->v[i], pair, len))
			return true;
	return false;
}

void spec_rights_put_pairs(struct json *j, const struct strv *pairs)
{
	char name[PATH_MAX];

	for (size_t i = 0; i < pairs->n; i++) {
		size_t len = strcspn(pairs->v[i], "=");

		if (fmt_print(name, sizeof(name), "%.*s", (int)len,
			    pairs->v[i]) > 0)
			json_string(j, name, pairs->v[i] + len + 1);
	}
}

/*
 * The last group that may use ping: the kernel refuses a range with groups that
 * the user namespace does not have.  A network namespace that was made before
 * belongs to the device, which has all groups.
 */
static uint32_t last_group(const struct spec_input *in)
{
	const struct userns *ns = in->userns;

	for (size_t i = 0; ns && !in->netns && i < ns->gid_count; i++)
		if (ns->gids[i].inside == 0)
			return ns->gids[i].size - 1;
	return INT32_MAX;
}

static bool is_of_network(const char *pair)
{
	return !strncmp(pair, "net.", 4);
}

static int add_sysctl(
	struct arena *arena, struct strv *list, const char *pair, bool network)
{
	return is_of_network(pair) == network
		       ? strv_add(arena, list, pair, strlen(pair))
		       : 0;
}

/*
 * Adds the sysctls of the network namespace, or the others.  Two are set by
 * default, so that ping and a server on a port below 1024 need neither root nor
 * a capability.
 */
static int sysctls_of(const struct spec_input *in, struct arena *arena,
	struct strv *list, bool network)
{
	const struct strv *own = &rights_of(in->unit->conf.rights)->sysctls;
	bool host = spec_input_network(in)->network == NETWORK_HOST;
	char ping[64];
	const char *usual[] = {ping, "net.ipv4.ip_unprivileged_port_start=0"};
	int rc = 0;

	(void)fmt_print(ping, sizeof(ping), "net.ipv4.ping_group_range=0 %u",
		last_group(in));
	for (size_t i = 0; i < 2 && !host && rc == 0; i++)
		if (!has_name(own, usual[i]))
			rc = add_sysctl(arena, list, usual[i], network);
	for (size_t i = 0; i < own->n && rc == 0; i++)
		rc = add_sysctl(arena, list, own->v[i], network);
	return rc;
}

int spec_rights_network(
	const struct spec_input *in, struct arena *arena, struct strv *list)
{
	return sysctls_of(in, arena, list, true);
}

/*
 * A network namespace that was made before belongs to the device.  Nobody in a
 * user namespace may change it, so idroot_sysctls() has set its sysctls.
 */
static void put_sysctl(struct json *j, const struct spec_input *in)
{
	struct arena arena = {0};
	struct strv list = {0};

	if (sysctls_of(in, &arena, &list, false) == 0 &&
		!(in->userns && in->netns))
		(void)sysctls_of(in, &arena, &list, true);
	if (list.n > 0) {
		json_open(j, "sysctl", '{');
		spec_rights_put_pairs(j, &list);
		json_close(j, '}');
	}
	arena_done(&arena);
}

void spec_rights_put_linux(struct json *j, const struct spec_input *in,
	const struct spec_seccomp *s)
{
	put_sysctl(j, in);
	put_paths(j, in);
	if (s->profile)
		json_raw(j, "seccomp", s->profile);
}

/* out must have room for 4 bytes for each 3 begun, and a NUL. */
static void base64(const unsigned char *data, size_t len, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned n = (unsigned)data[i] << 16 |
			     (left > 1 ? (unsigned)data[i + 1] << 8 : 0) |
			     (left > 2 ? data[i + 2] : 0);

		*out++ = digits[n >> 18];
		*out++ = digits[n >> 12 & 63];
		*out++ = left > 1 ? digits[n >> 6 & 63] : '=';
		*out++ = left > 2 ? digits[n & 63] : '=';
	}
	*out = 0;
}

/*
 * Reads a whole file, adds a NUL, and returns its length or -errno after a log
 * line.  The caller frees *text.
 */
static ssize_t read_all(const char *path, size_t max, char **text)
{
	ssize_t len = -ENOMEM;

	*text = malloc(max + 1);
	if (*text)
		len = io_read_file(AT_FDCWD, path, *text, max + 1);
	if (len >= 0)
		return len;
	free(*text);
	*text = NULL;
	errno = (int)-len;
	(void)failed("seccomp program %s", path);
	return len;
}

/*
 * The path of the filter for the unit's capabilities: "seccomp.bpf", with
 * "-sys_time" before the dot if one capability has a filter, "-all" if several
 * have, and then "-sockets" for SeccompProfile=sockets.
 */
static int filter_path(const struct spec_input *in, char path[PATH_MAX])
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);
	uint64_t more = e->cap_add & FILTER_CAPS;
	const char *dot = strrchr(in->seccomp_path, '.');
	size_t stem = dot ? (size_t)(dot - in->seccomp_path)
			  : strlen(in->seccomp_path);
	bool sockets = e->seccomp && !strcmp(e->seccomp, "sockets");
	char word[32] = "";
	int rc;

	if (e->seccomp && !sockets)
		(void)fmt_print(word, sizeof(word), "-%s", e->seccomp);
	else if ((more & (more - 1)) != 0)
		(void)fmt_print(word, sizeof(word), "-all");
	else if (more)
		(void)fmt_print(word, sizeof(word), "-%s",
			rights_capability((unsigned)__builtin_ctzll(more)) + 4);
	for (char *c = word; *c; c++)
		*c |= *c >= 'A' && *c <= 'Z' ? 0x20 : 0;
	rc = fmt_print(path, PATH_MAX, "%.*s%s%s%s", (int)stem,
		in->seccomp_path, word, sockets ? "-sockets" : "",
		dot ? dot : "");
	return rc < 0 ? rc : 0;
}

static int read_program(const struct spec_input *in, struct spec_seccomp *s)
{
	char path[PATH_MAX];
	char *program;
	int rc = filter_path(in, path);
	ssize_t len;

	if (rc < 0)
		return rc;
	len = read_all(path, SECCOMP_MAX, &program);
	if (len < 0)
		return (int)len;
	s->program = malloc(SECCOMP_MAX / 3 * 4 + 8);
	/* sizeof(struct sock_filter) is 8 */
	if (!s->program || len == 0 || len % 8 != 0) {
		free(program);
		errno = s->program ? EBADMSG : ENOMEM;
		return failed("seccomp program %s", path);
	}
	base64((const unsigned char *)program, (size_t)len, s->program);
	free(program);
	return 0;
}

static int read_profile(struct spec_seccomp *s, const char *path)
{
	ssize_t len = read_all(path, PROFILE_MAX, &s->profile);
	const char *why = NULL;

	if (len < 0)
		return (int)len;
	if (strlen(s->profile) != (size_t)len ||
		jsoncheck(s->profile, (size_t)len) < 0)
		why = "it is not JSON, or nested too deep";
	else if (s->profile[strspn(s->profile, " \t\r\n")] != '{')
		why = "it is no object";
	else if (strstr(s->profile, "\"archMap\"") ||
		 strstr(s->profile, "\"includes\"") ||
		 strstr(s->profile, "\"excludes\""))
		why = "its conditions are docker's: evaluate it for one "
		      "architecture and set of capabilities first";
	if (!why)
		return 0;
	log_err("seccomp profile %s: %s", path, why);
	return -EINVAL;
}

int spec_rights_seccomp(const struct spec_input *in, struct spec_seccomp *s)
{
	const char *profile = rights_of(in->unit->conf.rights)->seccomp;

	if (in->offline && profile && access(profile, R_OK) < 0)
		return 0;
	if (profile && *profile == '/')
		return read_profile(s, profile);
	if (!in->seccomp_path || (profile && !strcmp(profile, "unconfined")))
		return 0;
	return read_program(in, s);
}

int spec_rights_apparmor(const struct spec_input *in)
{
	const char *profile = rights_of(in->unit->conf.rights)->apparmor;
	char on[4];

	if (!profile || in->offline || !strcmp(profile, "unconfined"))
		return 0;
	if (io_read_file(AT_FDCWD, "/sys/module/apparmor/parameters/enabled",
		    on, sizeof(on)) > 0 &&
		*on == 'Y')
		return 0;
	log_err("AppArmor=%s cannot be kept: this kernel has no AppArmor",
		profile);
	return -EOPNOTSUPP;
}
