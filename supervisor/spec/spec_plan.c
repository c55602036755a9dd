/* SPDX-License-Identifier: MIT */
/*
 * A container's process: its command, user, directory, environment and filter
 * of system calls.  What the unit says always counts before what the image
 * says.
 */
#include "supervisor/spec/spec_plan.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/spec/points.h"
#include "supervisor/spec/source.h"
#include "supervisor/spec/spec_secrets.h"
#include "supervisor/spec/userns.h"
#include "supervisor/units/rights.h"
#include "supervisor/units/text/env.h"
#include "supervisor/units/unit_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_PATH                                                           \
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static int out_of_memory(void)
{
	errno = ENOMEM;
	return failed("config.json");
}

static int find(const struct spec_input *in, const char *user,
	const char *group, struct passwd_user *found)
{
	const char *why;

	if (!in->offline)
		return passwd_find(in->root, user, group, found);
	/* Names are in files of the root, which is not there: only ids count.
	 */
	if (passwd_parse("", "", user, group, found, &why) < 0 &&
		passwd_parse("", "", user, NULL, found, &why) < 0)
		*found = (struct passwd_user){.home = "/"};
	return 0;
}

/* Adds the groups of GroupAdd= to those of user and image. */
static int add_groups(const struct spec_input *in, struct passwd_user *user)
{
	const struct strv *groups = &rights_of(in->unit->conf.rights)->groups;
	uint32_t gid;
	int rc = 0;

	for (size_t i = 0; i < groups->n && rc == 0; i++) {
		if (in->offline)
			gid = (uint32_t)text_digits(groups->v[i], NULL, 10);
		else
			rc = passwd_group(in->root, groups->v[i], &gid);
		if (rc == 0 && user->group_count < PASSWD_GROUPS_MAX)
			user->groups[user->group_count++] = gid;
	}
	return rc;
}

/* The image's user is always a number; the unit's may be a name. */
int spec_plan_user(const struct spec_input *in, struct passwd_user *user)
{
	const struct unit_conf *c = &in->unit->conf;
	const struct image_info *image = in->image;
	char uid[24], gid[24];
	int rc;

	(void)fmt_print(uid, sizeof(uid), "%lld",
		(long long)(image->uid < 0 ? 0 : image->uid));
	(void)fmt_print(gid, sizeof(gid), "%lld", (long long)image->gid);
	if (c->user)
		rc = find(in, c->user, c->group, user);
	else
		rc = find(in, uid, image->gid < 0 ? NULL : gid, user);
	if (rc == 0 && !c->user && image->groups && image->groups[0]) {
		user->group_count = 0;
		for (char **g = image->groups;
			*g && user->group_count < PASSWD_GROUPS_MAX; g++)
			user->groups[user->group_count++] =
				(uint32_t)text_digits(*g, NULL, 10);
	}
	return rc < 0 ? rc : add_groups(in, user);
}

static int add_args(struct spec_plan *p, char *const *words)
{
	for (size_t i = 0; words && words[i]; i++)
		if (strv_add(&p->arena, &p->args, words[i], strlen(words[i])) <
			0)
			return out_of_memory();
	return 0;
}

/*
 * The command is the entrypoint and its arguments.  Exec= replaces the image's
 * Cmd; Entrypoint= without Exec= drops it, as it was meant for another program.
 */
static int plan_args(const struct spec_input *in, struct spec_plan *p)
{
	static char init[] = SPEC_INIT, *const first[] = {init, NULL};
	const struct unit_conf *c = &in->unit->conf;
	size_t own = c->run_init;
	int rc = own ? add_args(p, first) : 0;

	if (rc == 0)
		rc = add_args(p, c->entrypoint_set ? c->entrypoint.v
						   : in->image->entrypoint);
	if (rc == 0 && (c->exec.n > 0 || c->entrypoint_set))
		rc = add_args(p, c->exec.v);
	else if (rc == 0)
		rc = add_args(p, in->image->cmd);
	if (rc == 0 && !in->image_unknown &&
		(p->args.n == own || p->args.v[own][0] == 0)) {
		log_err("%s: nothing to run: its image names no command, "
			"so it needs Exec=",
			in->unit->name);
		rc = -EINVAL;
	}
	return rc;
}

static int set_named(struct spec_plan *p, const char *name, const char *value)
{
	char text[PATH_MAX + 64];
	int rc = fmt_print(text, sizeof(text), "%s=%s", name, value);

	return rc < 0 ? rc : env_set(&p->arena, &p->env, text);
}

static int set_all(struct spec_plan *p, char *const *pairs)
{
	int rc = 0;

	for (size_t i = 0; pairs && pairs[i] && rc == 0; i++)
		rc = env_set(&p->arena, &p->env, pairs[i]);
	return rc;
}

/* Sets NOTIFY_SOCKET, whatever the unit says: it must be where tcr mounts it.
 */
static int set_notify(struct spec_plan *p, const struct unit_life *l)
{
	char usec[24];
	int rc = set_named(p, "NOTIFY_SOCKET", SPEC_NOTIFY_SOCKET);

	if (rc < 0 || l->watchdog_ms == 0)
		return rc;
	(void)fmt_print(
		usec, sizeof(usec), "%lld", (long long)l->watchdog_ms * 1000);
	return set_named(p, "WATCHDOG_USEC", usec);
}

/* Adds the variables of a file; with '-' before its path it may be missing. */
static int add_file(
	const struct spec_input *in, struct spec_plan *p, const char *path)
{
	bool may_lack = *path == '-';
	autofd int fd = source_open(in->conf,
		may_lack ? NULL : "environment file", path + may_lack);

	if (fd < 0)
		return fd == -ENOENT && may_lack ? 0 : fd;
	return env_file(&p->arena, &p->env, path + may_lack, fd);
}

/*
 * The variables of these files were read with the unit file; as with systemd
 * the files must be there at the start, too.
 */
static int check_variable_files(const struct spec_input *in)
{
	const struct strv *files = &in->unit->conf.variable_files;

	for (size_t i = 0; i < files->n; i++) {
		autofd int fd =
			source_open(in->conf, "environment file", files->v[i]);

		if (fd < 0)
			return fd;
	}
	return 0;
}

/* Of variables that are set twice the later one counts. */
static int plan_env(const struct spec_input *in, struct spec_plan *p)
{
	const struct unit_conf *c = &in->unit->conf;
	int rc = in->offline ? 0 : check_variable_files(in);

	if (rc < 0)
		return rc;
	rc = env_set(&p->arena, &p->env, DEFAULT_PATH);
	if (rc == 0)
		rc = set_named(p, "HOME", p->user.home);
	if (rc == 0)
		rc = set_named(p, "HOSTNAME",
			in->utsns ? spec_input_network(in)->hostname
				  : c->hostname);
	if (rc == 0)
		rc = set_all(p, in->image->env);
	for (size_t i = 0; i < c->environment_files.n && rc == 0; i++) {
		if (in->offline && access(c->environment_files.v[i], R_OK) < 0)
			continue;
		rc = add_file(in, p, c->environment_files.v[i]);
		if (rc < 0)
			return rc;
	}
	if (rc == 0)
		rc = set_all(p, c->environment.v);
	if (rc == 0 && unit_life_listens(&c->life))
		rc = set_notify(p, &c->life);
	if (rc < 0) {
		errno = -rc;
		return failed("environment");
	}
	return in->offline ? 0
			   : spec_secrets_environment(
				     in->conf, c, &p->arena, &p->env);
}

/* Whether the user namespace has the user and the groups. */
static int check_ids(const struct spec_input *in, const struct passwd_user *u)
{
	const struct userns *ns = in->userns;
	uint32_t id = u->uid;
	bool user = true;

	if (!ns || ns->path || in->offline) /* the ids are not known */
		return 0;
	if (userns_uid(ns, id) != UINT32_MAX) {
		user = false;
		id = u->gid;
		for (size_t i = 0; userns_gid(ns, id) != UINT32_MAX; i++) {
			if (i == u->group_count)
				return 0;
			id = u->groups[i];
		}
	}
	log_err("%s %u is not in the user namespace: UserNS=, UIDMap= or "
		"GIDMap= give it too few ids",
		user ? "user" : "group", id);
	return -EINVAL;
}

int spec_plan_make(const struct spec_input *in, struct spec_plan *p)
{
	const struct unit_conf *c = &in->unit->conf;
	int rc = spec_plan_user(in, &p->user);

	if (rc == 0)
		rc = check_ids(in, &p->user);

	p->cwd = c->working_dir           ? c->working_dir
		 : in->image->working_dir ? in->image->working_dir
					  : "/";
	if (rc == 0)
		rc = plan_args(in, p);
	if (rc == 0)
		rc = plan_env(in, p);
	if (rc == 0)
		rc = spec_rights_seccomp(in, &p->seccomp);
	if (rc == 0)
		rc = spec_rights_apparmor(in);
	if (rc == 0)
		rc = spec_devices_plan(in, &p->devices);
	if (rc == 0)
		rc = spec_mounts_plan(in, &p->mounts);
	if (rc == 0 && !in->offline)
		rc = points_settle(in->root, &p->mounts);
	return rc;
}

void spec_plan_done(struct spec_plan *p)
{
	arena_done(&p->arena);
	spec_mounts_done(&p->mounts);
	spec_devices_done(&p->devices);
	free(p->seccomp.program);
	free(p->seccomp.profile);
}
