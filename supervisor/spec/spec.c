/* SPDX-License-Identifier: MIT */
/*
 * config.json, the one file that crun reads and trusts.  So all of it is made
 * here.  From the image come only the command, user, directory and environment,
 * each checked by its reader (images/trailer.c), and the paths of anonymous
 * volumes (anonymous.c).  The file keeps to the OCI runtime specification 1.0,
 * with two extensions of crun: the annotation with a compiled seccomp program
 * (compiling the profile would take longer than starting the container) and
 * tmpcopyup.
 */
#include "supervisor/spec/spec.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/json.h"
#include "supervisor/base/paths.h"
#include "supervisor/spec/spec_devices.h"
#include "supervisor/spec/spec_limits.h"
#include "supervisor/spec/spec_mounts.h"
#include "supervisor/spec/spec_plan.h"
#include "supervisor/spec/spec_rights.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define FILES_MAX    524288
#define MEMLOCK_MAX  65536
#define UMASK_USUAL  022
#define NOFILE_USUAL 1024

static void put_strv(struct json *j, const char *key, const struct strv *list)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_string(j, NULL, list->v[i]);
	json_close(j, ']');
}

static void put_user(struct json *j, const struct passwd_user *u, int64_t umask)
{
	json_open(j, "user", '{');
	json_int(j, "uid", u->uid);
	json_int(j, "gid", u->gid);
	json_int(j, "umask", umask);
	json_open(j, "additionalGids", '[');
	for (size_t i = 0; i < u->group_count; i++)
		json_int(j, NULL, u->groups[i]);
	json_close(j, ']');
	json_close(j, '}');
}

/* Sets a limit that the unit does not set. */
static void usual(
	struct rights_rlimits *r, unsigned number, uint64_t soft, uint64_t hard)
{
	if ((r->set >> number & 1U) != 0)
		return;
	r->set |= 1U << number;
	r->soft[number] = soft;
	r->hard[number] = hard;
}

/*
 * The hard limit of open files.  The soft one is 1024, as select(2) breaks
 * beyond; a program that can do with more raises it.  This task sets the limit
 * for itself to find out whether crun, which it becomes, may do so.
 */
static uint64_t files_max(bool offline)
{
	struct rlimit limit = {0}, wanted;

	if (offline)
		return FILES_MAX;
	(void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail */
	wanted = (struct rlimit){limit.rlim_cur, FILES_MAX};
	if (limit.rlim_max >= FILES_MAX ||
		prlimit(0, RLIMIT_NOFILE, &wanted, NULL) == 0)
		return FILES_MAX;
	return limit.rlim_max;
}

static void put_rlimits(struct json *j, const struct spec_input *in)
{
	struct rights_rlimits r;
	struct rlimit lock = {0};
	uint64_t files = files_max(in->offline);
	char type[32];

	rights_rlimits(rights_of(in->unit->conf.rights), &r);
	usual(&r, RLIMIT_NOFILE, files < NOFILE_USUAL ? files : NOFILE_USUAL,
		files);
	usual(&r, RLIMIT_CORE, 0, 0);
	(void)getrlimit(RLIMIT_MEMLOCK, &lock); /* cannot fail */
	if (lock.rlim_max > MEMLOCK_MAX || in->offline)
		lock.rlim_max = MEMLOCK_MAX;
	usual(&r, RLIMIT_MEMLOCK, lock.rlim_max, lock.rlim_max);
	json_open(j, "rlimits", '[');
	for (unsigned i = 0; i < RIGHTS_RLIMITS; i++) {
		if ((r.set >> i & 1U) == 0 ||
			fmt_print(type, sizeof(type), "RLIMIT_%s",
				rights_rlimit_name(i)) < 0)
			continue;
		json_open(j, NULL, '{');
		json_string(j, "type", type);
		json_uint(j, "soft", r.soft[i]);
		json_uint(j, "hard", r.hard[i]);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/*
 * From 1.9.2 on crun resets the processors that schedule.c has set; this key
 * sets them for commands of `crun exec`.
 */
static void put_affinity(struct json *j, const char *list)
{
	json_open(j, "execCPUAffinity", '{');
	json_string(j, "initial", list);
	json_string(j, "final", list);
	json_close(j, '}');
}

static void put_process(
	struct json *j, const struct spec_input *in, const struct spec_plan *p)
{
	const struct unit_rights *e = rights_of(in->unit->conf.rights);

	json_open(j, "process", '{');
	json_bool(j, "terminal", in->unit->conf.logs.attach == ATTACH_TERMINAL);
	put_user(j, &p->user, e->umask.set ? e->umask.n : UMASK_USUAL);
	put_strv(j, "args", &p->args);
	put_strv(j, "env", &p->env);
	json_string(j, "cwd", p->cwd);
	spec_rights_put(j, in, p->user.uid == 0);
	json_int(j, "oomScoreAdj", e->oom_score.n); /* instead of tcrd's */
	put_rlimits(j, in);
	if (e->affinity)
		put_affinity(j, e->affinity);
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

/* path NULL: crun makes a new namespace. */
static void put_namespace(struct json *j, const char *type, const char *path)
{
	json_open(j, NULL, '{');
	json_string(j, "type", type);
	if (path)
		json_string(j, "path", path);
	json_close(j, '}');
}

static void put_namespaces(struct json *j, const struct spec_input *in)
{
	json_open(j, "namespaces", '[');
	put_namespace(j, "pid", NULL);
	put_namespace(j, "ipc", in->ipcns);
	put_namespace(j, "uts", in->utsns);
	put_namespace(j, "mount", NULL);
	put_namespace(j, "cgroup", NULL);
	if (spec_input_network(in)->network != NETWORK_HOST)
		put_namespace(j, "network", in->netns);
	if (in->userns)
		put_namespace(j, "user", in->userns->path);
	json_close(j, ']');
}

static void put_maps(struct json *j, const char *key,
	const struct userns_range *ranges, size_t n)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_int(j, "containerID", ranges[i].inside);
		json_int(j, "hostID", ranges[i].outside);
		json_int(j, "size", ranges[i].size);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static int put_linux(
	struct json *j, const struct spec_input *in, const struct spec_plan *p)
{
	int rc;

	json_open(j, "linux", '{');
	put_namespaces(j, in);
	if (in->userns && !in->userns->path) {
		put_maps(j, "uidMappings", in->userns->uids,
			in->userns->uid_count);
		put_maps(j, "gidMappings", in->userns->gids,
			in->userns->gid_count);
	}
	json_string(j, "cgroupsPath", in->cgroup);
	json_open(j, "resources", '{');
	spec_devices_put_rules(j, &p->devices, in->offline);
	rc = spec_limits_put(j, in);
	json_close(j, '}');
	spec_rights_put_linux(j, in, &p->seccomp);
	json_close(j, '}');
	return rc;
}

/* -errno after a log line if the kernel cannot keep a limit. */
static int put_config(
	struct json *j, const struct spec_input *in, const struct spec_plan *p)
{
	int rc;

	json_open(j, NULL, '{');
	json_string(j, "ociVersion", "1.0.2");
	put_process(j, in, p);
	json_open(j, "root", '{');
	json_string(j, "path", in->root);
	/*
	 * Without a user namespace the mount of "/." makes the root read-only:
	 * "readonly" would remove nodev from it.
	 */
	json_bool(j, "readonly", in->userns && in->unit->conf.read_only);
	json_close(j, '}');
	if (!in->utsns) /* a pod's namespace has its name already */
		json_string(j, "hostname", in->unit->conf.hostname);
	json_open(j, "mounts", '[');
	for (size_t i = 0; i < p->mounts.n; i++)
		put_mount(j, &p->mounts.v[i]);
	json_close(j, ']');
	rc = put_linux(j, in, p);
	json_open(j, "annotations", '{');
	if (p->seccomp.program)
		json_string(j, "run.oci.seccomp_bpf_data", p->seccomp.program);
	spec_rights_put_pairs(
		j, &rights_of(in->unit->conf.rights)->annotations);
	json_close(j, '}');
	json_close(j, '}');
	return rc;
}

int spec_text(const struct spec_input *in, char *buf, size_t size)
{
	struct spec_plan p = {0};
	struct json j;
	int rc = spec_plan_make(in, &p);

	if (rc == 0) {
		json_begin(&j, buf, size);
		rc = put_config(&j, in, &p);
	}
	if (rc == 0) {
		rc = json_end(&j);
		if (rc < 0) {
			errno = -rc;
			(void)failed("config.json");
		}
	}
	spec_plan_done(&p);
	return rc;
}

/*
 * Cuts out the parts of "process" by searching for keys.  No value can look
 * like a key, as quotation marks in values are escaped.  The order of keys is
 * that of put_config() and put_process().
 */
static bool cut(char *config, char *parts[], size_t count)
{
	static const char *const keys[] = {"\"process\":{", ",\"user\":{",
		",\"args\":[", ",\"env\":[", ",\"cwd\":\"",
		",\"capabilities\":{", ",\"root\":{"};
	char *at = config;

	for (size_t i = 0; at && i < count; i++) {
		at = strstr(at, keys[i]);
		parts[i] = at;
	}
	for (size_t i = 0; at && i < count; i++)
		*parts[i]++ = 0; /* the comma: ends the part before */
	return at != NULL;
}

/* A value of "process", as it is in the part that begins with its key. */
static void keep(struct json *j, const char *key, const char *part)
{
	json_raw(j, key, strchr(part, ':') + 1);
}

/* Writes variables behind those that the program has. */
static void put_env(struct json *j, char *part, const struct strv *more)
{
	char *list = part + strlen("\"env\":[");

	list[strlen(list) - 1] = 0; /* without its bracket */
	json_open(j, "env", '[');
	if (*list)
		json_raw(j, NULL, list);
	for (size_t i = 0; more && i < more->n; i++)
		json_string(j, NULL, more->v[i]);
	json_close(j, ']');
}

int spec_process(char *config, const struct spec_command *command, char *buf,
	size_t size)
{
	enum {
		PROCESS,
		USER,
		ARGS,
		ENV,
		CWD,
		RIGHTS,
		ROOT,
		PARTS
	};
	static const char umask[] = "\"umask\":";
	char *parts[PARTS], *at;
	struct json j;

	if (!cut(config, parts, PARTS))
		return -EBADMSG;
	at = strstr(parts[USER], umask);
	if (!at)
		return -EBADMSG;
	json_begin(&j, buf, size);
	json_open(&j, NULL, '{');
	json_bool(&j, "terminal", command->terminal);
	if (command->user)
		put_user(&j, command->user,
			(int64_t)text_digits(at + strlen(umask), NULL, 10));
	else
		keep(&j, "user", parts[USER]);
	put_strv(&j, "args", command->argv);
	put_env(&j, parts[ENV], command->env);
	if (command->cwd)
		json_string(&j, "cwd", command->cwd);
	else
		keep(&j, "cwd", parts[CWD]);
	json_raw(&j, NULL, parts[RIGHTS]);
	return json_end(&j);
}

int spec_process_file(const char *unit, const struct spec_command *command)
{
	static char config[SPEC_MAX], text[SPEC_MAX];
	autofd int fd = memfd_create("process", MFD_CLOEXEC);
	char path[PATH_MAX];
	ssize_t n = fd < 0 ? -errno : paths_unit(path, unit, "config.json");

	if (n == 0)
		n = io_read_file(AT_FDCWD, path, config, SPEC_MAX);
	if (n >= 0)
		n = spec_process(config, command, text, SPEC_MAX);
	if (n >= 0)
		n = io_write_all(fd, text, (size_t)n);
	return n < 0 ? (int)n : take_fd(&fd);
}

int spec_write(const struct spec_input *in, int dirfd)
{
	static char text[SPEC_MAX];
	int rc = spec_text(in, text, SPEC_MAX);

	if (rc < 0)
		return rc;
	rc = io_replace_file(dirfd, "config.json", text, (size_t)rc, 0600);
	if (rc < 0) {
		errno = -rc;
		(void)failed("write config.json");
	}
	return rc;
}
