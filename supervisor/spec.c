/* SPDX-License-Identifier: MIT */
/*
 * config.json, the one thing that crun reads and trusts.  So all of it is made
 * here; from the image come only what to run, as whom, where and with which
 * environment, each checked by its reader (images/trailer.c).  OCI runtime
 * specification 1.0, and two things of crun's own: the annotation that hands it
 * a compiled seccomp program (compiling the profile would take longer than
 * starting the container) and tmpcopyup.
 */
#include "supervisor/spec.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/json.h"
#include "supervisor/spec_plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PIDS_MAX  2048 /* as podman has it */
#define FILES_MAX 524288

/*
 * What root in a container may do: podman's set without SETFCAP, as file
 * capabilities count for nothing under no_new_privs.  SETPCAP and SYS_CHROOT
 * are there for programs that make themselves weaker: one that drops its
 * bounding set or jails its workers (sshd, haproxy, unbound, postfix) would not
 * start without.  Who is not root has none, and no way to regain any.
 */
static const char *const root_caps[] = {
	"CAP_CHOWN",
	"CAP_DAC_OVERRIDE",
	"CAP_FOWNER",
	"CAP_FSETID",
	"CAP_KILL",
	"CAP_NET_BIND_SERVICE",
	"CAP_SETGID",
	"CAP_SETPCAP",
	"CAP_SETUID",
	"CAP_SYS_CHROOT",
	NULL,
};

/* What /proc and /sys tell of the device, or let root do to it. */
static const char *const masked[] = {
	"/proc/acpi",
	"/proc/interrupts",
	"/proc/kallsyms",
	"/proc/kcore",
	"/proc/keys",
	"/proc/kpagecgroup",
	"/proc/kpagecount",
	"/proc/kpageflags",
	"/proc/latency_stats",
	"/proc/sched_debug",
	"/proc/scsi",
	"/proc/sysrq-trigger",
	"/proc/timer_list",
	"/proc/timer_stats",
	"/sys/devices/virtual/powercap",
	"/sys/firmware",
	"/sys/fs/selinux",
	NULL,
};

static const char *const read_only[] = {
	"/proc/asound",
	"/proc/bus",
	"/proc/fs",
	"/proc/irq",
	"/proc/sys",
	NULL,
};

static void put_list(struct json *j, const char *key, const char *const *list)
{
	json_open(j, key, '[');
	for (size_t i = 0; list && list[i]; i++)
		json_string(j, NULL, list[i]);
	json_close(j, ']');
}

static void put_strv(struct json *j, const char *key, const struct strv *list)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_string(j, NULL, list->v[i]);
	json_close(j, ']');
}

static void put_user(struct json *j, const struct passwd_user *u)
{
	json_open(j, "user", '{');
	json_int(j, "uid", u->uid);
	json_int(j, "gid", u->gid);
	json_int(j, "umask", 022);
	json_open(j, "additionalGids", '[');
	for (size_t i = 0; i < u->group_count; i++)
		json_int(j, NULL, u->groups[i]);
	json_close(j, ']');
	json_close(j, '}');
}

/* Inheritable and ambient stay empty: they would survive a change of user. */
static void put_capabilities(struct json *j, bool root)
{
	static const char *const none[] = {NULL};
	const char *const *list = root ? root_caps : none;

	json_open(j, "capabilities", '{');
	put_list(j, "bounding", list);
	put_list(j, "effective", list);
	put_list(j, "permitted", list);
	put_list(j, "inheritable", none);
	put_list(j, "ambient", none);
	json_close(j, '}');
}

static void put_rlimit(
	struct json *j, const char *type, int64_t soft, int64_t hard)
{
	json_open(j, NULL, '{');
	json_string(j, "type", type);
	json_int(j, "soft", soft);
	json_int(j, "hard", hard);
	json_close(j, '}');
}

/*
 * select(2) breaks beyond 1024: who needs more asks for it, up to this.  Trying
 * tells whether crun, which this task becomes, may set it.
 */
static int64_t files_max(bool offline)
{
	struct rlimit limit = {0}, wanted;

	if (offline)
		return FILES_MAX;
	(void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail */
	wanted = (struct rlimit){limit.rlim_cur, FILES_MAX};
	if (limit.rlim_max >= FILES_MAX ||
		setrlimit(RLIMIT_NOFILE, &wanted) == 0)
		return FILES_MAX;
	return (int64_t)limit.rlim_max;
}

static void put_process(
	struct json *j, const struct spec_input *in, const struct spec_plan *p)
{
	int64_t files = files_max(in->offline);

	json_open(j, "process", '{');
	json_bool(j, "terminal", false);
	put_user(j, &p->user);
	put_strv(j, "args", &p->args);
	put_strv(j, "env", &p->env);
	json_string(j, "cwd", p->cwd);
	put_capabilities(j, p->user.uid == 0);
	json_bool(j, "noNewPrivileges", true);
	json_int(j, "oomScoreAdj", 0); /* not what tcrd has */
	json_open(j, "rlimits", '[');
	put_rlimit(j, "RLIMIT_NOFILE", files < 1024 ? files : 1024, files);
	put_rlimit(j, "RLIMIT_CORE", 0, 0);
	json_close(j, ']');
	json_close(j, '}');
}

static void put_mount(struct json *j, const struct spec_mount *m)
{
	char option[PATH_MAX];

	json_open(j, NULL, '{');
	json_string(j, "destination", m->destination);
	json_string(j, "type", m->type);
	json_string(j, "source", m->source);
	json_open(j, "options", '[');
	for (const char *o = m->options; *o; o += *o == ',') {
		size_t len = strcspn(o, ",");

		if (fmt_print(option, sizeof(option), "%.*s", (int)len, o) > 0)
			json_string(j, NULL, option);
		o += len;
	}
	json_close(j, ']');
	json_close(j, '}');
}

static void put_namespaces(struct json *j, const struct spec_input *in)
{
	static const char *const types[] = {
		"pid", "ipc", "uts", "mount", "cgroup"};
	bool host = in->unit->conf.network == NETWORK_HOST;

	json_open(j, "namespaces", '[');
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		json_open(j, NULL, '{');
		json_string(j, "type", types[i]);
		json_close(j, '}');
	}
	if (!host) {
		json_open(j, NULL, '{');
		json_string(j, "type", "network");
		if (in->netns)
			json_string(j, "path", in->netns);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/*
 * What needs NET_RAW or NET_BIND_SERVICE elsewhere needs nothing here: ping,
 * and a web server that is not root.
 */
static void put_sysctl(struct json *j, const struct spec_input *in)
{
	if (in->unit->conf.network == NETWORK_HOST)
		return;
	json_open(j, "sysctl", '{');
	json_string(j, "net.ipv4.ping_group_range", "0 2147483647");
	json_string(j, "net.ipv4.ip_unprivileged_port_start", "0");
	json_close(j, '}');
}

/*
 * No device but those that crun adds: null, zero, full, random, urandom, tty,
 * ptmx, pts.  This is what keeps device nodes of an image from working: crun
 * (1.8.1) remounts the root without the nodev that it has.  crun lifts
 * RLIMIT_MEMLOCK to load the filter and gives up where it may not (a PC's
 * container); there the container runs without it.
 */
static void put_devices(struct json *j, bool offline)
{
	const struct rlimit lifted = {RLIM_INFINITY, RLIM_INFINITY};

	if (!offline && setrlimit(RLIMIT_MEMLOCK, &lifted) < 0) {
		log_warn("no device filter: no right to lift RLIMIT_MEMLOCK");
		return;
	}
	json_open(j, "devices", '[');
	json_open(j, NULL, '{');
	json_bool(j, "allow", false);
	json_string(j, "access", "rwm");
	json_close(j, '}');
	json_close(j, ']');
}

static void put_resources(struct json *j, const struct spec_input *in)
{
	json_open(j, "resources", '{');
	put_devices(j, in->offline);
	if (in->limit_pids) {
		json_open(j, "pids", '{');
		json_int(j, "limit", PIDS_MAX);
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void put_linux(struct json *j, const struct spec_input *in)
{
	json_open(j, "linux", '{');
	put_namespaces(j, in);
	json_string(j, "cgroupsPath", in->cgroup);
	json_string(j, "rootfsPropagation", "rprivate");
	put_resources(j, in);
	put_sysctl(j, in);
	put_list(j, "maskedPaths", masked);
	put_list(j, "readonlyPaths", read_only);
	json_close(j, '}');
}

static void put_config(
	struct json *j, const struct spec_input *in, const struct spec_plan *p)
{
	json_open(j, NULL, '{');
	json_string(j, "ociVersion", "1.0.2");
	put_process(j, in, p);
	json_open(j, "root", '{');
	json_string(j, "path", in->root);
	json_bool(j, "readonly", in->unit->conf.read_only);
	json_close(j, '}');
	json_string(j, "hostname", in->unit->conf.hostname);
	json_open(j, "mounts", '[');
	for (size_t i = 0; i < p->mounts.n; i++)
		put_mount(j, &p->mounts.v[i]);
	json_close(j, ']');
	put_linux(j, in);
	json_open(j, "annotations", '{');
	if (p->seccomp)
		json_string(j, "run.oci.seccomp_bpf_data", p->seccomp);
	json_close(j, '}');
	json_close(j, '}');
}

int spec_text(const struct spec_input *in, char *buf, size_t size)
{
	struct spec_plan p = {0};
	struct json j;
	int rc = spec_plan_make(in, &p);

	if (rc == 0) {
		json_begin(&j, buf, size);
		put_config(&j, in, &p);
		rc = json_end(&j);
		if (rc < 0) {
			errno = -rc;
			(void)failed("config.json");
		}
	}
	spec_plan_done(&p);
	return rc;
}

int spec_write(const struct spec_input *in, int dirfd)
{
	char *text = malloc(SPEC_MAX);
	int rc;

	if (!text)
		return failed("config.json");
	rc = spec_text(in, text, SPEC_MAX);
	if (rc >= 0) {
		rc = io_replace_file(
			dirfd, "config.json", text, (size_t)rc, 0600);
		if (rc < 0) {
			errno = -rc;
			(void)failed("write config.json");
		}
	}
	free(text);
	return rc;
}
