/* SPDX-License-Identifier: MIT */
/*
 * The mounts of a container: what every Linux program expects, hosts, hostname
 * and resolv.conf, the writable places of a read-only root, and what the unit
 * asks for.  From the image come only the paths of anonymous volumes.  Options
 * of the unit were checked by supervisor/units/volume.c; nosuid and nodev come
 * after them and cannot be undone.
 */
#include "supervisor/spec/spec_mounts.h"

#include "init/fmt.h"
#include "init/log.h"
#include "supervisor/base/paths.h"
#include "supervisor/spec/anonymous.h"
#include "supervisor/spec/memory.h"
#include "supervisor/spec/spec_limits.h"
#include "supervisor/spec/spec_secrets.h"
#include "supervisor/spec/spec_tmpfs.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS_MAX SPEC_TMPFS_MAX

/*
 * The root is mounted with nodev, but crun binds it to itself without.  So the
 * first entry remounts it, as "/.", since crun 1.8.1 does not take "/" for a
 * mount point.  Then no device node of the image can be opened, whatever the
 * device filter allows (crun's own list has the console).  In a user namespace
 * the entry is left out: the kernel keeps the flags there.
 *
 * /dev is the tree that devtree.c has made; if it is mounted, crun makes no
 * nodes.  It is noexec, as only nodes and mount points are there.
 */
static const struct spec_mount usual[] = {
	{SPEC_MOUNTS_ROOT, "bind", "", "remount,bind,nosuid,nodev", false},
	{"/proc", "proc", "proc", "nosuid,noexec,nodev", false},
	{"/dev", "bind", SPEC_DEV, "bind,rprivate,nosuid,noexec", false},
	{"/dev/pts", "devpts", "devpts",
		"nosuid,noexec,newinstance,ptmxmode=0666,mode=0620", false},
	{"/dev/shm", "tmpfs", "shm",
		"nosuid,noexec,nodev,mode=1777,nr_inodes=16384", true},
	{"/dev/mqueue", "mqueue", "mqueue", "nosuid,noexec,nodev", true},
	{"/sys", "sysfs", "/sys", "nosuid,noexec,nodev,ro", false},
	{"/sys/fs/cgroup", "cgroup", "cgroup", "nosuid,noexec,nodev,relatime",
		false},
};

/* With ReadOnly=yes: places that almost every program writes to. */
static const struct spec_mount writable[] = {
	{"/run", "tmpfs", "tmpfs",
		"rw,nosuid,nodev,mode=755,tmpcopyup,nr_inodes=65536", true},
	{"/tmp", "tmpfs", "tmpfs",
		"rw,nosuid,nodev,mode=1777,tmpcopyup,nr_inodes=65536", true},
	{"/var/tmp", "tmpfs", "tmpfs",
		"rw,nosuid,nodev,mode=1777,tmpcopyup,nr_inodes=65536", true},
};

/* Adds a mount; spec_mounts_plan() has made enough room. */
static int put(struct spec_mounts *m, const struct spec_mount *mount)
{
	for (size_t i = 0; i < m->n; i++) {
		if (strcmp(m->v[i].destination, mount->destination) != 0)
			continue;
		if (m->v[i].replaceable ||
			(!strcmp(m->v[i].type, "devpts") &&
				!strcmp(mount->type, "devpts"))) {
			m->v[i] = *mount;
			return 0;
		}
		log_err("%s: something is mounted there already",
			mount->destination);
		return -EINVAL;
	}
	m->v[m->n++] = *mount;
	return 0;
}

const char *spec_mounts_keep(struct spec_mounts *m, const char *text)
{
	const char *copy = arena_copy(&m->arena, text, strlen(text));

	if (!copy)
		(void)failed("mounts");
	return copy;
}

/*
 * A sysfs for a network namespace can be mounted only in the user namespace
 * that owns it.  In another one crun would bind the device's /sys, writable and
 * with all mounts below; so only the device's sysfs is bound, read-only.
 */
static void set_sys(const struct spec_input *in, struct spec_mount *mount)
{
	bool made =
		!in->netns && spec_input_network(in)->network != NETWORK_HOST;

	if (made || !in->userns || in->userns->path)
		return;
	mount->type = "bind";
	mount->options = "bind,rprivate,nosuid,noexec,nodev,ro";
}

/* Sets the source of a bind: "" is the root, a name is in the unit's folder. */
static int set_source(struct spec_mounts *m, const struct spec_input *in,
	struct spec_mount *mount)
{
	char source[PATH_MAX];
	int rc = 0;

	if (!strcmp(mount->type, "sysfs"))
		set_sys(in, mount);
	if (strcmp(mount->type, "bind") != 0 || *mount->source == '/')
		return 0;
	if (*mount->source)
		rc = fmt_print(source, sizeof(source), "%s/%s", in->unit_dir,
			mount->source);
	if (rc >= 0)
		mount->source =
			spec_mounts_keep(m, *mount->source ? source : in->root);
	return rc < 0 ? rc : mount->source ? 0 : -ENOMEM;
}

/* Whether ReadOnly=yes or ReadOnlyTmpfs=no makes this mount read-only. */
static bool is_frozen(const struct unit_conf *c, const struct spec_mount *mount)
{
	bool bound = !strcmp(mount->type, "bind");

	if (!c->read_only || (!bound && strcmp(mount->type, "tmpfs") != 0))
		return false;
	return rights_of(c->rights)->no_tmpfs ||
	       !strcmp(mount->destination, SPEC_MOUNTS_ROOT);
}

/* Adds a copy of the mount, with its source and with more options. */
static int put_more(struct spec_mounts *m, const struct spec_input *in,
	const struct spec_mount *mount, const char *size, const char *more)
{
	struct spec_mount with = *mount;
	char text[OPTIONS_MAX];
	int rc;

	if (fmt_print(text, sizeof(text), "%s%s%s", mount->options, size,
		    more) < 0)
		return -ENAMETOOLONG;
	with.options = spec_mounts_keep(m, text);
	rc = with.options ? set_source(m, in, &with) : -ENOMEM;
	return rc < 0 ? rc : put(m, &with);
}

/* The size of a file system in memory, if the unit does not say. */
static uint64_t tmpfs_bytes(const struct spec_input *in)
{
	return memory_tmpfs(spec_limits_memory(in));
}

/*
 * Terminals belong to group 5, tty, on every distribution.  In a user namespace
 * without a group 5 they belong to the group of the program that opens them.
 */
static bool has_tty_group(const struct spec_input *in)
{
	return userns_gid(in->userns, 5) != UINT32_MAX;
}

/* Adds the usual mounts, with sizes and options by the unit. */
static int put_usual(struct spec_mounts *m, const struct spec_input *in)
{
	const struct unit_conf *c = &in->unit->conf;
	const struct unit_rights *e = rights_of(c->rights);
	unsigned long long shm = e->shm_bytes ? e->shm_bytes : tmpfs_bytes(in);
	int rc = 0;

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual) && rc == 0; i++) {
		struct spec_mount mount = usual[i];
		const char *more = "";
		char size[32] = "";

		if (i == 0 && in->userns)
			continue;
		if (i == 0 && e->new_privileges)
			mount.options = "remount,bind,nodev";
		if (is_frozen(c, &mount))
			more = ",ro";
		if (!strcmp(mount.type, "cgroup"))
			more = e->delegate ? ",rw" : ",ro";
		if (!strcmp(mount.type, "devpts"))
			(void)fmt_print(size, sizeof(size), ",max=%u%s",
				memory_terminals(),
				has_tty_group(in) ? ",gid=5" : "");
		if (!strcmp(mount.destination, "/dev/shm"))
			(void)fmt_print(size, sizeof(size), ",size=%llu", shm);
		rc = put_more(m, in, &mount, size, more);
	}
	return rc;
}

static int put_writable(struct spec_mounts *m, const struct spec_input *in)
{
	char size[32];
	int rc = 0;

	(void)fmt_print(size, sizeof(size), ",size=%llu",
		(unsigned long long)tmpfs_bytes(in));
	for (size_t i = 0; i < sizeof(writable) / sizeof(*writable) && rc == 0;
		i++)
		rc = put_more(m, in, &writable[i], size, "");
	return rc;
}

static int put_file(struct spec_mounts *m, const char *dir, const char *name)
{
	char source[PATH_MAX], destination[64];
	struct spec_mount mount = {.type = "bind",
		.options = "bind,rprivate,ro,nosuid,nodev,noexec",
		.replaceable = true};

	if (fmt_print(source, sizeof(source), "%s/%s", dir, name) < 0 ||
		fmt_print(destination, sizeof(destination), "/etc/%s", name) <
			0) {
		errno = ENAMETOOLONG;
		return failed("%s/%s", dir, name);
	}
	mount.source = spec_mounts_keep(m, source);
	mount.destination = spec_mounts_keep(m, destination);
	if (!mount.source || !mount.destination)
		return -ENOMEM;
	return put(m, &mount);
}

/* With Network=host, the device's resolv.conf, unless the unit has DNS=,
 * DNSSearch= or DNSOption=. */
static int put_resolv(struct spec_mounts *m, const struct spec_input *in)
{
	const struct unit_conf *c = spec_input_network(in);
	const struct unit_net *net = c->net;
	bool own =
		net && (net->resolver_count || net->search.n || net->options.n);

	if (net && net->no_resolv)
		return 0;
	if (c->network != NETWORK_HOST || own)
		return put_file(m, in->unit_dir, "resolv.conf");
	return !in->offline && access("/etc/resolv.conf", R_OK) < 0
		       ? 0
		       : put_file(m, "/etc", "resolv.conf");
}

/* Mounts the folder of the socket, as a later tcrd makes a new socket in it. */
static int put_notify(struct spec_mounts *m, const struct spec_input *in)
{
	char source[PATH_MAX];
	struct spec_mount mount = {.destination = SPEC_NOTIFY_MOUNT,
		.type = "bind",
		.options = "bind,rprivate,ro,nosuid,nodev,noexec"};

	if (fmt_print(source, sizeof(source), "%s/notify", in->unit_dir) < 0) {
		errno = ENAMETOOLONG;
		return failed("%s", in->unit_dir);
	}
	mount.source = spec_mounts_keep(m, source);
	return mount.source ? put(m, &mount) : -ENOMEM;
}

static int put_files(struct spec_mounts *m, const struct spec_input *in)
{
	const struct unit_conf *c = spec_input_network(in);
	bool host = c->network == NETWORK_HOST;
	int rc = put_resolv(m, in);

	if (rc == 0 && (!host || (c->net && c->net->hosts.n)))
		rc = put_file(m, in->unit_dir, "hosts");
	if (rc == 0 && !host)
		rc = put_file(m, in->unit_dir, "hostname");
	return rc;
}

/* The members of a pod share one /dev/shm. */
static int put_shm(struct spec_mounts *m, const struct spec_input *in)
{
	struct spec_mount mount = {.destination = "/dev/shm",
		.type = "bind",
		.options = "bind,rprivate,rw,nosuid,nodev,noexec",
		.replaceable = true};

	if (!in->shm)
		return 0;
	mount.source = spec_mounts_keep(m, in->shm);
	return mount.source ? put(m, &mount) : -ENOMEM;
}

int spec_mounts_source(const struct spec_input *in, const struct unit_volume *v,
	char path[PATH_MAX])
{
	size_t i = (size_t)(v - in->unit->conf.volumes);
	int rc = volume_is_public(v)
			 ? fmt_print(path, PATH_MAX, "%s/public", in->unit_dir)
		 : in->sources && !v->anonymous
			 ? fmt_print(path, PATH_MAX, "%s/%zu", in->sources, i)
			 : fmt_print(path, PATH_MAX, "%s", v->source);

	return rc < 0 ? rc : 0;
}

/* Volume=...:O: the source below, folders of volume_binds_make() in memory
 * above. */
static int put_overlay(struct spec_mounts *m, const struct spec_input *in,
	const struct unit_volume *v, const char *source)
{
	size_t i = (size_t)(v - in->unit->conf.volumes);
	static char text[3 * PATH_MAX];
	struct spec_mount mount = {.destination = v->destination,
		.type = "overlay",
		.source = "overlay"};

	(void)fmt_print(text, sizeof(text),
		"lowerdir=%s,upperdir=%s/rw/volume-%zu/upper,"
		"workdir=%s/rw/volume-%zu/work,nosuid,nodev",
		source, in->unit_dir, i, in->unit_dir, i);
	mount.options = spec_mounts_keep(m, text);
	return mount.options ? put(m, &mount) : -ENOMEM;
}

static int put_volume(struct spec_mounts *m, const struct spec_input *in,
	const struct unit_volume *v)
{
	const char *options = v->options ? v->options : "rw";
	char text[OPTIONS_MAX], source[PATH_MAX];
	struct spec_mount mount = {
		.destination = v->destination, .type = "bind"};
	int rc = spec_mounts_source(in, v, source);

	if (rc < 0 || (!in->offline && access(source, F_OK) < 0))
		return failed("volume %s", v->source);
	if (v->overlay)
		return put_overlay(m, in, v, source);
	rc = in->userns ? userns_maps(in->userns, v, source) : 0;
	if (rc < 0)
		return rc;
	mount.source = spec_mounts_keep(m, source);
	if (!mount.source)
		return -ENOMEM;
	if (fmt_print(text, sizeof(text), "rbind,rprivate,%s,nosuid,nodev%s",
		    options, rc ? ",idmap" : "") < 0) {
		log_err("volume %s: options too long", v->source);
		return -ENAMETOOLONG;
	}
	mount.options = spec_mounts_keep(m, text);
	return mount.options ? put(m, &mount) : -ENOMEM;
}

static int put_tmpfs(struct spec_mounts *m, const struct spec_input *in,
	const struct unit_tmpfs *t)
{
	char text[OPTIONS_MAX];
	struct spec_mount mount = {.destination = t->destination};
	int rc = spec_tmpfs(t, tmpfs_bytes(in), &mount.type, text);

	if (rc < 0)
		return rc;
	mount.source = mount.type;
	mount.options = spec_mounts_keep(m, text);
	return mount.options ? put(m, &mount) : -ENOMEM;
}

/* The first process of RunInit=; tcrd makes /dev, so the image needs no place.
 */
static int put_init(struct spec_mounts *m, const struct spec_input *in)
{
	char source[PATH_MAX];
	struct spec_mount mount = {.destination = SPEC_INIT,
		.type = "bind",
		.options = "bind,rprivate,ro,nosuid,nodev"};
	int rc = paths_program(source, "tcr-reap");

	if (rc == 0 && !in->offline && access(source, X_OK) < 0)
		rc = -errno;
	if (rc < 0) {
		errno = -rc;
		return failed("RunInit=: %s", source);
	}
	mount.source = spec_mounts_keep(m, source);
	return mount.source ? put(m, &mount) : -ENOMEM;
}

/* Mounts a file of the unit's folder. */
static int put_own(struct spec_mounts *m, const struct spec_input *in,
	const char *leaf, const char *destination)
{
	char source[PATH_MAX];
	struct spec_mount mount = {destination, "bind", NULL,
		"bind,rprivate,ro,nosuid,nodev,noexec", false};

	if (fmt_print(source, PATH_MAX, "%s/%s", in->unit_dir, leaf) < 0) {
		errno = ENAMETOOLONG;
		return failed("%s", in->unit_dir);
	}
	mount.source = spec_mounts_keep(m, source);
	return mount.source ? put(m, &mount) : -ENOMEM;
}

static int put_secrets(struct spec_mounts *m, const struct spec_input *in)
{
	const struct unit_conf *c = &in->unit->conf;
	char leaf[32];
	int rc = 0;

	for (size_t i = 0, n = 0; i < c->secret_count && rc == 0; i++)
		if (!c->secrets[i].env) {
			(void)fmt_print(leaf, 32, SPEC_SECRETS_FILE, n++);
			rc = put_own(m, in, leaf, c->secrets[i].target);
		}
	if (rc == 0 && c->timezone)
		rc = put_own(m, in, SPEC_SECRETS_TIMEZONE, "/etc/localtime");
	return rc;
}

static int put_unit(struct spec_mounts *m, const struct spec_input *in)
{
	const struct unit_conf *c = &in->unit->conf;
	int rc = 0;

	for (size_t i = 0; i < c->volume_count && rc == 0; i++)
		rc = put_volume(m, in, &c->volumes[i]);
	for (size_t i = 0; i < c->tmpfs_count && rc == 0; i++)
		if (c->tmpfs[i].type != TMPFS_ANONYMOUS)
			rc = put_tmpfs(m, in, &c->tmpfs[i]);
	for (size_t i = 0; in->anonymous && i < in->anonymous->n && rc == 0;
		i++)
		rc = put_volume(m, in, &in->anonymous->v[i]);
	return rc;
}

/* Sorts a path before all paths below it. */
static int by_destination(const void *a, const void *b)
{
	const struct spec_mount *x = a, *y = b;

	return strcmp(x->destination, y->destination);
}

int spec_mounts_plan(const struct spec_input *in, struct spec_mounts *m)
{
	const struct unit_conf *c = &in->unit->conf;
	size_t most = sizeof(usual) / sizeof(*usual) +
		      sizeof(writable) / sizeof(*writable) + 6 +
		      c->volume_count + c->tmpfs_count + c->secret_count +
		      ANONYMOUS_MAX;
	struct spec_mounts plan = {.v = calloc(most, sizeof(*plan.v))};
	int rc;

	if (!plan.v)
		return failed("mounts");
	rc = put_usual(&plan, in);
	if (rc == 0)
		rc = put_shm(&plan, in);
	if (rc == 0)
		rc = put_files(&plan, in);
	if (rc == 0 && c->read_only && !rights_of(c->rights)->no_tmpfs)
		rc = put_writable(&plan, in);
	if (rc == 0 && unit_life_listens(&c->life))
		rc = put_notify(&plan, in);
	if (rc == 0 && c->run_init)
		rc = put_init(&plan, in);
	if (rc == 0)
		rc = put_unit(&plan, in);
	if (rc == 0)
		rc = put_secrets(&plan, in);
	if (rc < 0) {
		spec_mounts_done(&plan);
		return rc;
	}
	spec_mounts_sort(&plan);
	*m = plan;
	return 0;
}

void spec_mounts_sort(struct spec_mounts *m)
{
	qsort(m->v, m->n, sizeof(*m->v), by_destination);
}

void spec_mounts_done(struct spec_mounts *m)
{
	free(m->v);
	arena_done(&m->arena);
	*m = (struct spec_mounts){0};
}
