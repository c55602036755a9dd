/* SPDX-License-Identifier: MIT */
/*
 * tcrctl exec.  The command is run by `crun exec`, as the container's health
 * checks are: it joins the container's namespaces and cgroup, and has the user,
 * rights, limits and filter of the container's own program.  tcrd is asked only
 * which container it is.  With -t, crun makes the terminal in the container and
 * passes on bytes, size and signals.
 */
#include "supervisor/inside/execute.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "supervisor/client/client.h"
#include "supervisor/client/out.h"
#include "supervisor/inside/container.h"
#include "supervisor/inside/relay.h"
#include "supervisor/spec/crun.h"
#include "supervisor/spec/spec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where crun writes the pid of the command, in the child: a file without a
 * name. */
#define PID_FD (CRUN_PROCESS_FD + 1)

/* What the child needs to become crun. */
struct plan {
	struct container container;
	int process, pid;
};

/* Executes crun; returns an exit status only on failure. */
static int become(void *arg)
{
	const struct plan *plan = arg;
	int process, pid;

	container_schedule(&plan->container);
	process = fcntl(plan->process, F_DUPFD_CLOEXEC, PID_FD + 1);
	pid = fcntl(plan->pid, F_DUPFD_CLOEXEC, PID_FD + 1);
	if (dup2(process, CRUN_PROCESS_FD) < 0 || dup2(pid, PID_FD) < 0)
		return EXITCODE_NOT_TRIED;
	(void)crun_exec(plan->container.unit, "/proc/self/fd/4", PID_FD + 1);
	return EXITCODE_NOT_TRIED;
}

/* -e NAME: with the value that it has here, if it has one. */
static int add_env(struct arena *arena, struct strv *env, const char *text)
{
	char pair[OUT_LINE_MAX];
	const char *value = strchr(text, '=') ? NULL : getenv(text);
	int n;

	if (strchr(text, '='))
		return strv_add(arena, env, text, strlen(text));
	if (!value)
		return 0;
	n = fmt_print(pair, sizeof(pair), "%s=%s", text, value);
	return n < 0 ? n : strv_add(arena, env, pair, (size_t)n);
}

/* The variables of the command: TERM for a terminal, then those of -e. */
static int take_env(
	const struct client_args *args, struct arena *arena, struct strv *env)
{
	int rc = args->tty ? add_env(arena, env, "TERM") : 0;

	for (size_t i = 0; rc == 0 && i < args->env.n; i++) {
		if (!*args->env.v[i] || *args->env.v[i] == '=')
			return out_fail(EXITCODE_NOT_TRIED,
				"exec: -e '%s': NAME=VALUE is wanted",
				args->env.v[i]);
		rc = add_env(arena, env, args->env.v[i]);
	}
	if (rc < 0)
		return out_fail(EXITCODE_NOT_TRIED, "exec: %s", strerror(-rc));
	return 0;
}

/* A log line becomes a message of tcrctl. */
static void tell(enum log_level level, const char *line, size_t len)
{
	(void)level;
	(void)out_fail(EXITCODE_NOT_TRIED, "exec: %.*s", (int)len - 1, line);
}

/* -u USER[:GROUP], in the container's own /etc/passwd and /etc/group. */
static int take_user(
	const struct container *c, const char *text, struct passwd_user *user)
{
	char root[CONTAINER_ROOT_MAX], name[PASSWD_NAME_MAX + 1];
	const char *colon = strchr(text, ':');
	int len = (int)(colon ? colon - text : (ptrdiff_t)strlen(text));
	int rc;

	container_root(c, root);
	if (fmt_print(name, sizeof(name), "%.*s", len, text) <= 0)
		return out_fail(EXITCODE_NOT_TRIED, "exec: no user '%s' in %s",
			text, c->unit);
	log_divert(tell);
	rc = passwd_find(root, name, colon ? colon + 1 : NULL, user);
	log_divert(NULL);
	return rc < 0 ? EXITCODE_NOT_TRIED : 0;
}

/* Makes the file from which crun takes the command. */
static int take_command(
	const struct client_args *args, size_t skip, struct plan *plan)
{
	struct passwd_user user;
	struct arena arena = {0};
	struct strv env = {0}, argv = {0};
	struct spec_command command = {.argv = &argv,
		.env = &env,
		.cwd = args->dir,
		.terminal = args->tty};
	int rc = 0;

	for (size_t i = skip; i < args->count; i++)
		if (strv_add(&arena, &argv, args->names[i],
			    strlen(args->names[i])) < 0)
			return out_fail(EXITCODE_NOT_TRIED, "out of memory");
	if (args->dir && args->dir[0] != '/')
		return out_fail(EXITCODE_NOT_TRIED,
			"exec: -w '%s' is not an absolute path", args->dir);
	if (args->user) {
		rc = take_user(&plan->container, args->user, &user);
		command.user = &user;
	}
	if (rc == 0)
		rc = take_env(args, &arena, &env);
	if (rc == 0) {
		plan->process =
			spec_process_file(plan->container.unit, &command);
		if (plan->process < 0)
			rc = out_fail(EXITCODE_NOT_TRIED,
				"exec: config.json of %s: %s",
				plan->container.unit, strerror(-plan->process));
	}
	arena_done(&arena);
	return rc;
}

/* crun has started the command. */
static bool started(void *arg)
{
	const struct plan *plan = arg;

	char digit;

	return pread(plan->pid, &digit, 1, 0) == 1;
}

static int run(const struct client_args *args, size_t skip, struct plan *plan)
{
	struct relay_child child = {.how = args->tty           ? RELAY_TERMINAL
					   : args->interactive ? RELAY_BOTH
							       : RELAY_OUT,
		.become = become,
		.started = started,
		.arg = plan};
	int rc = relay_run(&child);

	if (rc < 0)
		return out_fail(EXITCODE_NOT_TRIED, "exec: %s", strerror(-rc));
	if (started(plan))
		return rc;
	return container_not_started(
		"exec", child.why, plan->container.unit, args->names[skip]);
}

int execute_run(const struct client_args *args)
{
	struct plan plan = {.process = -1};
	size_t skip = 1;
	int rc;

	if (args->count > 1 && strcmp(args->names[1], "--") == 0)
		skip = 2;
	if (args->count <= skip)
		return out_fail(EXITCODE_NOT_TRIED,
			"exec: which command? (see 'tcrctl help exec')");
	if (geteuid() != 0)
		return out_fail(EXITCODE_NOT_TRIED, "exec: you must be root");
	if (args->tty && !isatty(STDIN_FILENO))
		return out_fail(EXITCODE_NOT_TRIED,
			"exec: -t: the input is no terminal");
	if (container_find(args->names[0], &plan.container) != 0)
		return EXITCODE_NOT_TRIED;
	plan.pid = memfd_create("pid", MFD_CLOEXEC);
	if (plan.pid < 0)
		return out_fail(
			EXITCODE_NOT_TRIED, "exec: %s", strerror(errno));
	rc = take_command(args, skip, &plan);
	return rc == 0 ? run(args, skip, &plan) : rc;
}
