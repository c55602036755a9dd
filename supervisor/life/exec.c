/* SPDX-License-Identifier: MIT */
/*
 * Commands in a running container: its health checks and ReloadCmd=.  They join
 * the container's namespaces and cgroup.  User, groups, directory, environment,
 * capabilities, limits and seccomp filter are those of the container's own
 * program: crun is given the process of config.json with other arguments.
 *
 * A command writes to a pipe that this task reads; the last part is kept.  A
 * file would have to be bounded by RLIMIT_FSIZE, which would then be the
 * command's limit for all files.
 *
 * Killing crun does not end the command that it has started.  The command leads
 * a session, which no other process of the container can join, so its process
 * group is killed.
 */
#include "supervisor/life/exec.h"

#include "init/io.h"
#include "init/log.h"
#include "init/text.h"
#include "supervisor/base/cgroup.h"
#include "supervisor/base/paths.h"
#include "supervisor/rungs/schedule.h"
#include "supervisor/spec/crun.h"
#include "supervisor/spec/imagehealth.h"
#include "supervisor/spec/spec.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The end of what a command has written. */
struct said {
	char text[TASK_TEXT_MAX];
	size_t len;
};

/* Reads once from the pipe; returns as read(2) does. */
static ssize_t take(int fd, struct said *said)
{
	char buf[TASK_TEXT_MAX];
	ssize_t n = read(fd, buf, sizeof(buf));
	size_t keep;

	if (n <= 0)
		return n;
	keep = sizeof(said->text) - (size_t)n;
	if (keep > said->len)
		keep = said->len;
	memmove(said->text, said->text + said->len - keep, keep);
	memcpy(said->text + keep, buf, (size_t)n);
	said->len = keep + (size_t)n;
	return n;
}

/*
 * Reads until crun has ended, and then what the pipe still holds, but no more
 * than it can hold: a process that was left behind may go on writing.
 */
static int relay(int fd, pid_t pid)
{
	autofd int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd polls[] = {{fd, POLLIN, 0}, {pidfd, POLLIN, 0}};
	int room = fcntl(fd, F_GETPIPE_SZ), status;
	struct said said = {.len = 0};

	if (pidfd < 0)
		return failed("pidfd_open");
	while (polls[1].revents == 0) {
		if (poll(polls, 2, -1) < 0 && errno != EINTR)
			return failed("poll");
		if (polls[0].revents && take(fd, &said) == 0)
			polls[0].fd = -1; /* no writer is left */
	}
	while (room > 0) {
		ssize_t n = take(fd, &said);

		if (n <= 0)
			break;
		room -= (int)n;
	}
	if (said.len > 0)
		(void)!write(STDERR_FILENO, said.text, said.len);
	if (waitpid(pid, &status, 0) < 0)
		return failed("wait for crun");
	return WIFEXITED(status) ? -WEXITSTATUS(status)
				 : -(128 + WTERMSIG(status));
}

/* Returns the descriptor of what crun is to execute, or -errno. */
static int process_file(const struct exec_command *c)
{
	struct arena arena = {0};
	struct strv words = {0};
	struct spec_command command = {.argv = c->argv ? c->argv : &words};
	int rc = c->argv ? 0 : imagehealth_words(c->unit, &arena, &words);

	if (rc == 0)
		rc = spec_process_file(c->unit->name, &command);
	arena_done(&arena);
	if (rc >= 0)
		return rc;
	errno = -rc;
	return failed("take the process of config.json");
}

/* Sets up the child's descriptors; its standard input is an empty pipe. */
static int redirect(int process, int out)
{
	int in[2];

	if (pipe2(in, O_CLOEXEC) < 0)
		return failed("pipe");
	if (dup2(process, CRUN_PROCESS_FD) < 0 ||
		dup2(in[0], STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
		dup2(out, STDERR_FILENO) < 0)
		return failed("redirect output");
	return 0;
}

static _Noreturn void child(const struct exec_command *c, int out, pid_t parent)
{
	char path[PATH_MAX];
	autofd int process = process_file(c);
	int rc = process;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(ECANCELED);
	if (rc >= 0)
		rc = paths_unit(path, c->unit->name, c->pid_file);
	if (rc >= 0 && unlink(path) < 0 && errno != ENOENT)
		rc = failed("remove %s", path);
	/* redirect() is about to replace descriptors 0 to 3. */
	if (rc >= 0)
		rc = fcntl(process, F_DUPFD_CLOEXEC, CRUN_PROCESS_FD + 1);
	if (rc >= 0)
		rc = redirect(rc, out);
	if (rc >= 0)
		rc = schedule_apply(&c->unit->conf);
	if (rc >= 0)
		rc = crun_exec(c->unit->name, path, CRUN_PROCESS_FD + 1);
	_exit(-rc & 0xff);
}

int exec_run(const void *arg)
{
	const struct exec_command *c = arg;
	pid_t us = getpid(), pid;
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) < 0 ||
		fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return failed("pipe");
	pid = _Fork();
	if (pid < 0)
		return failed("fork");
	if (pid == 0)
		child(c, ends[1], us);
	close(ends[1]);
	rc = relay(ends[0], pid);
	close(ends[0]);
	return rc;
}

void exec_kill(const char *unit, const char *pid_file)
{
	char path[PATH_MAX], text[32];
	pid_t pid, group;

	if (paths_unit(path, unit, pid_file) < 0 ||
		io_read_file(AT_FDCWD, path, text, sizeof(text)) < 0)
		return; /* crun has not started the command yet */
	pid = (pid_t)text_digits(text, NULL, 10);
	if (pid <= 1 || !cgroup_owns(unit, pid))
		return;
	group = getpgid(pid);
	if (group > 1 && group != getpgrp())
		(void)kill(-group, SIGKILL);
}
