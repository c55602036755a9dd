/* SPDX-License-Identifier: MIT */
/*
 * Commands that run in a container that is there: its checks and its reload.
 * They join its namespaces and cgroup, with its environment, capabilities and
 * filter; its user and no_new_privs have to be asked for (crun 1.8.1 leaves
 * them out).
 *
 * Killing crun does not end what it has started.  That is a session of its own,
 * which nothing else of the container can join, so its process group goes.
 */
#include "supervisor/exec.h"

#include "init/fmt.h"
#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/cgroup.h"
#include "supervisor/paths.h"
#include "supervisor/units/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define OUTPUT_MAX (1 << 20) /* of it in memory, or of any file it writes */
#define OWN_WORDS  9
#define HEAD_MAX   4096 /* of config.json: its user is near its beginning */

/*
 * "--user=UID:GID", from config.json as we wrote it: no text in it can look
 * like this, as a quotation mark within has a backslash.
 */
static int user_of(const char *unit, char *out, size_t size)
{
	static const char begin[] = "\"user\":{\"uid\":", then[] = ",\"gid\":";
	char path[PATH_MAX], head[HEAD_MAX];
	int rc = paths_unit(path, unit, "config.json");
	autofd int fd = rc < 0 ? rc : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof(head) - 1);
	const char *at;
	uint64_t uid, gid;

	if (n < 0)
		return failed("read %s", path);
	head[n] = 0;
	at = strstr(head, begin);
	uid = at ? text_digits(at + strlen(begin), &at, 10) : 0;
	if (!at || strncmp(at, then, strlen(then)) != 0) {
		log_err("%s: no user in it", path);
		return -EBADMSG;
	}
	gid = text_digits(at + strlen(then), NULL, 10);
	rc = fmt_print(out, size, "--user=%llu:%llu", (unsigned long long)uid,
		(unsigned long long)gid);
	return rc < 0 ? rc : 0;
}

static int become(const struct exec_command *c, char *root, char *pid_file)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char crun[] = "crun", exec[] = "exec",
		    no_new_privs[] = "--no-new-privs";
	char *env[] = {path, NULL};
	char user[64], name[UNIT_NAME_MAX + 1];
	char **argv;
	size_t n = 0;
	int rc = user_of(c->unit, user, sizeof(user));

	if (rc >= 0)
		rc = fmt_print(name, sizeof(name), "%s", c->unit);
	if (rc < 0)
		return rc;
	argv = calloc(OWN_WORDS + c->argv->n, sizeof(*argv));
	if (!argv)
		return failed("exec");
	argv[n++] = crun;
	argv[n++] = root;
	argv[n++] = exec;
	argv[n++] = no_new_privs;
	argv[n++] = user;
	argv[n++] = pid_file;
	argv[n++] = name;
	for (size_t i = 0; i < c->argv->n; i++)
		argv[n++] = c->argv->v[i];
	(void)execvpe("crun", argv, env);
	rc = failed("execute crun");
	free(argv);
	return rc;
}

int exec_run(const void *arg)
{
	const struct rlimit limit = {OUTPUT_MAX, OUTPUT_MAX};
	const struct exec_command *c = arg;
	char path[PATH_MAX], root[PATH_MAX], pid_file[PATH_MAX + 16];
	int rc = paths_unit(path, c->unit, c->pid_file);

	if (rc < 0)
		return rc;
	if (unlink(path) < 0 && errno != ENOENT)
		return failed("remove %s", path);
	rc = fmt_print(pid_file, sizeof(pid_file), "--pid-file=%s", path);
	if (rc >= 0)
		rc = fmt_print(
			root, sizeof(root), "--root=%s/crun", paths_run());
	if (rc < 0)
		return rc;
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)prlimit(0, RLIMIT_FSIZE, &limit, NULL);
	(void)io_write_file("/proc/self/oom_score_adj", "0"); /* not tcrd's */
	task_cloexec_from(STDERR_FILENO + 1);
	return become(c, root, pid_file);
}

void exec_kill(const char *unit, const char *pid_file)
{
	char path[PATH_MAX], text[32];
	pid_t pid, group;

	if (paths_unit(path, unit, pid_file) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return; /* it has not come so far */
	pid = (pid_t)text_digits(text, NULL, 10);
	if (pid <= 1 || !cgroup_owns(unit, pid))
		return;
	group = getpgid(pid);
	if (group > 1 && group != getpgrp())
		(void)kill(-group, SIGKILL);
}
